import { expect } from "chai";
import {
  buildLocation,
  fixedHome,
  locationOf,
  namings,
  overlaps,
  type Placement,
  uniquePart,
} from "../../../src/state";

const relation = { database: "awsdatacatalog", schema: "marts", identifier: "orders" };
const root: Placement = { dataRoot: "s3://b/data/", naming: "unique" };
const id = { owner: "shop/dev", relation: "marts.orders", attempt: 1 };

describe("location of a table", () => {
  const expected: Readonly<Record<(typeof namings)[number], string>> = {
    unique: "s3://b/data/U",
    table: "s3://b/data/orders",
    table_unique: "s3://b/data/orders/U",
    schema_table: "s3://b/data/marts/orders",
    schema_table_unique: "s3://b/data/marts/orders/U",
  };
  for (const naming of namings) {
    it(`follows s3_data_naming ${naming}`, () => {
      expect(locationOf(relation, { ...root, naming }, "U")).to.equal(expected[naming]);
    });
  }

  it("is external_location where that is set, whatever the naming", () => {
    const placement: Placement = { ...root, externalLocation: "s3://c/x//" };
    expect(locationOf(relation, placement, "U")).to.equal("s3://c/x");
    expect(fixedHome(relation, placement)).to.equal("s3://c/x");
  });

  it("is another one for each attempt and each owner, and the same each time it is asked", () => {
    const again = uniquePart(id);
    expect(again).to.equal(uniquePart({ ...id }));
    expect(again).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(uniquePart({ ...id, attempt: 2 })).to.not.equal(again);
    expect(uniquePart({ ...id, owner: "shop/prod" })).to.not.equal(again);
  });

  it("is never inside its fixed home while it is built", () => {
    const placement: Placement = { ...root, naming: "schema_table" };
    const built = buildLocation(relation, placement, id, undefined);
    expect(overlaps(built, locationOf(relation, placement, ""))).to.equal(false);
  });

  it("is beside the live files where it would lie inside them", () => {
    const placement: Placement = { ...root, naming: "schema_table_unique" };
    const live = "s3://b/data/marts/orders";
    const built = buildLocation(relation, placement, id, live);
    expect(overlaps(built, live)).to.equal(false);
    expect(buildLocation(relation, placement, id, "s3://b/elsewhere")).to.match(
      /\/orders\/[0-9a-f-]+$/,
    );
  });
});

describe("overlap of locations", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["s3://b/t", "s3://b/t/", true],
    ["s3://b/t", "s3://b/t/u", true],
    ["s3://b/t/u", "s3://b/t", true],
    ["s3://b/t", "s3://b/t2", false],
    ["s3://b/t/u", "s3://b/t/v", false],
  ];
  for (const [a, b, answer] of cases) {
    it(`of ${a} and ${b} is ${answer}`, () => {
      expect(overlaps(a, b)).to.equal(answer);
    });
  }
});
