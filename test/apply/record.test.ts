import { expect } from "chai";
import { listObjects, readRecord } from "../../src/aws";
import type { Entry } from "../../src/state";
import { home, type LakeRun, openLake } from "./lake-run";

const entry = (identifier: string, attempts = 1): Entry => ({
  node: `model.shop.${identifier}`,
  relation: { database: "awsdatacatalog", schema: "shop", identifier },
  attempts,
});

describe("aws · record", () => {
  let lake: LakeRun;
  beforeEach(async () => {
    lake = await openLake();
  });
  afterEach(() => lake.close());

  const read = async () => (await readRecord(lake.clients, home)).record;
  const files = async () => {
    const listed = await listObjects(lake.clients, home.prefix);
    return listed.map((item) => item.key.slice("data/.athenaform/shop/dev/".length));
  };
  const code = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => "done",
      (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
    );

  it("is empty before anything was written", async () => {
    expect(await read()).to.deep.equal({ format: 1, entries: {}, schemas: [] });
  });

  it("gives what was put, before and after it was folded", async () => {
    const record = await lake.record();
    await record.put("shop.a", entry("a"));
    await record.put("shop.b", entry("b"));
    await record.put("shop.a", entry("a", 2));
    const expected = { "shop.a": entry("a", 2), "shop.b": entry("b") };
    expect((await read()).entries).to.deep.equal(expected);
    await record.fold();
    expect(await files()).to.deep.equal(["index.json"]);
    expect((await read()).entries).to.deep.equal(expected);
  });

  it("lets an entry that was written after the fold win over the index", async () => {
    const record = await lake.record();
    await record.put("shop.a", entry("a"));
    await record.fold();
    await record.put("shop.a", undefined);
    expect((await read()).entries).to.deep.equal({});
  });

  it("leaves nothing behind when nothing is recorded", async () => {
    const record = await lake.record();
    await record.putSchemas((names) => [...names, "shop"]);
    await record.put("shop.a", entry("a"));
    await record.fold();
    await record.put("shop.a", undefined);
    await record.putSchemas(() => []);
    await record.fold();
    expect(await files()).to.deep.equal([]);
  });

  it("refuses to overwrite what another run wrote, and keeps that through a fold", async () => {
    const mine = await lake.record();
    const other = await lake.record();
    await mine.put("shop.a", entry("a"));
    await other.put("shop.b", entry("b"));
    expect(await code(other.put("shop.a", entry("a", 5)))).to.equal("AF204");
    await mine.fold();
    expect(await files()).to.deep.equal(["entries/shop.b.json", "index.json"]);
    expect(Object.keys((await read()).entries)).to.deep.equal(["shop.a", "shop.b"]);
    expect(await code(other.fold())).to.equal("AF204");
  });

  it("keeps the order of writes of one key", async () => {
    const record = await lake.record();
    await Promise.all([1, 2, 3, 4, 5].map((n) => record.put("shop.a", entry("a", n))));
    expect((await read()).entries["shop.a"]?.attempts).to.equal(5);
  });

  it("refuses a record of a newer format", async () => {
    const s3 = await lake.clients.s3();
    const Key = "data/.athenaform/shop/dev/index.json";
    await s3.putObject({ Bucket: "lake", Key, Body: '{"format":99}' });
    expect(await code(readRecord(lake.clients, home))).to.equal("AF206");
  });
});
