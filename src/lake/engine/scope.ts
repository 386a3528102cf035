import type { Catalog, TableRecord } from "../catalog/catalog";
import { isMetadataTable, metadataTable } from "../iceberg/metadata-tables";
import { prune } from "../iceberg/prune";
import { type ReadFile, scanFiles } from "../iceberg/scan";
import { liveEntries, openTable } from "../iceberg/table";
import { current, pastState } from "../iceberg/time-travel";
import { emitQuery } from "../sql/emit-query";
import type { Position } from "../sql/error";
import { SqlError } from "../sql/error";
import { parseStatement } from "../sql/parse";
import type { ColumnFilter, Period, ResolvedRelation, Scope, TypedColumn } from "../sql/scope";
import { duckText, parseType, quoteName, quoteText, typeText } from "../sql/types";
import type { Store } from "../store/store";
import { isAssignable } from "./coercion";
import { QueryFailure } from "./failure";
import { informationSchema } from "./information-schema";
import { type Context, fullName, isIceberg, place, requireTable, type TableName } from "./names";
import { emptyRelation, type FileGroup, partitionValue, tableRelation, typed } from "./relation";
import { tableFiles } from "./table-files";
import { isView, viewDefinition } from "./view";

/** What the files of a query's tables come to. */
export interface Reading {
  /** Counts the bytes of all files that the query may read. */
  bytes: number;
  /** Finds the S3 address of a file that DuckDB names in an error. */
  readonly addresses: Map<string, string>;
}

/** What a query's names are looked up in. */
export interface World {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly context: Context;
  readonly now: Date;
  readonly parameters?: readonly string[];
  /** The statement's text; "$path" in it makes that column cost something. */
  readonly text: string;
  /** Answers the one value of a query that reads no table. */
  readonly constant: (sql: string) => Promise<unknown>;
}

const hiddenPath: readonly TypedColumn[] = [{ name: "$path", type: "varchar" }];

function count(reading: Reading, groups: readonly FileGroup[]): void {
  for (const file of groups.flatMap(({ files }) => files)) {
    if (reading.addresses.has(file.path)) continue;
    reading.addresses.set(file.path, file.address);
    reading.bytes += file.size;
  }
}

const described = (columns: ReturnType<typeof typed>): readonly TypedColumn[] =>
  columns.map(({ name, type }) => ({ name, type: typeText(type) }));

function table(world: World, record: TableRecord, reading: Reading): ResolvedRelation {
  const groups = tableFiles(world.store, world.catalog, record);
  count(reading, groups);
  const columns = typed(record.StorageDescriptor?.Columns);
  const keys = typed(record.PartitionKeys);
  const withPath = /\$path/i.test(world.text);
  return {
    sql: tableRelation(groups, columns, keys, withPath),
    columns: described([...columns, ...keys]),
    ...(withPath ? { hidden: hiddenPath } : {}),
  };
}

/** Counts the files of an Iceberg table that a query reads. */
export function noteFiles(reading: Reading, files: readonly ReadFile[]): void {
  for (const { entry, object } of files) {
    if (reading.addresses.has(object.blob)) continue;
    reading.addresses.set(object.blob, entry.file.path);
    reading.bytes += object.size;
  }
}

/** Is what a query asks of a table beside its name. */
interface Asked {
  readonly period: Period | undefined;
  readonly filters: readonly ColumnFilter[] | undefined;
}

/** Reads an Iceberg table as one of its snapshots has it. */
async function icebergRelation(
  world: World,
  record: TableRecord,
  reading: Reading,
  { period, filters }: Asked,
): Promise<ResolvedRelation> {
  const table = openTable(world.store, record);
  const { snapshot, schema } =
    period === undefined ? current(table) : await pastState(table, period, world.constant);
  const all = liveEntries(world.store, table.metadata, snapshot);
  const entries = prune(all, filters ?? [], table.metadata, schema);
  const { relation, files } = scanFiles(world.store, entries, schema);
  noteFiles(reading, files);
  return { ...relation, hidden: hiddenPath };
}

/** Finds the Iceberg table that a name such as "table$files" is about, and what it asks for. */
function icebergMetadata(world: World, name: TableName): ResolvedRelation | undefined {
  const match = name.table.match(/^(.+)\$([a-z]+)$/);
  if (match === null || !isMetadataTable(match[2] ?? "")) return undefined;
  const record = world.catalog.getTable(name.database, match[1] ?? "");
  if (record === undefined || !isIceberg(record)) return undefined;
  return metadataTable(world.store, openTable(world.store, record), match[2] ?? "");
}

/** Answers the values of a table's partitions, which Athena shows as "table$partitions". */
function partitions(world: World, record: TableRecord): ResolvedRelation {
  const keys = typed(record.PartitionKeys);
  const rows = [...world.catalog.listPartitions(record.DatabaseName, record.Name)];
  if (rows.length === 0) return { sql: emptyRelation(keys), columns: described(keys) };
  const names = keys.map((_, index) => `v${index}`).join(", ");
  const list = keys.map(
    ({ name, type }, index) => `${partitionValue(`v${index}`, type)} AS ${quoteName(name)}`,
  );
  const values = rows.map(({ Values }) => `(${Values.map(quoteText).join(", ")})`);
  return {
    sql: `(SELECT ${list.join(", ")} FROM (VALUES ${values.join(", ")}) x(${names}))`,
    columns: described(keys),
  };
}

const nameText = ({ DatabaseName, Name }: TableRecord): string =>
  `awsdatacatalog.${DatabaseName}.${Name}`;

function stale(record: TableRecord, why: string): QueryFailure {
  const name = nameText(record);
  return new QueryFailure("INVALID_VIEW", `View '${name}' is stale or in invalid state: ${why}`);
}

/** Shows a view's query under the names and types that the view was made with. */
function fitted(
  record: TableRecord,
  recorded: readonly TypedColumn[],
  query: { readonly sql: string; readonly columns: readonly TypedColumn[] },
): ResolvedRelation {
  if (recorded.length !== query.columns.length) {
    throw stale(record, "stored view column count does not match column count derived from query");
  }
  const inner = recorded.map((_, index) => `c${index}`);
  const list = recorded.map(({ name, type }, index) => {
    const now = query.columns[index];
    const [from, to] = [parseType(now?.type ?? "unknown"), parseType(type)];
    if (!isAssignable(from, to)) {
      throw stale(
        record,
        `column [${now?.name}] of type ${typeText(from)} projected from query view at position ` +
          `${index} cannot be coerced to column [${name}] of type ${typeText(to)} ` +
          "stored in view definition",
      );
    }
    const cast =
      typeText(from) === typeText(to) ? `c${index}` : `CAST(c${index} AS ${duckText(to)})`;
    return `${cast} AS ${quoteName(name)}`;
  });
  return {
    sql: `(SELECT ${list.join(", ")} FROM (${query.sql}) v(${inner.join(", ")}))`,
    columns: recorded,
  };
}

async function view(
  world: World,
  record: TableRecord,
  reading: Reading,
  open: readonly string[],
  at: Position,
): Promise<ResolvedRelation> {
  const name = nameText(record);
  const definition = viewDefinition(record);
  const context = { catalog: definition.catalog, database: definition.schema };
  try {
    const statement = parseStatement(definition.originalSql);
    if (statement.kind !== "query") throw stale(record, "its text is not a query");
    const inner = { ...world, context, text: `${world.text}\n${definition.originalSql}` };
    const query = await emitQuery(statement.query, scopeOf(inner, reading, [...open, name]));
    return fitted(record, definition.columns, query);
  } catch (error) {
    if (error instanceof QueryFailure && error.code === "INVALID_VIEW") throw error;
    if (!(error instanceof SqlError) && !(error instanceof QueryFailure)) throw error;
    throw unanalysed(name, error, at);
  }
}

function unanalysed(name: string, error: SqlError | QueryFailure, at: Position): QueryFailure {
  const why = error instanceof SqlError ? error.message : error.detail;
  return new QueryFailure(
    "INVALID_VIEW",
    `${place(at)}Failed analyzing stored view '${name}': ${why}`,
    { cause: error },
  );
}

async function resolve(
  world: World,
  parts: readonly string[],
  at: Position,
  reading: Reading,
  open: readonly string[],
  asked: Asked,
): Promise<ResolvedRelation> {
  const name = fullName(parts, world.context, at);
  const about = icebergMetadata(world, name);
  if (about !== undefined) return about;
  if (name.database === "information_schema") {
    const found = informationSchema(world.catalog, name.table);
    if (found !== undefined) return found;
  }
  if (name.table.endsWith("$partitions")) {
    const base = { ...name, table: name.table.slice(0, -"$partitions".length) };
    const record = requireTable(world.catalog, base, at);
    if ((record.PartitionKeys ?? []).length > 0) return partitions(world, record);
  }
  const record = requireTable(world.catalog, name, at);
  if (isIceberg(record)) return icebergRelation(world, record, reading, asked);
  if (asked.period !== undefined) {
    throw new QueryFailure(
      "NOT_SUPPORTED",
      `${place(at)}This connector does not support versioned tables`,
    );
  }
  if (!isView(record)) return table(world, record, reading);
  if (open.includes(nameText(record))) {
    throw new QueryFailure("INVALID_VIEW", `${place(at)}View is recursive: '${nameText(record)}'`);
  }
  return view(world, record, reading, open, at);
}

/** Opens what a query may see: each name is looked up once, so that one query sees one state. */
export function scopeOf(world: World, reading: Reading, open: readonly string[] = []): Scope {
  const seen = new Map<string, Promise<ResolvedRelation>>();
  return {
    now: world.now,
    user: "local",
    catalog: world.context.catalog,
    schema: world.context.database,
    ...(world.parameters === undefined ? {} : { parameters: world.parameters }),
    resolve: (parts, at, period, filters) => {
      const key = JSON.stringify([parts, period, filters]);
      const asked = { period, filters };
      const found = seen.get(key) ?? resolve(world, parts, at, reading, open, asked);
      seen.set(key, found);
      return found;
    },
  };
}
