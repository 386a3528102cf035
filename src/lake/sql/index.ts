/**
 * Athena's SQL as text in and DuckDB's SQL as text out.
 *
 * `parseStatement` reads one statement, Trino's grammar for queries and Hive's notation for DDL,
 * into plain data. `emitQuery` resolves every name and type of a query by Trino's rules and writes
 * the DuckDB query with the same meaning; `registerFunctions` prepares a DuckDB instance for it.
 *
 * Never opens a file, a socket or a table. What is not in its tables (a function, a type, a clause)
 * is refused with Athena's form of error and never handed on: DuckDB functions that read files are
 * out of reach, identifiers and literals are written with exact quoting, and the only tables a
 * query can see are those that `Scope.resolve` gives.
 *
 * How Trino's types travel through DuckDB (`duckdbType`): varchar(n), json and ipaddress as
 * VARCHAR, char(n) as VARCHAR padded to n, varbinary as BLOB, timestamp(p) as TIMESTAMP,
 * timestamp(p) with time zone as STRUCT(u TIMESTAMP, z VARCHAR) (the instant in UTC and its zone),
 * both intervals as INTERVAL, row(...) as STRUCT with fields f0, f1 … for those without a name,
 * array as LIST, map as MAP.
 */

export { type EmitOptions, emitQuery } from "./emit-query";
export { type Position, SqlError, type SqlErrorCode } from "./error";
export { parseStatement, warmUp } from "./parse";
export { registerFunctions } from "./runtime";
export type { EmittedQuery, ResolvedRelation, Scope, TypedColumn } from "./scope";
export type {
  AlterAction,
  Assignment,
  ColumnDefinition,
  CreateTable,
  MergeCase,
  Name,
  PartitionFilter,
  PartitionSpec,
  PropertyValue,
  QueryText,
  RowFormat,
  ShowStatement,
  Statement,
} from "./statement";
export type { Expression, Query } from "./syntax";
export { type TableReference, tableNames, tableReferences } from "./table-names";
export {
  duckText,
  hiveText,
  parseType,
  quoteName,
  quoteText,
  type SqlType,
  typeText,
} from "./types";
