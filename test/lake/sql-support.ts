import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import {
  emitQuery,
  parseStatement,
  registerFunctions,
  type Scope,
  SqlError,
} from "../../src/lake/sql";

const NOW = new Date("2024-03-05T06:07:08.009Z");

const ORDERS = {
  sql: "orders",
  columns: [
    { name: "id", type: "integer" },
    { name: "name", type: "varchar" },
    { name: "price", type: "decimal(10,2)" },
    { name: "day", type: "date" },
  ],
  hidden: [{ name: "$path", type: "varchar" }],
};

const SETUP = `CREATE TABLE orders AS SELECT * FROM (VALUES
  (1, 'a', CAST(10.50 AS DECIMAL(10,2)), DATE '2020-01-31', 's3://b/1'),
  (2, 'b', CAST(3 AS DECIMAL(10,2)), DATE '2020-02-29', 's3://b/2'),
  (3, NULL, NULL, NULL, 's3://b/3')) t(id, name, price, day, "$path")`;

/** Opens an in-memory DuckDB with the one table that the queries of these tests read. */
export async function openDuck(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await registerFunctions(connection);
  await connection.run(SETUP);
  return connection;
}

/** Sees a table "orders" and nothing else. */
export function scopeOf(parameters: readonly string[] = []): Scope {
  return {
    now: NOW,
    parameters,
    resolve: (parts, at) => {
      if (parts.at(-1)?.toLowerCase() === "orders") return ORDERS;
      throw new SqlError("TABLE_NOT_FOUND", `Table '${parts.join(".")}' does not exist`, at);
    },
  };
}

/** Runs an Athena query on DuckDB and gives its rows as JSON values and its column types. */
export async function run(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly string[] = [],
): Promise<{ rows: unknown[][]; types: string[]; names: string[]; duck: string }> {
  const statement = parseStatement(sql);
  if (statement.kind !== "query") throw new Error(`not a query: ${statement.kind}`);
  const emitted = await emitQuery(statement.query, scopeOf(parameters));
  const result = await connection.runAndReadAll(emitted.sql);
  return {
    rows: result.getRowsJson(),
    types: emitted.columns.map((column) => column.type),
    names: emitted.columns.map((column) => column.name),
    duck: emitted.sql,
  };
}

/** Gives the reason a query fails for: Athena's text, or DuckDB's message. */
export async function reasonOf(connection: DuckDBConnection, sql: string): Promise<string> {
  try {
    await run(connection, sql);
  } catch (error) {
    if (error instanceof SqlError) return error.reason;
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error(`no error from ${sql}`);
}
