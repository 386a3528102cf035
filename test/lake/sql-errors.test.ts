import type { DuckDBConnection } from "@duckdb/node-api";
import { expect } from "chai";
import { parseStatement, SqlError } from "../../src/lake/sql";
import { openDuck, reasonOf } from "./sql-support";

const REFUSED: readonly (readonly [string, string, string])[] = [
  [
    "an unknown column",
    "select nope from orders",
    "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved",
  ],
  [
    "an unknown function",
    "select foo(1)",
    "FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered",
  ],
  [
    "an unknown table",
    "select * from nope",
    "TABLE_NOT_FOUND: line 1:15: Table 'nope' does not exist",
  ],
  ["an unknown type", "select cast(1 as text)", "TYPE_NOT_FOUND: line 1:8: Unknown type: text"],
  [
    "types that do not compare",
    "select 1 = 'a'",
    "TYPE_MISMATCH: line 1:8: Cannot apply operator: integer = varchar(1)",
  ],
  [
    "an ambiguous column",
    "select id from orders, orders o",
    "AMBIGUOUS_NAME: line 1:8: Column 'id' is ambiguous",
  ],
  [
    "a column outside of the groups",
    "select name, price from orders group by name",
    "EXPRESSION_NOT_AGGREGATE: line 1:14: 'price' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "an aggregate in WHERE",
    "select id from orders where count(*) > 1",
    "EXPRESSION_NOT_SCALAR: line 1:29: WHERE clause cannot contain aggregations, window functions or grouping operations: [count]",
  ],
  ["a trailing comma", "select id, from orders", "line 1:12: mismatched input 'from'. Expecting: "],
  ["a word that starts nothing", "selec 1", "line 1:1: mismatched input 'selec'. Expecting: "],
  [
    "TABLESAMPLE",
    "select * from orders tablesample bernoulli (10)",
    "line 1:15: TABLESAMPLE is not supported",
  ],
];

const UNREACHABLE = [
  "select * from read_csv('/etc/passwd')",
  "select * from '/etc/passwd'",
  "select read_text('/etc/passwd')",
  "select getenv('HOME')",
  "copy orders to '/tmp/x'",
  "attach 'x.db'",
  "install httpfs",
  "select * from duckdb_settings()",
];

describe("Athena queries that have no meaning", () => {
  let duck: DuckDBConnection;

  before(async () => {
    duck = await openDuck();
  });

  after(() => duck.closeSync());

  for (const [title, sql, reason] of REFUSED) {
    it(`errors · ${title} is refused with Athena's text`, async () => {
      expect(await reasonOf(duck, sql)).to.satisfy((text: string) => text.startsWith(reason));
    });
  }

  for (const sql of UNREACHABLE) {
    it(`safety · ${sql} does not reach DuckDB`, async () => {
      expect(await reasonOf(duck, sql)).to.match(/^(line|SYNTAX_ERROR|FUNCTION_NOT_FOUND|TABLE)/);
    });
  }

  it("safety · quotes in names and texts stay inside of them", async () => {
    expect(await reasonOf(duck, `select "a"" from x; --" from orders`)).to.contain(
      `Column 'a" from x; --' cannot be resolved`,
    );
  });

  it("safety · a NUL is no part of a statement", () => {
    expect(() => parseStatement("select 'a\0b'")).to.throw(SqlError, "invalid character");
  });
});
