import { dropIceberg } from "../iceberg/drop";
import { emitQuery } from "../sql/emit-query";
import type { Statement } from "../sql/statement";
import { QueryFailure } from "./failure";
import { type Job, worldOf } from "./job";
import { fullName, isIceberg, place, requireDatabase, requireTable } from "./names";
import { nothing, type Outcome } from "./outcome";
import { scopeOf } from "./scope";
import { isView, viewInput } from "./view";

type CreateView = Statement & { readonly kind: "create-view" };
type Drop = Statement & { readonly kind: "drop-view" | "drop-table" };

/** Runs CREATE VIEW: the query is checked now and kept as it was written. */
export async function createView(job: Job, statement: CreateView): Promise<Outcome> {
  const { parts, at } = statement.target;
  const name = fullName(parts, job.context, at);
  requireDatabase(job.catalog, name.database, at);
  const existing = job.catalog.getTable(name.database, name.table);
  if (existing !== undefined && !isView(existing)) {
    throw new QueryFailure(
      "TABLE_ALREADY_EXISTS",
      `${place(at)}Table already exists: 'awsdatacatalog.${name.database}.${name.table}'`,
    );
  }
  if (existing !== undefined && !statement.orReplace) {
    throw new QueryFailure(
      "TABLE_ALREADY_EXISTS",
      `${place(at)}View already exists: 'awsdatacatalog.${name.database}.${name.table}'`,
    );
  }
  const { columns } = await emitQuery(statement.query.query, scopeOf(worldOf(job), job.reading));
  columns.forEach((column, index) => {
    if (column.name !== "" && !/^_col\d+$/.test(column.name)) return;
    throw new QueryFailure(
      "COLUMN_NAME_NOT_SPECIFIED",
      `${place(at)}Column name not specified at position ${index + 1}`,
    );
  });
  const lower = columns.map(({ name: column, type }) => ({ name: column.toLowerCase(), type }));
  const doubled = lower.find(({ name: column }, index) =>
    lower.slice(0, index).some((earlier) => earlier.name === column),
  );
  if (doubled !== undefined) {
    throw new QueryFailure(
      "DUPLICATE_COLUMN_NAME",
      `${place(at)}Column name '${doubled.name}' specified more than once`,
    );
  }
  job.session.check();
  const input = viewInput(name.table, {
    originalSql: statement.query.text,
    catalog: job.context.catalog.toLowerCase(),
    schema: job.context.database,
    columns: lower,
    ...(statement.comment === undefined ? {} : { comment: statement.comment }),
  });
  await (existing === undefined
    ? job.catalog.createTable(name.database, input)
    : job.catalog.updateTable(name.database, input));
  return nothing;
}

/** Runs DROP VIEW. */
export async function dropView(job: Job, statement: Drop): Promise<Outcome> {
  const { parts, at } = statement.target;
  const name = fullName(parts, job.context, at);
  const found = job.catalog.getTable(name.database, name.table);
  if (found === undefined && statement.ifExists) return nothing;
  if (found === undefined) {
    requireDatabase(job.catalog, name.database, at);
    throw new QueryFailure(
      "TABLE_NOT_FOUND",
      `${place(at)}View 'awsdatacatalog.${name.database}.${name.table}' does not exist`,
    );
  }
  if (!isView(found)) {
    throw new QueryFailure(
      "TABLE_NOT_FOUND",
      `${place(at)}View 'awsdatacatalog.${name.database}.${name.table}' does not exist, ` +
        "but a table with that name exists",
    );
  }
  await job.catalog.deleteTable(name.database, name.table);
  return nothing;
}

/** Runs DROP TABLE: the data of an external table stays where it is, that of Iceberg goes. */
export async function dropTable(job: Job, statement: Drop): Promise<Outcome> {
  const name = fullName(statement.target.parts, job.context, statement.target.at);
  const found = job.catalog.getTable(name.database, name.table);
  if (found === undefined && statement.ifExists) return nothing;
  const table = found ?? requireTable(job.catalog, name, statement.target.at);
  if (isView(table)) {
    throw new QueryFailure(
      "",
      "FAILED: SemanticException [Error 10001]: Cannot drop a view with DROP TABLE",
    );
  }
  if (isIceberg(table)) await dropIceberg(job, table);
  else await job.catalog.deleteTable(name.database, name.table);
  return nothing;
}
