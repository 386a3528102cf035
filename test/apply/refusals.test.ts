import { expect } from "chai";
import { createSchema, dropSchema, type Run } from "../../src/apply";
import { getTable, hasDatabase, openRecord, readRecord } from "../../src/aws";
import type { Desired } from "../../src/state";
import { table } from "./definitions";
import { home, type LakeRun, openLake } from "./lake-run";
import { openStack, type Stack } from "./stack";

const name = (identifier: string) => ({
  database: "awsdatacatalog",
  schema: "shop",
  identifier,
});

describe("apply · what is not ours", function () {
  this.timeout(60_000);
  let lake: LakeRun;
  let stack: Stack;
  beforeEach(async () => {
    lake = await openLake();
    stack = openStack(lake);
  });
  afterEach(() => lake.close());

  /** Checks what must hold after every run: nothing is left to do and nothing is left over. */
  const settled = async (wanted: readonly Desired[]) => {
    const plans = await stack.preview(wanted);
    expect(plans.flatMap((plan) => plan.actions)).to.deep.equal([]);
    expect(await stack.leftovers()).to.deep.equal([]);
  };

  it("refuses a fixed place that holds what is not ours, before it touches anything", async () => {
    const s3 = await lake.clients.s3();
    await s3.putObject({ Bucket: "lake", Key: "data/shop/home/theirs", Body: "x" });
    const placement = { dataRoot: "s3://lake/data", naming: "schema_table" } as const;
    const wanted = [table("home", { sql: "select 1 as id", changes: { placement } })];
    const error = await stack.up(wanted).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "AF207");
    expect(await stack.leftovers()).to.deep.equal(["data/shop/home/theirs"]);
  });

  it("does not drop a table that has taken the name", async () => {
    await stack.up([table("orders", { sql: "select 1 as id" })]);
    await stack.query("drop table shop.orders").catch(() => undefined);
    const location = "s3://lake/theirs/";
    const glue = await lake.clients.glue();
    await glue.deleteTable({ DatabaseName: "shop", Name: "orders" }).catch(() => undefined);
    await glue.createTable({
      DatabaseName: "shop",
      TableInput: {
        Name: "orders",
        TableType: "EXTERNAL_TABLE",
        StorageDescriptor: { Columns: [{ Name: "id", Type: "int" }], Location: location },
      },
    });
    const error = await stack.up([]).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "AF203");
    expect(await getTable(lake.clients, name("orders"))).not.to.equal(undefined);
  });

  it("leaves the target and the lake as they were when a query fails", async () => {
    const good = [table("orders", { sql: "select 1 as id" })];
    await stack.up(good);
    const bad = [table("orders", { sql: "select nope as id" })];
    const error = await stack.up(bad).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "AF201");
    expect(error)
      .to.have.property("message")
      .that.matches(/Column 'nope' cannot be resolved/);
    await settled(good);
    expect(await stack.query("select * from orders")).to.deep.equal([["1"]]);
  });

  it("stops the query and leaves everything as it was when interrupted", async () => {
    const good = [table("orders", { sql: "select 1 as id" })];
    await stack.up(good);
    const stop = new AbortController();
    const slow =
      "select count(*) as id from unnest(sequence(1, 9000)) as a(x), " +
      "unnest(sequence(1, 9000)) as b(y) where x * y % 7 = 3";
    const error = await stack
      .up([table("orders", { sql: slow })], {
        signal: stop.signal,
        progress: (text) => {
          if (text.startsWith("build")) stop.abort();
        },
      })
      .catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "AF209");
    await settled(good);
    expect(await stack.query("select * from orders")).to.deep.equal([["1"]]);
  });

  it("takes over an existing table when told to", async () => {
    await stack.up([]);
    await stack
      .query(
        "create table shop.old with (external_location = 's3://lake/data/old/') as select 1 as id",
      )
      .catch(() => undefined);
    const wanted = [table("old", { sql: "select 1 as id" })];
    const error = await stack.up(wanted).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "AF202");
    const [plan] = await stack.up(wanted, { adopt: true });
    expect(plan?.verb).to.equal("adopt");
    await settled(wanted);
  });

  it("does not publish over a table that somebody has changed meanwhile", async () => {
    await stack.up([table("orders", { sql: "select 1 as id" })]);
    const glue = await lake.clients.glue();
    let changed: Promise<unknown> | undefined;
    const change = async () => {
      const seen = await getTable(lake.clients, name("orders"));
      await glue.updateTable({
        DatabaseName: "shop",
        TableInput: {
          Name: "orders",
          TableType: "EXTERNAL_TABLE",
          Description: "theirs",
          StorageDescriptor: seen?.StorageDescriptor,
        },
      });
    };
    const clients = {
      ...lake.clients,
      athena: async () => {
        changed ??= change();
        await changed;
        return lake.clients.athena();
      },
    };
    const error = await stack
      .up([table("orders", { sql: "select 2 as id" })], { clients })
      .catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "AF203");
    expect((await getTable(lake.clients, name("orders")))?.Description).to.equal("theirs");
    expect(await stack.leftovers()).to.deep.equal([]);
    expect(await stack.query("select * from orders")).to.deep.equal([["1"]]);
  });

  it("drops a schema only when it made it and nothing is in it", async () => {
    const { clients, connection } = lake;
    const record = openRecord(clients, home, await readRecord(clients, home));
    const { signal } = new AbortController();
    const progress = () => undefined;
    const run: Run = { clients, connection, record, signal, progress, salt: "shop/dev" };
    const there = (schema: string) => hasDatabase(clients, connection.database, schema);
    await (await clients.glue()).createDatabase({ DatabaseInput: { Name: "theirs" } });
    expect(await createSchema({ schema: "theirs" }, run)).to.equal(false);
    expect(await createSchema({ schema: "ours" }, run)).to.equal(true);
    expect(await createSchema({ schema: "ours" }, run)).to.equal(true);
    expect(await dropSchema({ schema: "theirs" }, run)).to.equal(false);
    expect(await dropSchema({ schema: "ours" }, run)).to.equal(true);
    expect([await there("theirs"), await there("ours")]).to.deep.equal([true, false]);
    await createSchema({ schema: "ours" }, run);
    await (await clients.glue()).createTable({
      DatabaseName: "ours",
      TableInput: { Name: "t", TableType: "EXTERNAL_TABLE", StorageDescriptor: {} },
    });
    expect(await dropSchema({ schema: "ours" }, run)).to.equal(false);
    expect([await there("ours"), record.current().schemas]).to.deep.equal([true, []]);
  });
});
