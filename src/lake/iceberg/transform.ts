import { QueryFailure } from "../engine/failure";
import { quoteName } from "../sql/types";
import type { PartitionField } from "./metadata";
import type { Field, IcebergType } from "./schema";
import { sqlType } from "./schema";

/** Is a way to make a partition's value of a column's, with the number in brackets. */
interface Transform {
  readonly name: string;
  readonly width: number;
}

const invalid = (detail: string): QueryFailure =>
  new QueryFailure("INVALID_TABLE_PROPERTY", detail);

function parsed(transform: string): Transform {
  const match = transform.match(/^(\w+)(?:\[(\d+)\])?$/);
  return { name: match?.[1] ?? transform, width: Number(match?.[2] ?? 0) };
}

/** Answers the type of what a transform makes. */
export function transformType(transform: string, source: IcebergType): IcebergType {
  switch (parsed(transform).name) {
    case "identity":
    case "truncate":
    case "void":
      return source;
    case "day":
      return "date";
    case "bucket":
    case "year":
    case "month":
    case "hour":
      return "int";
    default:
      throw new QueryFailure("NOT_SUPPORTED", `Unknown Iceberg transform: ${transform}`);
  }
}

const dated = ["date", "timestamp", "timestamptz"];

function checkSource(transform: Transform, field: Field, term: string): void {
  const { type, name } = field;
  const text = typeof type === "string" ? type.replace(/[[(].*$/, "") : type.type;
  const wrong = (): QueryFailure =>
    invalid(`Unable to parse partitioning value: Cannot partition column '${name}' by '${term}'`);
  if (typeof type !== "string") throw wrong();
  switch (transform.name) {
    case "year":
    case "month":
    case "day":
      if (!dated.includes(text)) throw wrong();
      return;
    case "hour":
      if (!text.startsWith("timestamp")) throw wrong();
      return;
    case "truncate":
      if (!["int", "long", "decimal", "string", "binary"].includes(text)) throw wrong();
      return;
    case "bucket":
      if (["boolean", "float", "double"].includes(text)) throw wrong();
      return;
    default:
      return;
  }
}

function named(column: string, { name }: Transform): string {
  switch (name) {
    case "identity":
      return column;
    case "truncate":
      return `${column}_trunc`;
    default:
      return `${column}_${name}`;
  }
}

/** Reads one term such as "day(ts)" or "bucket(id, 16)"; the number may stand first. */
function term(text: string, fields: readonly Field[]): Omit<PartitionField, "field-id"> {
  const match = text.trim().match(/^(?:(\w+)\s*\(\s*(.+?)\s*\)|(.+))$/s);
  const bad = invalid(`Unable to parse partitioning value: ${text}`);
  if (match === null) throw bad;
  const words = (match[2] ?? match[3] ?? "").split(",").map((word) => word.trim());
  const numbers = words.filter((word) => /^\d+$/.test(word)).map(Number);
  const [column, ...more] = words.filter((word) => !/^\d+$/.test(word));
  if (column === undefined || more.length > 0 || numbers.length > 1) throw bad;
  const name = column.replace(/^["`](.*)["`]$/, "$1").toLowerCase();
  const field = fields.find((one) => one.name === name);
  if (field === undefined) {
    throw invalid(`Column '${name}' of partitioning '${text}' is not in the table`);
  }
  const word = (match[1] ?? "identity").toLowerCase().replace(/^(year|month|day|hour)s$/, "$1");
  const transform = { name: word, width: numbers[0] ?? 0 };
  const wide = word === "bucket" || word === "truncate";
  const known = ["identity", "year", "month", "day", "hour", "bucket", "truncate"];
  if (!known.includes(word) || wide !== transform.width > 0) throw bad;
  checkSource(transform, field, text);
  return {
    "source-id": field.id,
    name: named(name, transform),
    transform: wide ? `${word}[${transform.width}]` : word,
  };
}

/** Reads the terms of a table's partitioning. */
export function partitionFields(
  terms: readonly string[],
  fields: readonly Field[],
): readonly PartitionField[] {
  return terms.map((text, index) => ({ ...term(text, fields), "field-id": 1000 + index }));
}

function hashed(sql: string, type: string): string {
  if (["int", "long"].includes(type)) return `lake_murmur3_long(CAST(${sql} AS BIGINT))`;
  if (type === "date") return `lake_murmur3_long(CAST(${sql} - DATE '1970-01-01' AS BIGINT))`;
  if (type.startsWith("time")) return `lake_murmur3_long(epoch_us(${sql}))`;
  if (type === "string") return `lake_murmur3(encode(${sql}))`;
  if (type.startsWith("decimal")) return `lake_murmur3_decimal(CAST(${sql} AS VARCHAR))`;
  if (type === "uuid") return `lake_murmur3(unhex(replace(CAST(${sql} AS VARCHAR), '-', '')))`;
  return `lake_murmur3(${sql})`;
}

function truncated(sql: string, type: string, width: number): string {
  if (type === "string") return `left(${sql}, ${width})`;
  if (type === "binary") return `unhex(left(hex(${sql}), ${2 * width}))`;
  const scale = Number(type.match(/,\s*(\d+)\)$/)?.[1] ?? 0);
  const duck = type === "int" ? "INTEGER" : type === "long" ? "BIGINT" : undefined;
  if (duck !== undefined) {
    return `CAST(${sql} - (((${sql} % ${width}) + ${width}) % ${width}) AS ${duck})`;
  }
  const one = `CAST(${width} AS DECIMAL(38,0))`;
  const unit = `CAST(${sql} * ${10n ** BigInt(scale)} AS DECIMAL(38,0))`;
  const whole = `(${unit} - (((${unit} % ${one}) + ${one}) % ${one}))`;
  return `CAST(CAST(${whole} AS DECIMAL(38,${scale})) / ${10n ** BigInt(scale)} AS ${type.toUpperCase()})`;
}

/** Writes the value of a partition as text: as `singleFromText` reads it. */
export function partitionSql(field: PartitionField, column: string, source: IcebergType): string {
  const { name, width } = parsed(field.transform);
  const type = String(source);
  // Days and years of an instant are those of UTC, whatever the session's zone.
  const own = quoteName(column);
  const sql = type === "timestamptz" ? `(${own} AT TIME ZONE 'UTC')` : own;
  const epoch = `CAST(${sql} AS DATE)`;
  switch (name) {
    case "identity":
      return singleSql(sql, type);
    case "void":
      return "CAST(NULL AS VARCHAR)";
    case "year":
      return `CAST(year(${epoch}) - 1970 AS VARCHAR)`;
    case "month":
      return `CAST((year(${epoch}) - 1970) * 12 + month(${epoch}) - 1 AS VARCHAR)`;
    case "day":
      return `CAST(${epoch} - DATE '1970-01-01' AS VARCHAR)`;
    case "hour":
      return `CAST(CAST(floor(epoch_us(${sql}) / 3600000000) AS BIGINT) AS VARCHAR)`;
    case "bucket":
      return `CAST((${hashed(sql, type)} & 2147483647) % ${width} AS VARCHAR)`;
    default:
      return singleSql(truncated(sql, type, width), type);
  }
}

/** Writes a value as the text that `singleFromText` reads. */
export function singleSql(sql: string, type: string): string {
  switch (sqlType(type).kind) {
    case "date":
      return `CAST(${sql} - DATE '1970-01-01' AS VARCHAR)`;
    case "timestamp":
    case "time":
      return `CAST(epoch_us(${sql}) AS VARCHAR)`;
    case "varbinary":
      return `hex(${sql})`;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

/** Writes a partition's value for a person: 2020, 2020-05, 2020-05-01 or 2020-05-01-13. */
export function transformText(transform: string, value: number): string | undefined {
  const pad = (number: number): string => String(number).padStart(2, "0");
  switch (parsed(transform).name) {
    case "year":
      return String(1970 + value);
    case "month": {
      const month = ((value % 12) + 12) % 12;
      return `${1970 + (value - month) / 12}-${pad(month + 1)}`;
    }
    case "hour":
      return new Date(value * 3_600_000).toISOString().slice(0, 13).replace("T", "-");
    default:
      return undefined;
  }
}
