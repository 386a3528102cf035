import { expect } from "chai";
import { bridgeView, trinoType } from "../../../src/render";

describe("render · stored views", () => {
  it("spells Glue's types as Trino does", () => {
    expect(trinoType("array<struct<a:int,b:map<string,decimal(9,2)>>>")).to.equal(
      'array(row("a" integer, "b" map(varchar, decimal(9,2))))',
    );
    expect(trinoType("timestamp")).to.equal("timestamp(3)");
    expect(trinoType("varchar(20)")).to.equal("varchar(20)");
  });

  it("stores a view of another relation in the form that Athena reads", () => {
    const relation = { database: "awsdatacatalog", schema: "s", identifier: "t__af" };
    const view = bridgeView(relation, [{ name: "a", type: "string" }]);
    const [, encoded = ""] = /^\/\* Presto View: (.*) \*\/$/.exec(view.original) ?? [];
    expect(JSON.parse(Buffer.from(encoded, "base64").toString())).to.deep.equal({
      originalSql: 'SELECT * FROM "awsdatacatalog"."s"."t__af"',
      catalog: "awsdatacatalog",
      schema: "s",
      columns: [{ name: "a", type: "varchar" }],
    });
    expect(view.parameters["athenaform.bridge"]).to.equal("t__af");
  });
});
