import type { DuckDBResult } from "@duckdb/node-api";
import { changeRows } from "../iceberg/change-rows";
import { optimize } from "../iceberg/optimize";
import { vacuum } from "../iceberg/vacuum";
import { emitQuery } from "../sql/emit-query";
import type { EmittedQuery } from "../sql/scope";
import type { Statement } from "../sql/statement";
import { parseType } from "../sql/types";
import { alterTable } from "./alter-table";
import { createTable } from "./create-table";
import { createTableAs } from "./ctas";
import { QueryFailure } from "./failure";
import { insertInto } from "./insert";
import { type Job, worldOf } from "./job";
import { fullName, requireTable } from "./names";
import { listing, type Outcome, type Row, type StatementClass } from "./outcome";
import { repair } from "./partitions";
import { printValue } from "./print";
import { alterSchema, createSchema, dropSchema } from "./schemas";
import { scopeOf } from "./scope";
import { describe, show } from "./show";
import { createView, dropTable, dropView } from "./views";

const ddl = (substatement: string): StatementClass => ({ type: "DDL", substatement });
const dml = (substatement: string): StatementClass => ({ type: "DML", substatement });
const utility = (substatement: string): StatementClass => ({ type: "UTILITY", substatement });

/** Classes of the statements that need no look inside. */
const classes: Readonly<Partial<Record<Statement["kind"], StatementClass>>> = {
  query: dml("SELECT"),
  insert: dml("INSERT"),
  merge: dml("MERGE"),
  update: dml("UPDATE"),
  delete: dml("DELETE"),
  optimize: dml("OPTIMIZE"),
  unload: dml("UNLOAD"),
  vacuum: dml("VACUUM"),
  execute: dml("EXECUTE"),
  ctas: ddl("CREATE_TABLE_AS_SELECT"),
  "create-table": ddl("CREATE_TABLE"),
  "create-view": ddl("CREATE_VIEW"),
  "create-schema": ddl("CREATE_DATABASE"),
  "drop-schema": ddl("DROP_DATABASE"),
  "drop-table": ddl("DROP_TABLE"),
  "drop-view": ddl("DROP_VIEW"),
  "alter-schema": ddl("ALTER_DATABASE"),
  "alter-table": ddl("ALTER_TABLE"),
  msck: ddl("MSCK_REPAIR_TABLE"),
  prepare: ddl("PREPARE"),
  deallocate: ddl("DEALLOCATE"),
  describe: utility("DESCRIBE_TABLE"),
  explain: utility("EXPLAIN"),
};

/** Answers how Athena files a statement. */
export function classOf(statement: Statement): StatementClass {
  if (statement.kind === "show") {
    return utility(`SHOW_${statement.what.replaceAll("-", "_").toUpperCase()}`);
  }
  return classes[statement.kind] ?? utility(statement.kind.toUpperCase());
}

const heavy: readonly Statement["kind"][] = [
  "query",
  "ctas",
  "insert",
  "explain",
  "merge",
  "update",
  "delete",
  "optimize",
];

/** Answers whether a statement makes DuckDB work, and so waits for its turn. */
export const isHeavy = ({ kind }: Statement): boolean => heavy.includes(kind);

async function* printed(
  job: Job,
  result: DuckDBResult,
  query: EmittedQuery,
): AsyncIterable<readonly Row[]> {
  const types = query.columns.map(({ type }) => parseType(type));
  for (;;) {
    const chunk = await job.session.next(result);
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk
      .getRows()
      .map((row) => types.map((type, index) => printValue(row[index] ?? null, type)));
  }
}

async function select(
  job: Job,
  statement: Statement & { readonly kind: "query" },
): Promise<Outcome> {
  const query = await emitQuery(statement.query, scopeOf(worldOf(job), job.reading));
  const result = await job.session.stream(query.sql);
  return { kind: "rows", columns: query.columns, rows: printed(job, result, query) };
}

async function explain(
  job: Job,
  { statement, analyze, type }: Statement & { readonly kind: "explain" },
): Promise<Outcome> {
  const query =
    statement.kind === "query"
      ? statement.query
      : statement.kind === "ctas" || statement.kind === "insert"
        ? statement.query.query
        : undefined;
  if (query === undefined) {
    throw new QueryFailure("NOT_SUPPORTED", "The local lake explains only queries");
  }
  const { sql } = await emitQuery(query, scopeOf(worldOf(job), job.reading));
  if (type?.toUpperCase() === "VALIDATE") return listing("Valid", ["true"]);
  const rows = await job.session.rows(`EXPLAIN ${analyze ? "ANALYZE " : ""}${sql}`);
  const lines = rows.flatMap((row) => String(row[1] ?? "").split("\n"));
  return listing("Query Plan", lines);
}

/** Executes a statement; a query's rows are still to be read from what it answers. */
export async function execute(job: Job, statement: Statement): Promise<Outcome> {
  switch (statement.kind) {
    case "query":
      return select(job, statement);
    case "ctas":
      return createTableAs(job, statement);
    case "insert":
      return insertInto(job, statement);
    case "create-view":
      return createView(job, statement);
    case "drop-view":
      return dropView(job, statement);
    case "drop-table":
      return dropTable(job, statement);
    case "create-schema":
      return createSchema(job, statement);
    case "drop-schema":
      return dropSchema(job, statement);
    case "alter-schema":
      return alterSchema(job, statement);
    case "create-table":
      return createTable(job, statement);
    case "alter-table":
      return alterTable(job, statement);
    case "msck": {
      const { parts, at } = statement.target;
      return repair(job, requireTable(job.catalog, fullName(parts, job.context, at), at));
    }
    case "show":
      return show(job, statement);
    case "describe":
      return describe(job, statement);
    case "explain":
      return explain(job, statement);
    case "merge":
    case "update":
    case "delete":
      return changeRows(job, statement);
    case "optimize":
      return optimize(job, statement);
    case "vacuum":
      return vacuum(job, statement);
    case "unload":
    case "prepare":
    case "execute":
    case "deallocate":
      throw new QueryFailure(
        "NOT_SUPPORTED",
        `The local lake does not support ${statement.kind.toUpperCase()} yet`,
      );
  }
}
