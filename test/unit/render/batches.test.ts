import { expect } from "chai";
import { planBatches } from "../../../src/render";

const limits = { partitions: 100, buckets: 1, bytes: 200_000 };

describe("render · batches", () => {
  it("selects each partition by literals of its columns' types", () => {
    const keys = [
      { name: "day", type: "date" },
      { name: "at", type: "timestamp" },
      { name: "shop", type: "string" },
      { name: "price", type: "decimal(9,2)" },
      { name: "open", type: "boolean" },
      { name: "n", type: "bigint" },
      { name: "x", type: "double" },
    ];
    const row = ["2024-01-31", "2024-01-31 10:00:00.000", "it's", "1.50", "true", "7", "1.5E0"];
    expect(planBatches(keys, [row], limits)).to.deep.equal([
      `("day" = DATE '2024-01-31' and "at" = TIMESTAMP '2024-01-31 10:00:00.000'` +
        ` and "shop" = 'it''s' and "price" = DECIMAL '1.50' and "open" = true and "n" = 7` +
        ` and "x" = DOUBLE '1.5E0')`,
    ]);
  });

  it("finds rows without a value, and rows that are not a number", () => {
    const keys = [{ name: "x", type: "double" }];
    expect(planBatches(keys, [[undefined], ["NaN"]], limits)).to.deep.equal([
      `("x" is null)\n  or (is_nan("x"))`,
    ]);
  });

  it("opens no more partitions per statement than allowed, buckets counted", () => {
    const keys = [{ name: "n", type: "int" }];
    const rows = Array.from({ length: 250 }, (_, n) => [String(n)]);
    const sizes = (buckets: number): readonly number[] =>
      planBatches(keys, rows, { ...limits, buckets }).map((text) => text.split(" or ").length);
    expect(sizes(1)).to.deep.equal([100, 100, 50]);
    expect(sizes(30)).to.have.length(84);
    expect(Math.max(...sizes(30))).to.equal(3);
  });

  it("keeps every condition below the size of a statement and loses none", () => {
    const keys = [{ name: "k", type: "string" }];
    const rows = Array.from({ length: 40 }, (_, n) => ["x".repeat(500) + n]);
    const batches = planBatches(keys, rows, { ...limits, bytes: 2000 });
    expect(Math.max(...batches.map((text) => text.length))).to.be.below(2000);
    expect(batches.join(" or ").split(" or ")).to.have.length(40);
  });

  it("refuses a type that has no literal", () => {
    const keys = [{ name: "tags", type: "array<string>" }];
    expect(() => planBatches(keys, [["[a]"]], limits)).to.throw(/column "tags" has type array/);
  });
});
