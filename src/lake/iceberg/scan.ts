import { QueryFailure } from "../engine/failure";
import { emptyRelation } from "../engine/relation";
import type { ResolvedRelation, TypedColumn } from "../sql/scope";
import { duckText, quoteName, quoteText, typeText } from "../sql/types";
import type { ObjectMeta, Store } from "../store/store";
import type { Entry } from "./manifest";
import { type Field, type Schema, sqlType } from "./schema";
import { objectAt } from "./table";

/** Names the column with a row's file. */
export const pathColumn = "$path";
/** Names the column with a row's place in its file; no client can see it. */
export const placeColumn = "$row_place";

/** Is a file that is read, with where its bytes are. */
export interface ReadFile {
  readonly entry: Entry;
  readonly object: ObjectMeta;
}

/** Is what a scan reads and what it says to the query. */
export interface Scan {
  readonly relation: ResolvedRelation;
  readonly files: readonly ReadFile[];
}

const hidden: readonly TypedColumn[] = [
  { name: pathColumn, type: "varchar" },
  { name: placeColumn, type: "bigint" },
];

const varchar = { kind: "varchar", length: undefined } as const;

function readType({ type }: Field): string {
  return type === "timestamptz" ? "TIMESTAMPTZ" : duckText(sqlType(type));
}

/** Turns a column of a file into the form that queries have for it. */
function shown({ name, type }: Field): string {
  const column = quoteName(name);
  if (type !== "timestamptz") return column;
  const value = `struct_pack(u := ${column} AT TIME ZONE 'UTC', z := 'UTC')`;
  return `CASE WHEN ${column} IS NOT NULL THEN ${value} END AS ${column}`;
}

const pathsOf = (files: readonly ReadFile[]): string =>
  `[${files.map(({ object }) => quoteText(object.blob)).join(", ")}]`;

/** Reads the columns by their numbers, so that a file's own names and its age do not matter. */
function readFiles(files: readonly ReadFile[], fields: readonly Field[]): string {
  const entries = fields.map(
    (field) =>
      `${field.id}: {name: ${quoteText(field.name)}, type: ${quoteText(readType(field))}, ` +
      "default_value: NULL}",
  );
  const list = fields.map(shown);
  return (
    `SELECT ${list.join(", ")}, filename AS "$blob", file_row_number AS ${quoteName(placeColumn)} ` +
    `FROM read_parquet(${pathsOf(files)}, schema => MAP {${entries.join(", ")}})`
  );
}

/** Names the partition that a file belongs to. */
export const partitionKey = ({ file }: Entry): string =>
  JSON.stringify([file.specId, ...file.partition.map((value) => String(value ?? null))]);

/** Is the number of the column "file_path" in files of deleted positions. */
const pathField = 2147483546;

/** Answers the one data file that a file of deleted positions is about, when it is one. */
export function onlyTarget({ file }: Entry): string | undefined {
  const [lower, upper] = [file.lower.get(pathField), file.upper.get(pathField)];
  if (lower === undefined || upper === undefined || Buffer.compare(lower, upper) !== 0) {
    return undefined;
  }
  return Buffer.from(lower).toString();
}

/** Answers which data files have rows that are deleted elsewhere. */
export function touched(data: readonly Entry[], deletes: readonly Entry[]): ReadonlySet<string> {
  const paths = new Set<string>();
  const partitions = new Set<string>();
  const all = new Set(data.map(({ file }) => file.path));
  for (const entry of deletes) {
    if (entry.file.content === "equality-deletes") {
      throw new QueryFailure(
        "NOT_SUPPORTED",
        `The local lake cannot read equality deletes: ${entry.file.path}`,
      );
    }
    const only = onlyTarget(entry);
    if (only !== undefined && all.has(only)) paths.add(only);
    else partitions.add(partitionKey(entry));
  }
  const inside = data.filter((entry) => partitions.has(partitionKey(entry)));
  return new Set([...paths, ...inside.map(({ file }) => file.path)]);
}

function checkFormat({ file }: Entry): void {
  if (file.format === "PARQUET") return;
  throw new QueryFailure(
    "NOT_SUPPORTED",
    `The local lake cannot read Iceberg files of format ${file.format}: ${file.path}`,
  );
}

function arms(
  data: readonly ReadFile[],
  deletes: readonly ReadFile[],
  fields: readonly Field[],
): readonly string[] {
  const dirty = touched(
    data.map(({ entry }) => entry),
    deletes.map(({ entry }) => entry),
  );
  const [clean, rest] = [
    data.filter(({ entry }) => !dirty.has(entry.file.path)),
    data.filter(({ entry }) => dirty.has(entry.file.path)),
  ];
  const arm = (files: readonly ReadFile[]): string => {
    const values = files.map(
      ({ entry, object }) => `(${quoteText(object.blob)}, ${quoteText(entry.file.path)})`,
    );
    const list = fields.map(({ name }) => `t.${quoteName(name)}`).join(", ");
    return (
      `SELECT ${list}, p.a AS ${quoteName(pathColumn)}, t.${quoteName(placeColumn)} ` +
      `FROM (${readFiles(files, fields)}) t JOIN (VALUES ${values.join(", ")}) p(b, a) ` +
      'ON t."$blob" = p.b'
    );
  };
  const gone = `SELECT file_path, pos FROM read_parquet(${pathsOf(deletes)}, union_by_name => true)`;
  return [
    ...(clean.length === 0 ? [] : [arm(clean)]),
    ...(rest.length === 0
      ? []
      : [
          `SELECT r.* FROM (${arm(rest)}) r ANTI JOIN (${gone}) d ` +
            `ON r.${quoteName(pathColumn)} = d.file_path AND r.${quoteName(placeColumn)} = d.pos`,
        ]),
  ];
}

/** Writes what DuckDB reads for files of a table: their rows without the deleted ones. */
export function scanFiles(store: Store, entries: readonly Entry[], schema: Schema): Scan {
  const { fields } = schema;
  const columns = fields.map(({ name, type }) => ({ name, type: typeText(sqlType(type)) }));
  for (const entry of entries) checkFormat(entry);
  const files = entries.map((entry) => ({ entry, object: objectAt(store, entry.file.path) }));
  const data = files.filter(({ entry }) => entry.file.content === "data" && entry.file.count > 0);
  const deletes = files.filter(({ entry }) => entry.file.content !== "data");
  if (data.length === 0) {
    const typed = fields.map(({ name, type }) => ({ name, type: sqlType(type) }));
    const extra = [
      { name: pathColumn, type: varchar },
      { name: placeColumn, type: { kind: "bigint" } as const },
    ];
    const sql = emptyRelation([...typed, ...extra]);
    return { relation: { sql, columns, hidden }, files: [] };
  }
  const sql = `(${arms(data, deletes, fields).join(" UNION ALL ")})`;
  return { relation: { sql, columns, hidden }, files };
}
