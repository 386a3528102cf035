import type { Catalog, Column, TableRecord } from "../catalog/catalog";
import type { Position } from "../sql/error";
import { QueryFailure } from "./failure";

/** The catalog and database that a query's short names stand in. */
export interface Context {
  readonly catalog: string;
  readonly database: string;
}

/** A table's full name, in lower case. */
export interface TableName {
  readonly database: string;
  readonly table: string;
}

const start: Position = { line: 1, column: 1 };

/** Writes the place of a name as Athena's errors have it. */
export const place = ({ line, column }: Position): string => `line ${line}:${column}: `;

/** Completes a name of one to three parts; the lake has only the catalog awsdatacatalog. */
export function fullName(
  parts: readonly string[],
  context: Context,
  at: Position = start,
): TableName {
  const [table = "", database = context.database, catalog = context.catalog] = [...parts].reverse();
  if (catalog.toLowerCase() !== "awsdatacatalog") {
    throw new QueryFailure("CATALOG_NOT_FOUND", `${place(at)}Catalog '${catalog}' does not exist`);
  }
  return { database: database.toLowerCase(), table: table.toLowerCase() };
}

/** Finds a database's name in a name of one or two parts. */
export function databaseName(
  parts: readonly string[],
  context: Context,
  at: Position = start,
): string {
  return fullName([...parts.slice(0, -1), parts.at(-1) ?? "", "-"], context, at).database;
}

/** Throws Athena's error when a database does not exist. */
export function requireDatabase(catalog: Catalog, name: string, at: Position = start): void {
  if (catalog.getDatabase(name) === undefined) {
    throw new QueryFailure("SCHEMA_NOT_FOUND", `${place(at)}Schema '${name}' does not exist`);
  }
}

/** Finds a table or view; throws Athena's error when there is none. */
export function requireTable(
  catalog: Catalog,
  { database, table }: TableName,
  at: Position = start,
): TableRecord {
  requireDatabase(catalog, database, at);
  const found = catalog.getTable(database, table);
  if (found === undefined) {
    throw new QueryFailure(
      "TABLE_NOT_FOUND",
      `${place(at)}Table 'awsdatacatalog.${database}.${table}' does not exist`,
    );
  }
  return found;
}

/** Answers whether a table is Iceberg's. */
export const isIceberg = (table: TableRecord): boolean =>
  table.Parameters?.["table_type"]?.toUpperCase() === "ICEBERG";

/** Answers the columns that a table has now; Glue also keeps those that Iceberg dropped. */
export const columnsOf = (table: TableRecord): readonly Column[] =>
  (table.StorageDescriptor?.Columns ?? []).filter(
    ({ Parameters }) => Parameters?.["iceberg.field.current"] !== "false",
  );
