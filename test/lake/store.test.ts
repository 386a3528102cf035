import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { claimFolder } from "../../src/lake/lock";
import { LakeStore } from "../../src/lake/store/open";

describe("lake · store", () => {
  let dir: string;
  let store: LakeStore;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "store-"));
    store = new LakeStore(dir);
    await store.createBucket("b");
  });

  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  const keys = () => [...store.listObjects("b", "")].map(({ key }) => key);
  const blobs = async () =>
    (await readdir(join(dir, "blobs"), { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    ).length;

  it("adopts files that somebody else wrote, all or none", async () => {
    const paths = [store.newBlob(), store.newBlob(), join(dir, "from-elsewhere")] as const;
    paths.forEach((path, index) => void writeFileSync(path, `bytes ${index}`));
    const entries = paths.map((blobPath, index) => ({ bucket: "b", key: `k${index}`, blobPath }));
    await store.putBlobs(entries);
    expect(keys()).to.deep.equal(["k0", "k1", "k2"]);
    const last = store.getObject("b", "k2");
    expect(readFileSync(last?.blob ?? "", "utf8")).to.equal("bytes 2");
    const others = [store.newBlob(), store.newBlob()] as const;
    others.forEach((path) => void writeFileSync(path, "x"));
    const mixed = [
      { bucket: "b", key: "k3", blobPath: others[0] },
      { bucket: "none", key: "k4", blobPath: others[1] },
    ];
    const refused = await store.putBlobs(mixed).catch((error) => error.code);
    expect(refused).to.equal("NoSuchBucket");
    expect(keys()).to.deep.equal(["k0", "k1", "k2"]);
    expect(others.map((path) => existsSync(path))).to.deep.equal([false, false]);
  });

  it("keeps the bytes of a deleted object for those who began to read before", async () => {
    const { blob } = await store.putBytes("b", "k", Buffer.from("old"));
    await store.hold(async () => {
      await store.putBytes("b", "k", Buffer.from("new"));
      await store.deleteObject("b", "k");
      expect(store.getObject("b", "k")).to.equal(undefined);
      expect(readFileSync(blob, "utf8")).to.equal("old");
    });
    await store.putBytes("b", "other", Buffer.from("x"));
    await store.blobs.settle();
    expect(await store.sweep()).to.equal(0);
    expect(await blobs()).to.equal(1);
  });

  it("sweeps what a killed process left, and nothing that is referred to", async () => {
    await store.putBytes("b", "kept", Buffer.from("kept"));
    writeFileSync(store.newBlob(), "never referred to");
    expect(await store.sweep()).to.equal(0);
    await store.close();
    store = new LakeStore(dir);
    writeFileSync(store.newBlob(), "being written");
    expect(await store.sweep()).to.equal(1);
    expect(await blobs()).to.equal(2);
    expect(readFileSync(store.getObject("b", "kept")?.blob ?? "", "utf8")).to.equal("kept");
  });

  it("lists more objects than a page holds", async () => {
    const count = 1203;
    const names = Array.from({ length: count }, (_, index) => String(index).padStart(5, "0"));
    await Promise.all(names.map((name) => store.putBytes("b", name, Buffer.from(name))));
    expect(keys()).to.deep.equal(names);
  });

  it("lets one owner at a time claim the folder, and takes over from a dead one", () => {
    const release = claimFolder(dir);
    expect(() => claimFolder(dir)).to.throw("already served");
    release();
    const again = claimFolder(dir);
    again();
    const dead = { pid: process.pid, identity: "an earlier process with the same number x" };
    writeFileSync(join(dir, "lock.99"), JSON.stringify(dead));
    claimFolder(dir);
    expect(() => claimFolder(dir)).to.throw("already served");
    expect(existsSync(join(dir, "lock.100"))).to.equal(true);
  });
});
