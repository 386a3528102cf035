import { expect } from "chai";
import { getTable, listObjects, listPartitions, listTableVersions } from "../../src/aws";
import type { Desired } from "../../src/state";
import { seed, table, view } from "./definitions";
import { type LakeRun, openLake } from "./lake-run";
import { openStack, type Stack } from "./stack";

const name = (identifier: string) => ({
  database: "awsdatacatalog",
  schema: "shop",
  identifier,
});

const twelve = "unnest(sequence(1, 12)) as t(n)";

describe("apply", function () {
  this.timeout(60_000);
  let lake: LakeRun;
  let stack: Stack;
  beforeEach(async () => {
    lake = await openLake();
    stack = openStack(lake);
  });
  afterEach(() => lake.close());

  const verbs = async (wanted: readonly Desired[]) =>
    (await stack.up(wanted)).map((plan) => plan.verb);
  /** Checks what must hold after every run: nothing is left to do and nothing is left over. */
  const settled = async (wanted: readonly Desired[]) => {
    const plans = await stack.preview(wanted);
    expect(plans.flatMap((plan) => plan.actions)).to.deep.equal([]);
    expect(await stack.leftovers()).to.deep.equal([]);
  };

  it("creates a table, swaps it, and keeps the version before for its readers", async () => {
    const one = [table("orders", { sql: "select 1 as id, 'a' as shop" })];
    expect(await verbs(one)).to.deep.equal(["create"]);
    await settled(one);
    expect(await stack.query("select * from orders")).to.deep.equal([["1", "a"]]);
    const first = await stack.applied("shop.orders");
    expect(first.rows).to.equal(1);
    const two = [table("orders", { sql: "select 2 as id, 'b' as shop" })];
    expect(await verbs(two)).to.deep.equal(["swap"]);
    await settled(two);
    expect(await stack.query("select * from orders")).to.deep.equal([["2", "b"]]);
    const second = await stack.applied("shop.orders");
    expect(second.version).not.to.equal(first.version);
    expect(second.previous.map((item) => item.location)).to.deep.equal([first.location]);
    const three = [table("orders", { sql: "select 3 as id, 'c' as shop" })];
    await stack.up(three);
    await settled(three);
    expect((await listTableVersions(lake.clients, name("orders"))).length).to.equal(2);
    expect(await listObjects(lake.clients, first.location ?? "")).to.deep.equal([]);
    const glue = await getTable(lake.clients, name("orders"));
    expect(glue?.Parameters?.["classification"]).to.equal("parquet");
  });

  it("gives the same data version to the same rows", async () => {
    await stack.up([table("orders", { sql: "select 1 as id" })]);
    const before = (await stack.applied("shop.orders")).version;
    await stack.up([table("orders", { sql: "select 2 - 1 as id" })]);
    expect((await stack.applied("shop.orders")).version).to.equal(before);
  });

  it("replaces partitions as a whole", async () => {
    const days = (count: number) => [
      table("facts", {
        sql: `select n, 'd' || cast(n % ${count} as varchar) as day from ${twelve}`,
        partitionedBy: ["day"],
      }),
    ];
    await stack.up(days(4));
    await settled(days(4));
    expect((await stack.applied("shop.facts")).partitions).to.equal(4);
    await stack.up(days(3));
    await settled(days(3));
    const seen = await stack.query("select day, count(*) from facts group by day order by day");
    expect(seen).to.deep.equal([
      ["d0", "4"],
      ["d1", "4"],
      ["d2", "4"],
    ]);
    expect(await listPartitions(lake.clients, name("facts"))).to.have.length(3);
    const plain = [table("facts", { sql: "select 1 as n" })];
    await stack.up(plain);
    await settled(plain);
    expect(await stack.query("select * from facts")).to.deep.equal([["1"]]);
    expect(await listPartitions(lake.clients, name("facts"))).to.deep.equal([]);
  });

  it("writes more partitions than one query may open in batches", async () => {
    const wanted = [
      table("wide", {
        sql: "select n, if(n = 7, null, n) as k from unnest(sequence(1, 130)) as t(n)",
        partitionedBy: ["k"],
      }),
    ];
    await stack.up(wanted);
    await settled(wanted);
    expect(await stack.query("select count(*), sum(n) from wide")).to.deep.equal([["130", "8515"]]);
    const applied = await stack.applied("shop.wide");
    expect([applied.rows, applied.partitions]).to.deep.equal([130, 130]);
  });

  it("makes an empty table in batches when there are no rows", async () => {
    const wanted = [
      table("none", {
        sql: "select n, n as k from unnest(sequence(1, 3)) as t(n) where n > 5",
        partitionedBy: ["k"],
        changes: { execution: { forceBatch: true, partitionsLimit: 100 } },
      }),
    ];
    await stack.up(wanted);
    await settled(wanted);
    expect(await stack.query("select * from none")).to.deep.equal([]);
  });

  it("turns a view into a table and back, without leaving either behind", async () => {
    const asView = [view("v", { sql: "select 1 as id" })];
    const asTable = [table("v", { sql: "select 2 as id" })];
    expect(await verbs(asView)).to.deep.equal(["create"]);
    await settled(asView);
    expect(await verbs([view("v", { sql: "select 3 as id" })])).to.deep.equal(["replace view"]);
    expect(await verbs(asTable)).to.deep.equal(["replace view by table"]);
    await settled(asTable);
    expect(await stack.query("select * from v")).to.deep.equal([["2"]]);
    expect(await verbs(asView)).to.deep.equal(["replace table by view"]);
    await settled(asView);
    expect(await stack.query("select * from v")).to.deep.equal([["1"]]);
  });

  it("uploads a seed and leaves no text table behind", async () => {
    const columns = [
      { name: "code", type: "varchar", quote: true },
      { name: "n", type: "integer", quote: true },
    ];
    const text = 'code,n\n"say ""hi"", you",1\nnull, 2 \nback\\slash,\n';
    const wanted = [seed("airports", text, columns)];
    expect(await verbs(wanted)).to.deep.equal(["seed"]);
    await settled(wanted);
    expect(await stack.query("select * from airports order by n")).to.deep.equal([
      ['say "hi", you', "1"],
      [undefined, "2"],
      ["back\\slash", undefined],
    ]);
  });

  it("settles a table with a fixed place there, rebuilt and partitioned too", async () => {
    const fixed = (sql: string, partitionedBy: readonly string[]) => [
      table("home", {
        sql,
        partitionedBy,
        changes: { placement: { dataRoot: "s3://lake/data", naming: "schema_table" } },
      }),
    ];
    for (const shop of ["a", "b"]) {
      const wanted = fixed(`select 1 as id, '${shop}' as shop`, []);
      await stack.up(wanted);
      await settled(wanted);
      expect((await stack.applied("shop.home")).location).to.equal("s3://lake/data/shop/home");
      expect(await stack.query("select * from home")).to.deep.equal([["1", shop]]);
    }
    const wanted = fixed("select 1 as id, 'c' as shop", ["shop"]);
    await stack.up(wanted);
    await settled(wanted);
    expect(await stack.query("select * from home")).to.deep.equal([["1", "c"]]);
    const [partition] = await listPartitions(lake.clients, name("home"));
    expect(partition?.StorageDescriptor?.Location).to.match(
      /^s3:\/\/lake\/data\/shop\/home\/shop=c/,
    );
    const apart = [table("home", { sql: "select 4 as id" })];
    await stack.up(apart);
    await settled(apart);
    await stack.up([]);
    expect(await stack.leftovers()).to.deep.equal([]);
  });

  it("documents a table when it is built, and alone when only words change", async () => {
    const docs = (description: string) => ({
      relation: true,
      columns: true,
      description,
      meta: { owner: "me" },
      columnDocs: [{ name: "id", description: "The key", meta: {} }],
      origin: { unique_id: "model.shop.orders" },
    });
    const wanted = (words: string, kind = table) => [
      kind("orders", { sql: "select 1 as id", changes: { docs: docs(words) } }),
    ];
    await stack.up(wanted("First"));
    await settled(wanted("First"));
    const versions = await listTableVersions(lake.clients, name("orders"));
    expect(await verbs(wanted("Second"))).to.deep.equal(["document"]);
    await settled(wanted("Second"));
    expect((await listTableVersions(lake.clients, name("orders"))).length).to.equal(
      versions.length,
    );
    const seen = await getTable(lake.clients, name("orders"));
    expect(seen?.Description).to.equal("Second");
    expect(seen?.StorageDescriptor?.Columns?.[0]?.Comment).to.equal("The key");
    await stack.up(wanted("Third", view));
    await settled(wanted("Third", view));
    expect(await stack.query("select * from orders")).to.deep.equal([["1"]]);
  });

  it("drops what was removed, with all its versions, and nothing else", async () => {
    const kept = table("kept", { sql: "select 1 as id" });
    await stack.up([kept, table("gone", { sql: "select 1 as id" })]);
    await stack.up([kept, table("gone", { sql: "select 2 as id" })]);
    expect(await verbs([kept])).to.deep.equal(["drop", undefined]);
    await settled([kept]);
    expect(await getTable(lake.clients, name("gone"))).to.equal(undefined);
    expect(await stack.query("select * from kept")).to.deep.equal([["1"]]);
  });

  it("follows the workgroup that decides where tables lie", async () => {
    const athena = await lake.clients.athena();
    await athena.createWorkGroup({
      Name: "wg",
      Configuration: {
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { OutputLocation: "s3://lake/enforced/" },
      },
    });
    const connection = { ...lake.connection, workGroup: "wg" };
    const clients = { ...lake.clients, connection };
    const enforced = openStack({ ...lake, clients, connection });
    for (const id of [1, 2, 3]) {
      const wanted = [table("orders", { sql: `select ${id} as id` })];
      await enforced.up(wanted);
      const applied = await enforced.applied("shop.orders");
      expect(applied.location).to.match(/^s3:\/\/lake\/enforced\/tables\//);
      const places = [applied.location, ...applied.previous.map((item) => item.location)];
      const files = await listObjects(lake.clients, "s3://lake/enforced/tables");
      const kept = new Set(files.map(({ key }) => key.split("/").slice(0, 3).join("/")));
      expect([...kept].sort()).to.deep.equal(
        places.map((place) => place?.slice("s3://lake/".length)).sort(),
      );
    }
    await enforced.up([]);
    expect(await listObjects(lake.clients, "s3://lake/enforced/tables")).to.deep.equal([]);
  });
});
