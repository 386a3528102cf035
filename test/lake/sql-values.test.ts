import type { DuckDBConnection } from "@duckdb/node-api";
import { expect } from "chai";
import { openDuck, reasonOf, run } from "./sql-support";

/** Each trap: what it is about, an expression, its value by Trino's documentation, its type. */
const TRAPS: readonly (readonly [string, string, unknown, string])[] = [
  ["whole numbers divide to a whole number", "7/2", 3, "integer"],
  ["division of negatives goes toward zero", "-7/2", -3, "integer"],
  ["the remainder has the sign of the dividend", "-7 % 3", -1, "integer"],
  ["bigint division stays bigint", "7 / BIGINT '2'", "3", "bigint"],
  ["a bare number with a point is a double", "10.00/3", 10 / 3, "double"],
  ["a double divided by zero is infinite", "1/0.0", "Infinity", "double"],
  ["decimal division keeps the wider scale", "DECIMAL '10.00' / 3", "3.33", "decimal(4,2)"],
  ["decimal division rounds half up", "DECIMAL '2.00' / 3", "0.67", "decimal(3,2)"],
  ["decimal division of negatives rounds away", "DECIMAL '-2.00' / 3", "-0.67", "decimal(3,2)"],
  ["decimal sums widen by one digit", "DECIMAL '9.9' + DECIMAL '0.1'", "10.0", "decimal(3,1)"],
  ["decimal products add scales", "DECIMAL '1.10' * DECIMAL '2.2'", "2.420", "decimal(5,3)"],
  ["varchar(n) cuts", "cast('abcdef' as varchar(3))", "abc", "varchar(3)"],
  ["char(n) pads", "cast('ab' as char(4))", "ab  ", "char(4)"],
  ["char compares with the same text", "cast('ab' as char(4)) = 'ab'", true, "boolean"],
  ["split_part beyond the end is NULL", "split_part('a,b', ',', 3)", null, "varchar"],
  ["split_part finds a part", "split_part('a,b', ',', 2)", "b", "varchar"],
  ["TRY turns a division by zero into NULL", "try(1/0)", null, "integer"],
  ["TRY turns a failing cast into NULL", "try(cast('a' as integer))", null, "integer"],
  ["TRY_CAST gives NULL", "try_cast('1.7' as integer)", null, "integer"],
  [
    "md5 of a text is 32 lower-case digits",
    "lower(to_hex(md5(to_utf8('x'))))",
    "9dd4e461268c8034f5c8564e155c67a6",
    "varchar",
  ],
  [
    "xxhash64 is the reference hash",
    "to_hex(xxhash64(to_utf8('')))",
    "EF46DB3751D8E999",
    "varchar",
  ],
  ["sequence includes its end", "sequence(1, 3)", ["1", "2", "3"], "array(bigint)"],
  ["sequence counts down", "sequence(5, 1, -2)", ["5", "3", "1"], "array(bigint)"],
  ["element_at counts from the end", "element_at(ARRAY[1,2,3], -1)", 3, "integer"],
  ["element_at beyond the end is NULL", "element_at(ARRAY[1], 5)", null, "integer"],
  [
    "element_at of a missing key is NULL",
    "element_at(map(ARRAY['a'], ARRAY[1]), 'b')",
    null,
    "integer",
  ],
  ["json_extract gives JSON", `json_extract('{"a":{"b":[1,2]}}', '$.a.b[1]')`, "2", "json"],
  ["json_extract_scalar gives text", `json_extract_scalar('{"a":"x"}', '$.a')`, "x", "varchar"],
  [
    "json_extract_scalar of an object is NULL",
    `json_extract_scalar('{"a":{}}', '$.a')`,
    null,
    "varchar",
  ],
  ["json_parse reads text", `json_format(json_parse('{"a": 1}'))`, '{"a":1}', "varchar"],
  ["cast of JSON text takes the text out", `cast(JSON '"x"' as varchar)`, "x", "varchar"],
  ["date_trunc keeps a date", "date_trunc('month', DATE '2020-02-29')", "2020-02-01", "date"],
  ["date_add keeps a date", "date_add('month', 1, DATE '2020-01-31')", "2020-02-29", "date"],
  [
    "date_diff counts full months",
    "date_diff('month', DATE '2020-01-15', DATE '2020-03-14')",
    "1",
    "bigint",
  ],
  [
    "date_diff counts full days",
    "date_diff('day', TIMESTAMP '2020-03-01 23:59:00', TIMESTAMP '2020-03-02 00:01:00')",
    "0",
    "bigint",
  ],
  [
    "a timestamp as text has its fraction",
    "cast(TIMESTAMP '2020-01-01 00:00:00.000' as varchar)",
    "2020-01-01 00:00:00.000",
    "varchar",
  ],
  [
    "a date cast to timestamp prints .000",
    "cast(cast(DATE '2020-01-01' as timestamp) as varchar)",
    "2020-01-01 00:00:00.000",
    "varchar",
  ],
  [
    "a cast to timestamp(3) rounds",
    "cast(cast('2020-01-01 01:02:03.4567' as timestamp) as varchar)",
    "2020-01-01 01:02:03.457",
    "varchar",
  ],
  [
    "date minus date is an interval",
    "cast(DATE '2020-03-01' - DATE '2020-02-01' as varchar)",
    "29 00:00:00.000",
    "varchar",
  ],
  ["a double to an integer rounds half up", "cast(2.5e0 as integer)", 3, "integer"],
  ["a double as text is in scientific form", "cast(1.5e0 as varchar)", "1.5E0", "varchar"],
  ["greatest is NULL with a NULL", "greatest(1, NULL)", null, "integer"],
  ["NaN equals nothing", "nan() = nan()", false, "boolean"],
  ["NaN is not greater", "nan() > 1", false, "boolean"],
  ["LIKE minds the case", "'a' like 'A%'", false, "boolean"],
  ["substr at 0 is empty", "substr('abc', 0)", "", "varchar"],
  ["an array takes an element at its end", "ARRAY[1] || 2", [1, 2], "array(integer)"],
  [
    "an array with NULL is NULL",
    "ARRAY[1] || cast(NULL as array(integer))",
    null,
    "array(integer)",
  ],
  ["regexp_extract without a match is NULL", "regexp_extract('a', '\\d')", null, "varchar"],
  ["regexp_replace names groups by $", "regexp_replace('abc', '(b)', '[$1]')", "a[b]c", "varchar"],
  ["bytes may be written with blanks", "from_utf8(X'68 65')", "he", "varchar"],
  [
    "a zone prints its own clock",
    "cast(TIMESTAMP '2020-07-01 12:00:00.000 UTC' AT TIME ZONE 'America/New_York' as varchar)",
    "2020-07-01 08:00:00.000 America/New_York",
    "varchar",
  ],
  [
    "moments compare across zones",
    "TIMESTAMP '2020-01-01 00:00:00 UTC' = TIMESTAMP '2020-01-01 03:00:00 +03:00'",
    true,
    "boolean",
  ],
  [
    "a zone may be -0",
    "cast(TIMESTAMP '2020-01-04 00:00:00-0' as varchar)",
    "2020-01-04 00:00:00 UTC",
    "varchar",
  ],
  [
    "an offset may be half an hour",
    "cast(TIMESTAMP '2020-01-04 00:00:00.0 -00:30' as varchar)",
    "2020-01-04 00:00:00.0 -00:30",
    "varchar",
  ],
  [
    "now is one moment of the query",
    "cast(now() as varchar)",
    "2024-03-05 06:07:08.009 UTC",
    "varchar",
  ],
  ["typeof names Trino's type", "typeof(now())", "timestamp(3) with time zone", "varchar"],
];

describe("Athena values on DuckDB", () => {
  let duck: DuckDBConnection;

  before(async () => {
    duck = await openDuck();
  });

  after(() => duck.closeSync());

  for (const [title, expression, value, type] of TRAPS) {
    it(`values · ${title}`, async () => {
      const { rows, types } = await run(duck, `select ${expression}`);
      expect(rows).to.deep.equal([[value]]);
      expect(types).to.deep.equal([type]);
    });
  }

  it("errors · a division by zero ends the query", async () => {
    expect(await reasonOf(duck, "select 1/(id - 1) from orders")).to.contain(
      "DIVISION_BY_ZERO: Division by zero",
    );
  });

  it("errors · a text that is no number cannot be cast", async () => {
    expect(await reasonOf(duck, "select cast('1.7' as integer)")).to.contain(
      "INVALID_CAST_ARGUMENT: Cannot cast '1.7' to INT",
    );
  });
});
