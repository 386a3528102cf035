import type { Column } from "../catalog/catalog";
import { duckText, parseType, quoteName, quoteText, type SqlType } from "../sql/types";
import { QueryFailure } from "./failure";
import type { Format } from "./format";
import { nullPartition } from "./location";
import { csvReader, fitted, freshName, jsonColumn, lazyReader } from "./text-values";

/** A file of a table: where DuckDB reads it, and what Hive knows of it. */
export interface DataFile {
  readonly path: string;
  readonly address: string;
  readonly size: number;
  /** The values of the partition keys, in order. */
  readonly values: readonly string[];
}

/** Files that are read in one way. */
export interface FileGroup {
  readonly format: Format;
  readonly files: readonly DataFile[];
}

interface TypedColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** Reads the types of a table's columns. */
export function typed(columns: readonly Column[] | undefined): readonly TypedColumn[] {
  return (columns ?? []).map(({ Name, Type }) => ({
    name: Name.toLowerCase(),
    type: parseType(Type ?? "string", "hive"),
  }));
}

const pathsOf = (files: readonly DataFile[]): string =>
  `[${files.map(({ path }) => quoteText(path)).join(", ")}]`;

const selectList = (parts: readonly (readonly [sql: string, name: string])[]): string =>
  parts.map(([sql, name]) => `${sql} AS ${quoteName(name)}`).join(", ");

const mentions = (type: SqlType, kind: SqlType["kind"]): boolean =>
  type.kind === kind ||
  (type.kind === "array" && mentions(type.element, kind)) ||
  (type.kind === "map" && (mentions(type.key, kind) || mentions(type.value, kind))) ||
  (type.kind === "row" && type.fields.some((field) => mentions(field.type, kind)));

function parquetScan(files: readonly DataFile[], columns: readonly TypedColumn[]): string {
  const entries = columns.map(
    ({ name, type }) =>
      `${quoteText(name)}: {name: ${quoteText(name)}, type: ${quoteText(duckText(type))}, ` +
      "default_value: NULL}",
  );
  // Older writers do not say that their bytes are text; only binary columns must stay bytes.
  const asText = columns.some(({ type }) => mentions(type, "varbinary")) ? "false" : "true";
  const scan =
    `read_parquet(${pathsOf(files)}, schema => MAP {${entries.join(", ")}}, ` +
    `filename => true, binary_as_string => ${asText})`;
  const list = columns.map(({ name, type }) => [fitted(quoteName(name), type), name] as const);
  return `SELECT ${selectList([...list, ["filename", "$file"]])} FROM ${scan}`;
}

/** Names DuckDB's decompression for a file; Hive goes by the ending of its name. */
function compressionOf(address: string): "none" | "gzip" | "zstd" {
  const ending = address.match(/\.(gz|zst|bz2|snappy|deflate|lz4|lzo)$/i)?.[1]?.toLowerCase();
  if (ending === undefined) return "none";
  if (ending === "gz") return "gzip";
  if (ending === "zst") return "zstd";
  throw new QueryFailure("NOT_SUPPORTED", `The local lake cannot read .${ending} files`);
}

/** Groups files by their compression, because DuckDB reads one kind at a time. */
function byCompression(files: readonly DataFile[]): Map<string, readonly DataFile[]> {
  const groups = new Map<string, DataFile[]>();
  for (const file of files) {
    const compression = compressionOf(file.address);
    groups.set(compression, [...(groups.get(compression) ?? []), file]);
  }
  return groups;
}

/** Reads whole lines: a delimiter that no text has makes a line one value. */
function lines(files: readonly DataFile[], skip: number): string {
  const scans = [...byCompression(files)].map(
    ([compression, group]) =>
      `SELECT coalesce(line, '') AS line, filename FROM read_csv(${pathsOf(group)}, ` +
      "columns => {'line': 'VARCHAR'}, auto_detect => false, header => false, " +
      `skip => ${skip}, delim => '\u0001\u0002\u0003\u0004', quote => '', escape => '', ` +
      `strict_mode => false, filename => true, compression => '${compression}')`,
  );
  return `(${scans.join(" UNION ALL ")})`;
}

function delimitedScan(
  files: readonly DataFile[],
  columns: readonly TypedColumn[],
  format: Format & { readonly kind: "delimited" },
): string {
  const separator = quoteText(format.separators[0] ?? "\u0001");
  const read = lazyReader(format.separators, format.nullText);
  const list = columns.map(
    ({ name, type }, index) => [read(`f[${index + 1}]`, type, 1), name] as const,
  );
  const split = `SELECT string_split(line, ${separator}) AS f, filename FROM `;
  const source = `(${split}${lines(files, format.headerLines)})`;
  return `SELECT ${selectList([...list, ["filename", "$file"]])} FROM ${source}`;
}

const inRegex = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** Splits a line as OpenCSVSerde does; a quoted value never goes on in the next line. */
function csvFields({
  separator,
  quote,
  escape: escaping,
}: Format & { readonly kind: "csv" }): string {
  const [s, q, e] = [inRegex(separator), inRegex(quote), inRegex(escaping)];
  const same = quote === escaping;
  const inside = same ? `(?:[^${q}]|${q}${q})*` : `(?:[^${q}${e}]|${q}${q}|${e}.)*`;
  const field = `((?:[ ]*${q}${inside}${q}[^${s}]*|[^${s}${q}][^${s}]*|))${s}`;
  const all = `regexp_extract_all(line || ${quoteText(separator)}, ${quoteText(field)}, 1)`;
  const item = freshName();
  const body = `regexp_extract(${item}, ${quoteText(`^[ ]*${q}(${inside})${q}`)}, 1)`;
  const doubled = `replace(${body}, ${quoteText(quote + quote)}, ${quoteText(quote)})`;
  const undone = same ? doubled : `regexp_replace(${doubled}, ${quoteText(`${e}(.)`)}, '\\1', 'g')`;
  const bare = same ? item : `regexp_replace(${item}, ${quoteText(`${e}(.)`)}, '\\1', 'g')`;
  const clean =
    `list_transform(${all}, lambda ${item}: CASE WHEN starts_with(ltrim(${item}), ` +
    `${quoteText(quote)}) THEN ${undone} ELSE ${bare} END)`;
  const whole = `length(array_to_string(${all}, ${quoteText(separator)})) = length(line)`;
  const bad = "error('HIVE_CURSOR_ERROR: Un-terminated quoted field at end of CSV line')";
  const plain = `NOT contains(line, ${quoteText(quote)}) AND NOT contains(line, ${quoteText(escaping)})`;
  return (
    `CASE WHEN ${plain} THEN string_split(line, ${quoteText(separator)}) ` +
    `WHEN ${whole} THEN ${clean} ELSE ${bad} END`
  );
}

function csvScan(
  files: readonly DataFile[],
  columns: readonly TypedColumn[],
  format: Format & { readonly kind: "csv" },
): string {
  const list = columns.map(
    ({ name, type }, index) => [csvReader(`f[${index + 1}]`, type, index), name] as const,
  );
  const split = `SELECT ${csvFields(format)} AS f, filename FROM `;
  const source = `(${split}${lines(files, format.headerLines)})`;
  return `SELECT ${selectList([...list, ["filename", "$file"]])} FROM ${source}`;
}

function jsonScan(
  files: readonly DataFile[],
  columns: readonly TypedColumn[],
  format: Format & { readonly kind: "json" },
): string {
  const list = columns.map(({ name, type }) => {
    const member = format.mappings[`mapping.${name}`] ?? name;
    return [jsonColumn("json", member, type), name] as const;
  });
  const scans = [...byCompression(files)].map(
    ([compression, group]) =>
      `SELECT json, filename FROM read_ndjson_objects(${pathsOf(group)}, filename => true, ` +
      `ignore_errors => ${format.ignoreMalformed}, compression => '${compression === "none" ? "uncompressed" : compression}')`,
  );
  const source = `(${scans.join(" UNION ALL ")})`;
  const rows = format.ignoreMalformed ? source : `${source} WHERE json IS NOT NULL`;
  return `SELECT ${selectList([...list, ["filename", "$file"]])} FROM ${rows}`;
}

function scan({ files, format }: FileGroup, columns: readonly TypedColumn[]): string {
  switch (format.kind) {
    case "parquet":
      return parquetScan(files, columns);
    case "delimited":
      return delimitedScan(files, columns, format);
    case "csv":
      return csvScan(files, columns, format);
    case "json":
      return jsonScan(files, columns, format);
  }
}

/** Casts the text of a partition's value; a folder for NULL has a name of its own. */
export function partitionValue(text: string, type: SqlType): string {
  const value = `nullif(${text}, ${quoteText(nullPartition)})`;
  if (type.kind === "varchar" || type.kind === "char") return fitted(value, type);
  return `CAST(${value} AS ${duckText(type)})`;
}

/** Writes an empty relation that has columns of the right types. */
export function emptyRelation(columns: readonly TypedColumn[]): string {
  const list = columns.map(({ name, type }) => [`CAST(NULL AS ${duckText(type)})`, name] as const);
  return `(SELECT ${selectList(list)} WHERE false)`;
}

/**
 * Writes what DuckDB reads for a table: its files, each joined with the values of its partition.
 * DuckDB filters the list of files first and then opens only those that remain.
 */
export function tableRelation(
  groups: readonly FileGroup[],
  columns: readonly TypedColumn[],
  keys: readonly TypedColumn[],
  withPath: boolean,
): string {
  const filled = groups.filter(({ files }) => files.length > 0);
  const path: readonly TypedColumn[] = withPath
    ? [{ name: "$path", type: { kind: "varchar", length: undefined } }]
    : [];
  if (filled.length === 0) return emptyRelation([...columns, ...keys, ...path]);
  const arms = filled.map((group) => scan(group, columns));
  const rows = arms.length === 1 ? `(${arms[0] ?? ""})` : `(${arms.join(" UNION ALL ")})`;
  const own = columns.map(({ name }) => `t.${quoteName(name)}`);
  if (keys.length === 0 && !withPath) return `(SELECT ${own.join(", ")} FROM ${rows} t)`;
  const list = filled.flatMap(({ files }) =>
    files.map(
      ({ path: file, address, values }) =>
        `(${[file, address, ...values].map(quoteText).join(", ")})`,
    ),
  );
  const names = keys.map((_, index) => `v${index}`);
  const typedKeys = keys.map(
    ({ name, type }, index) => [partitionValue(`v${index}`, type), name] as const,
  );
  const files =
    `(SELECT ${selectList([["f", "$f"], ["a", "$path"], ...typedKeys])} ` +
    `FROM (VALUES ${list.join(", ")}) x(${["f", "a", ...names].join(", ")}))`;
  const all = [...own, ...[...keys, ...path].map(({ name }) => `p.${quoteName(name)}`)];
  return `(SELECT ${all.join(", ")} FROM ${rows} t JOIN ${files} p ON t."$file" = p."$f")`;
}
