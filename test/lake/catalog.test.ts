import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { open, type RootDatabase } from "lmdb";
import { type Catalog, openCatalog } from "../../src/lake/catalog";

const keys = [{ Name: "dt", Type: "string" }];
const part = (dt: string) => ({ Values: [dt] });

describe("lake catalog", () => {
  let dir: string;
  let db: RootDatabase;
  let catalog: Catalog;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "catalog-"));
    db = open({ path: join(dir, "catalog"), overlappingSync: false });
    catalog = openCatalog({ db });
    await catalog.createDatabase({ Name: "shop" });
  });

  afterEach(async () => {
    await db.close();
    await rm(dir, { recursive: true, force: true });
  });

  const names = (database: string) => Array.from(catalog.listTables(database), (t) => t.Name);
  const values = () => Array.from(catalog.listPartitions("shop", "orders"), (p) => p.Values[0]);

  async function failure(act: Promise<unknown>): Promise<unknown> {
    return act.then(
      () => undefined,
      (error: { code?: string }) => error.code,
    );
  }

  it("a table · is created with its partitions or not at all", async () => {
    const input = { Name: "orders", PartitionKeys: keys };
    const twice = catalog.createTable("shop", input, [part("a"), part("a")]);
    expect(await failure(twice)).to.equal("AlreadyExistsException");
    expect(names("shop")).to.deep.equal([]);
    await catalog.createTable("shop", input, [part("b"), part("a")]);
    expect(values()).to.deep.equal(["a", "b"]);
  });

  it("partitions · are created all or none unless existing ones are to be skipped", async () => {
    await catalog.createTable("shop", { Name: "orders", PartitionKeys: keys }, [part("b")]);
    const inputs = [part("a"), part("b")];
    const failing = catalog.createPartitions("shop", "orders", inputs);
    expect(await failure(failing)).to.equal("AlreadyExistsException");
    expect(values()).to.deep.equal(["b"]);
    const result = await catalog.createPartitions("shop", "orders", inputs, { existing: "skip" });
    expect(result.created.map((each) => each.Values)).to.deep.equal([["a"]]);
    expect(result.existing).to.deep.equal([["b"]]);
  });

  it("a refused write · does not disturb the others of its commit", async () => {
    const results = await Promise.all(
      ["a", "b", "a", "c"].map((Name) => failure(catalog.createTable("shop", { Name }))),
    );
    expect(results).to.deep.equal([undefined, undefined, "AlreadyExistsException", undefined]);
    expect(names("shop")).to.deep.equal(["a", "b", "c"]);
  });

  it("a database · is deleted without cascade only when it is empty", async () => {
    await catalog.createTable("shop", { Name: "orders" });
    const deleting = catalog.deleteDatabase("shop", { cascade: false });
    expect(await failure(deleting)).to.equal("InvalidInputException");
    await catalog.deleteTable("shop", "orders");
    await catalog.deleteDatabase("shop", { cascade: false });
    expect(catalog.getDatabase("shop")).to.equal(undefined);
  });

  it("databases · whose names begin alike keep their tables apart", async () => {
    await catalog.createDatabase({ Name: "shop_a" });
    await catalog.createTable("shop_a", { Name: "inner" });
    await catalog.createTable("shop", { Name: "z" });
    expect(names("shop")).to.deep.equal(["z"]);
    await catalog.deleteDatabase("shop", { cascade: true });
    expect(names("shop_a")).to.deep.equal(["inner"]);
  });

  it("a list · goes on over changes that are made while it is read", async () => {
    const all = Array.from({ length: 300 }, (_, index) => `t${1000 + index}`);
    await Promise.all(all.map((Name) => catalog.createTable("shop", { Name })));
    const seen: string[] = [];
    for (const { Name } of catalog.listTables("shop")) {
      seen.push(Name);
      await catalog.deleteTable("shop", Name);
    }
    expect(seen).to.deep.equal(all);
    expect(names("shop")).to.deep.equal([]);
  });

  it("what was written · is there when the catalog is opened again", async () => {
    await catalog.createTable("shop", { Name: "orders", PartitionKeys: keys }, [part("a")]);
    await catalog.updateTable("shop", { Name: "orders", PartitionKeys: keys });
    await db.close();
    db = open({ path: join(dir, "catalog"), overlappingSync: false });
    catalog = openCatalog({ db });
    const versions = Array.from(catalog.listTableVersions("shop", "orders"));
    expect(versions.map((each) => each.VersionId)).to.deep.equal(["1", "0"]);
    expect(values()).to.deep.equal(["a"]);
  });
});
