import { asText, inUtc, local, toJson } from "./cast-text";
import { type Position, SqlError } from "./error";
import { duckText, fieldName, quoteName, quoteText, type SqlType, typeText } from "./types";
import {
  commonType,
  isInteger,
  isNumber,
  isText,
  sameType,
  type TryMode,
  type Typed,
  UNKNOWN,
} from "./typing";

/** Says how a value that has no place in its type ends: the query fails, or the value is NULL. */
export type Failure = "fail" | "null";

/** Writes an expression that ends the query with one of Athena's errors when it is evaluated. */
export function raise(code: string, text: string, type: SqlType, inTry: TryMode): string {
  const message = quoteText(`${code}: ${text}`);
  if (inTry === "null") return `CAST(NULL AS ${duckText(type)})`;
  if (!inTry) return `error(${message})`;
  // Inside TRY the error has to come from something DuckDB takes as repeatable: a failing cast.
  return `CAST(CAST(CAST(${message} AS INTEGER) AS VARCHAR) AS ${duckText(type)})`;
}

/** Turns a value into a wider type without a cast in the text; throws where Trino would refuse. */
export function coerce(value: Typed, type: SqlType, at: Position, what = "value"): Typed {
  if (sameType(value.type, type)) return value;
  const common = commonType(value.type, type);
  if (common === undefined) {
    const text = `Cannot coerce ${what} of type ${typeText(value.type)} to ${typeText(type)}`;
    throw new SqlError("TYPE_MISMATCH", text, at);
  }
  return cast(value, type, "fail", at, false);
}

/** Writes CAST or TRY_CAST with Trino's meaning. */
export function cast(
  value: Typed,
  type: SqlType,
  failure: Failure,
  at: Position,
  inTry: TryMode,
): Typed {
  const from = value.type;
  if (sameType(from, type)) return { sql: value.sql, type };
  if (from.kind === "unknown") return { sql: `CAST(NULL AS ${duckText(type)})`, type };
  const how = { failure: inTry === "null" ? "null" : failure, at, inTry } as const;
  const sql = castText(value, type, how);
  if (sql !== undefined) return { sql, type };
  const text = `Cannot cast ${typeText(from)} to ${typeText(type)}`;
  throw new SqlError("TYPE_MISMATCH", text, at);
}

/** Brings values to one type, as the branches of CASE or the items of an array need it. */
export function unify(values: readonly Typed[], at: Position): readonly Typed[] {
  let type: SqlType = UNKNOWN;
  for (const value of values) {
    const common = commonType(type, value.type);
    if (common === undefined) {
      const text = `All values must be the same type: ${typeText(type)}, ${typeText(value.type)}`;
      throw new SqlError("TYPE_MISMATCH", text, at);
    }
    type = common;
  }
  return values.map((value) => coerce(value, type, at));
}

interface CastHow {
  readonly failure: Failure;
  readonly at: Position;
  readonly inTry: TryMode;
}

function castText(value: Typed, type: SqlType, how: CastHow): string | undefined {
  const { type: from, sql } = value;
  if (from.kind === "json") return fromJson(sql, type, how);
  switch (type.kind) {
    case "varchar":
      return toVarchar(value, type.length, how);
    case "char": {
      const text = isText(from) ? sql : toVarchar(value, undefined, how);
      return text === undefined
        ? undefined
        : `rpad(left(${text}, ${type.length}), ${type.length}, ' ')`;
    }
    case "json":
      return toJson(value);
    case "boolean":
      if (isText(from)) return guarded(trimmed(value), BOOLEAN_TEXT, type, how, booleanOf);
      return isNumber(from) ? `(${sql} <> 0)` : undefined;
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
    case "real":
    case "double":
    case "decimal":
      return toNumber(value, type, how);
    case "date":
    case "timestamp":
    case "time":
      return toTime(value, type, how);
    case "varbinary":
      return from.kind === "uuid" ? `trino_uuid_bytes(${sql})` : undefined;
    case "uuid":
      return isText(from) ? plain(trimmed(value), type, how) : undefined;
    case "ipaddress":
      return isText(from) ? trimmed(value) : undefined;
    default:
      return toNested(value, type, how);
  }
}

function plain(sql: string, type: SqlType, how: CastHow): string {
  return `${how.failure === "null" ? "TRY_CAST" : "CAST"}(${sql} AS ${duckText(type)})`;
}

const WHOLE = "[+-]?[0-9]+";
const NUMBER = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";
const FLOATING = `\\s*(${NUMBER}[fFdD]?|[+-]?Infinity|NaN)\\s*`;
const BOOLEAN_TEXT = "(?i)t|true|1|f|false|0";
const DATE_TEXT = "\\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\\s*";
const CLOCK = "[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]+)?)?";
const STAMP_TEXT = `\\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}( ${CLOCK})?\\s*`;

/** Casts a text only where it has the form Trino takes; DuckDB alone would take far more. */
function guarded(
  sql: string,
  pattern: string,
  type: SqlType,
  how: CastHow,
  then: (sql: string) => string,
): string {
  const matches = `regexp_full_match(${sql}, ${quoteText(pattern)})`;
  if (how.failure === "null") return `CASE WHEN ${matches} THEN ${then(sql)} END`;
  const name = typeText(type)
    .toUpperCase()
    .replace(/^INTEGER$/, "INT");
  const failed = how.inTry
    ? raise("INVALID_CAST_ARGUMENT", `Value cannot be cast to ${typeText(type)}`, type, true)
    : `error('INVALID_CAST_ARGUMENT: ' || ${castMessage(type, name, sql)})`;
  return `CASE WHEN ${sql} IS NULL THEN NULL WHEN ${matches} THEN ${then(sql)} ELSE ${failed} END`;
}

function castMessage(type: SqlType, name: string, sql: string): string {
  if (type.kind === "date" || type.kind === "timestamp") {
    return `'Value cannot be cast to ${typeText(type)}: ' || ${sql}`;
  }
  return `'Cannot cast ''' || ${sql} || ''' to ${name}'`;
}

function booleanOf(sql: string): string {
  return `(lower(${sql}) IN ('t', 'true', '1'))`;
}

function trimmed(value: Typed): string {
  return value.type.kind === "char" ? `rtrim(${value.sql}, ' ')` : value.sql;
}

function toNumber(value: Typed, type: SqlType, how: CastHow): string | undefined {
  const { type: from, sql } = value;
  if (isText(from)) {
    const text = trimmed(value);
    if (isInteger(type)) return guarded(text, WHOLE, type, how, (t) => plain(t, type, how));
    if (type.kind === "decimal")
      return guarded(text, NUMBER, type, how, (t) => plain(t, type, how));
    return guarded(text, FLOATING, type, how, (t) => plain(`trim(${t})`, type, how));
  }
  if (from.kind === "boolean") {
    return plain(`CASE WHEN ${sql} THEN 1 WHEN NOT ${sql} THEN 0 END`, type, how);
  }
  if (!isNumber(from)) return undefined;
  const floating = from.kind === "double" || from.kind === "real";
  return plain(floating && isInteger(type) ? `round(${sql})` : sql, type, how);
}

function toTime(value: Typed, type: SqlType, how: CastHow): string | undefined {
  const { type: from, sql } = value;
  if (type.kind === "timestamp") return toTimestamp(value, type, how);
  const [form, name] = type.kind === "date" ? [DATE_TEXT, "DATE"] : [CLOCK, "TIME"];
  if (isText(from)) {
    return guarded(trimmed(value), form, type, how, (t) => plain(`trim(${t})`, type, how));
  }
  if (from.kind === type.kind) return sql;
  return from.kind === "timestamp" ? `CAST(${local(value)} AS ${name})` : undefined;
}

function toTimestamp(
  value: Typed,
  type: Extract<SqlType, { kind: "timestamp" }>,
  how: CastHow,
): string | undefined {
  const { type: from, sql } = value;
  const { precision } = type;
  if (from.kind === "date") {
    const stamp = `CAST(${sql} AS TIMESTAMP)`;
    return type.zone ? inUtc(stamp) : stamp;
  }
  if (isText(from)) {
    if (type.zone) return `trino_parse_timestamp_tz(${trimmed(value)})`;
    const stamp = (t: string) => rounded(plain(`trim(${t})`, type, how), precision);
    return guarded(trimmed(value), STAMP_TEXT, type, how, stamp);
  }
  if (from.kind !== "timestamp") return undefined;
  if (type.zone) return from.zone ? sql : inUtc(sql);
  return from.precision > precision ? rounded(local(value), precision) : local(value);
}

function rounded(sql: string, precision: number): string {
  if (precision >= 6) return sql;
  const unit = 10 ** (6 - precision);
  return `trino_round_timestamp(${sql}, ${unit})`;
}

function toVarchar(value: Typed, length: number | undefined, how: CastHow): string | undefined {
  const text = asText(value);
  if (text === undefined || length === undefined) return text;
  if (isText(value.type)) {
    const known = "length" in value.type ? value.type.length : undefined;
    return known !== undefined && known <= length ? text : `left(${text}, ${length})`;
  }
  if (how.failure === "null") return `CASE WHEN length(${text}) <= ${length} THEN ${text} END`;
  const failed = how.inTry
    ? raise("INVALID_CAST_ARGUMENT", "Value does not fit", { kind: "varchar", length }, true)
    : `error('INVALID_CAST_ARGUMENT: Value ' || ${text} || ' cannot be represented as varchar(${length})')`;
  return `CASE WHEN length(${text}) <= ${length} THEN ${text} WHEN ${text} IS NULL THEN NULL ELSE ${failed} END`;
}

function fromJson(sql: string, type: SqlType, how: CastHow): string | undefined {
  const json = `CAST(${sql} AS JSON)`;
  const scalar = `CASE WHEN json_type(${json}) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract_string(${json}, '$') END`;
  if (type.kind === "varchar") {
    return type.length === undefined ? scalar : `left(${scalar}, ${type.length})`;
  }
  if (["array", "map", "row"].includes(type.kind) || type.kind === "boolean" || isNumber(type)) {
    return plain(["array", "map", "row"].includes(type.kind) ? json : scalar, type, how);
  }
  if (type.kind === "date" || type.kind === "timestamp") {
    return toTime({ sql: scalar, type: { kind: "varchar", length: undefined } }, type, how);
  }
  return undefined;
}

function toNested(value: Typed, type: SqlType, how: CastHow): string | undefined {
  const { type: from, sql } = value;
  const inner = (text: string, a: SqlType, b: SqlType): string =>
    cast({ sql: text, type: a }, b, how.failure, how.at, how.inTry).sql;
  if (type.kind === "array" && from.kind === "array") {
    if (from.element.kind === "unknown") return `CAST(${sql} AS ${duckText(type)})`;
    return `list_transform(${sql}, lambda x: ${inner("x", from.element, type.element)})`;
  }
  if (type.kind === "map" && from.kind === "map") {
    if (from.key.kind === "unknown") return `CAST(${sql} AS ${duckText(type)})`;
    const keys = `list_transform(map_keys(${sql}), lambda x: ${inner("x", from.key, type.key)})`;
    return `map(${keys}, list_transform(map_values(${sql}), lambda x: ${inner("x", from.value, type.value)}))`;
  }
  if (type.kind === "row" && from.kind === "row" && type.fields.length === from.fields.length) {
    const fields = type.fields.map((field, index) => {
      const old = from.fields[index] ?? field;
      const text = `(${sql}).${quoteName(fieldName(old, index))}`;
      return `${quoteName(fieldName(field, index))} := ${inner(text, old.type, field.type)}`;
    });
    return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END`;
  }
  return undefined;
}
