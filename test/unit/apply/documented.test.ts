import { expect } from "chai";
import { documented } from "../../../src/apply/documented";

const table = {
  Name: "t",
  Parameters: { engine: "x", old: "meta" },
  StorageDescriptor: { Columns: [{ Name: "a", Type: "int", Comment: "stale" }] },
  PartitionKeys: [{ Name: "day", Type: "date" }],
};
const docs = {
  relation: true,
  columns: true,
  description: "  One\n\n  two ",
  meta: { owner: "me", flags: { pii: true }, live: true, none: null, "bad\nkey": 1 },
  columnDocs: [{ name: "DAY", description: "d".repeat(300), meta: { unit: "day" } }],
  origin: { unique_id: "model.p.t" },
};

describe("apply · documentation", () => {
  it("writes description, parameters and comments, partition columns included", () => {
    const { input, names } = documented(table, docs, ["old"]);
    expect(input.Description).to.equal("One two");
    expect(input.Parameters).to.deep.equal({
      engine: "x",
      comment: "One two",
      owner: "me",
      flags: '{"pii":true}',
      live: "True",
      none: "None",
      unique_id: "model.p.t",
    });
    expect(names).to.deep.equal(["comment", "flags", "live", "none", "owner", "unique_id"]);
    expect(input.StorageDescriptor?.Columns).to.deep.equal([{ Name: "a", Type: "int" }]);
    expect(input.PartitionKeys).to.deep.equal([
      { Name: "day", Type: "date", Comment: `${"d".repeat(252)}...`, Parameters: { unit: "day" } },
    ]);
  });

  it("leaves everything alone when nothing is persisted", () => {
    const { input, names } = documented(table, { ...docs, relation: false, columns: false }, []);
    expect(input).to.equal(table);
    expect(names).to.deep.equal([]);
  });
});
