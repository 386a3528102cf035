import {
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  listValue,
  structValue,
  timestampValue,
} from "@duckdb/node-api";
import { expect } from "chai";
import { dateText, javaDouble, javaFloat, printValue } from "../../src/lake/engine/print";
import { parseType } from "../../src/lake/sql/types";

describe("printed values", () => {
  it("print doubles as Java does", () => {
    const cases: readonly (readonly [number, string])[] = [
      [0.1, "0.1"],
      [1, "1.0"],
      [1e7, "1.0E7"],
      [9999999, "9999999.0"],
      [0.001, "0.001"],
      [0.0001, "1.0E-4"],
      [1.25e-10, "1.25E-10"],
      [-0, "-0.0"],
      [Number.NaN, "NaN"],
      [Number.POSITIVE_INFINITY, "Infinity"],
    ];
    for (const [value, text] of cases) expect(javaDouble(value)).to.equal(text);
    expect(javaFloat(Math.fround(0.1))).to.equal("0.1");
  });

  it("print dates and timestamps before 1970", () => {
    expect(dateText(-1)).to.equal("1969-12-31");
    const before = printValue(timestampValue(-1000n), parseType("timestamp(3)"));
    expect(before).to.equal("1969-12-31 23:59:59.999");
  });

  it("print decimals with their scale", () => {
    const print = (value: bigint): string | undefined =>
      printValue(new DuckDBDecimalValue(value, 5, 2), parseType("decimal(5,2)"));
    expect([print(5n), print(-5n), print(12345n)]).to.deep.equal(["0.05", "-0.05", "123.45"]);
  });

  it("print instants in their own zone", () => {
    const print = (z: string): string | undefined => {
      const value = structValue({ u: new DuckDBTimestampValue(0n), z });
      return printValue(value, parseType("timestamp(3) with time zone"));
    };
    expect(print("UTC")).to.equal("1970-01-01 00:00:00.000 UTC");
    expect(print("-02:30")).to.equal("1969-12-31 21:30:00.000 -02:30");
    expect(print("Asia/Tokyo")).to.equal("1970-01-01 09:00:00.000 Asia/Tokyo");
  });

  it("print rows without names and NULL inside of arrays", () => {
    const row = structValue({ f0: 1, f1: listValue([null, "x"]) });
    expect(printValue(row, parseType("row(integer, array(varchar))"))).to.equal(
      "{field0=1, field1=[null, x]}",
    );
  });
});
