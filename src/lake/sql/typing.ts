import { fieldName, type RowField, type SqlType } from "./types";

/** Is DuckDB text for a value, with the Trino type the value has. */
export interface Typed {
  readonly sql: string;
  readonly type: SqlType;
}

/**
 * Says what an error of evaluation turns into: the end of the query (false), an error that DuckDB's
 * TRY catches (true), or NULL at once where TRY cannot stand, around aggregates and subqueries.
 */
export type TryMode = boolean | "null";

/** Is the type of a bare NULL, which becomes any other. */
export const UNKNOWN: SqlType = { kind: "unknown" };
/** Is what predicates give. */
export const BOOLEAN: SqlType = { kind: "boolean" };
/** Is the type of date parts and of small whole-number literals. */
export const INTEGER: SqlType = { kind: "integer" };
/** Is the type of counts and of large whole-number literals. */
export const BIGINT: SqlType = { kind: "bigint" };
/** Is the type of most functions of numbers. */
export const DOUBLE: SqlType = { kind: "double" };
/** Is a number of four bytes. */
export const REAL: SqlType = { kind: "real" };
/** Is a day without a time. */
export const DATE: SqlType = { kind: "date" };
/** Is text without a limit of length. */
export const VARCHAR: SqlType = { kind: "varchar", length: undefined };
/** Is a run of bytes. */
export const VARBINARY: SqlType = { kind: "varbinary" };
/** Is what `json_parse` gives. */
export const JSON_TYPE: SqlType = { kind: "json" };
/** Is a time without a zone, in milliseconds as Athena keeps it. */
export const TIMESTAMP: SqlType = { kind: "timestamp", precision: 3, zone: false };
/** Is a time with a zone, in milliseconds as Athena keeps it. */
export const TIMESTAMP_TZ: SqlType = { kind: "timestamp", precision: 3, zone: true };
/** Is a span of days, hours, minutes and seconds. */
export const DAY_TO_SECOND: SqlType = { kind: "interval day to second" };
/** Is a span of years and months. */
export const YEAR_TO_MONTH: SqlType = { kind: "interval year to month" };

const INTEGERS = ["tinyint", "smallint", "integer", "bigint"] as const;
const DIGITS = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 } as const;

/** Tells whether a type is one of the four whole-number types. */
export function isInteger(type: SqlType): boolean {
  return (INTEGERS as readonly string[]).includes(type.kind);
}

/** Tells whether a type is a number. */
export function isNumber(type: SqlType): boolean {
  return isInteger(type) || ["decimal", "real", "double"].includes(type.kind);
}

/** Tells whether a type is a text of either kind. */
export function isText(type: SqlType): boolean {
  return type.kind === "varchar" || type.kind === "char";
}

/** Gives the decimal that holds every value of a whole-number type. */
export function asDecimal(type: SqlType): Extract<SqlType, { kind: "decimal" }> | undefined {
  if (type.kind === "decimal") return type;
  if (!isInteger(type)) return undefined;
  return { kind: "decimal", precision: DIGITS[type.kind as keyof typeof DIGITS], scale: 0 };
}

/** Tells whether two types are the same, names of row fields aside. */
export function sameType(a: SqlType, b: SqlType): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "decimal":
      return b.kind === "decimal" && a.precision === b.precision && a.scale === b.scale;
    case "varchar":
    case "char":
      return "length" in b && a.length === b.length;
    case "time":
    case "timestamp":
      return (
        "precision" in b &&
        a.precision === b.precision &&
        ("zone" in a && a.zone) === ("zone" in b && b.zone)
      );
    case "array":
      return b.kind === "array" && sameType(a.element, b.element);
    case "map":
      return b.kind === "map" && sameType(a.key, b.key) && sameType(a.value, b.value);
    case "row":
      return (
        b.kind === "row" &&
        a.fields.length === b.fields.length &&
        a.fields.every((f, i) => sameField(f, b.fields[i], i))
      );
    default:
      return true;
  }
}

function sameField(a: RowField, b: RowField | undefined, index: number): boolean {
  if (b === undefined || !sameType(a.type, b.type)) return false;
  return fieldName(a, index).toLowerCase() === fieldName(b, index).toLowerCase();
}

/** Gives the type that both types turn into without a cast, or undefined when there is none. */
export function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (sameType(a, b)) return a;
  if (a.kind === "unknown") return b;
  if (b.kind === "unknown") return a;
  return numbers(a, b) ?? texts(a, b) ?? times(a, b) ?? nested(a, b);
}

function numbers(a: SqlType, b: SqlType): SqlType | undefined {
  if (!isNumber(a) || !isNumber(b)) return undefined;
  if (a.kind === "double" || b.kind === "double") return DOUBLE;
  if (a.kind === "real" || b.kind === "real") return REAL;
  if (isInteger(a) && isInteger(b)) {
    const rank = (type: SqlType) => (INTEGERS as readonly string[]).indexOf(type.kind);
    return rank(a) >= rank(b) ? a : b;
  }
  const x = asDecimal(a);
  const y = asDecimal(b);
  if (x === undefined || y === undefined) return undefined;
  const scale = Math.max(x.scale, y.scale);
  const whole = Math.max(x.precision - x.scale, y.precision - y.scale);
  return { kind: "decimal", precision: Math.min(38, whole + scale), scale };
}

function texts(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === "varchar" && b.kind === "varchar") {
    const bounded = a.length !== undefined && b.length !== undefined;
    return bounded ? { kind: "varchar", length: Math.max(a.length, b.length) } : VARCHAR;
  }
  if (a.kind === "char" && b.kind === "char") {
    return { kind: "char", length: Math.max(a.length, b.length) };
  }
  if (a.kind === "varchar" && b.kind === "char") return texts(b, a);
  if (a.kind === "char" && b.kind === "varchar") {
    if (b.length === undefined) return VARCHAR;
    return { kind: "char", length: Math.max(a.length, b.length) };
  }
  return undefined;
}

function times(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === "date" && b.kind === "timestamp") return b;
  if (a.kind === "timestamp" && b.kind === "date") return a;
  if (a.kind === "timestamp" && b.kind === "timestamp") {
    const precision = Math.max(a.precision, b.precision);
    return { kind: "timestamp", precision, zone: a.zone || b.zone };
  }
  if (a.kind === "time" && b.kind === "time") {
    return { kind: "time", precision: Math.max(a.precision, b.precision) };
  }
  return undefined;
}

function nested(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === "array" && b.kind === "array") {
    const element = commonType(a.element, b.element);
    return element === undefined ? undefined : { kind: "array", element };
  }
  if (a.kind === "map" && b.kind === "map") {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key === undefined || value === undefined ? undefined : { kind: "map", key, value };
  }
  if (a.kind !== "row" || b.kind !== "row" || a.fields.length !== b.fields.length) return undefined;
  const fields: RowField[] = [];
  for (const [index, field] of a.fields.entries()) {
    const other = b.fields[index];
    const type = other === undefined ? undefined : commonType(field.type, other.type);
    if (type === undefined || other === undefined) return undefined;
    const same = field.name?.toLowerCase() === other.name?.toLowerCase();
    fields.push({ name: same ? field.name : undefined, type });
  }
  return { kind: "row", fields };
}

/** Tells whether a value of one type is taken where another type is asked for. */
export function coercible(from: SqlType, to: SqlType): boolean {
  const common = commonType(from, to);
  if (common === undefined) return false;
  return sameType(common, to) || (from.kind === "row" && to.kind === "row") || shape(common, to);
}

/** Lets a text without bound stand for any bounded one, as Trino's signatures with varchar(x) do. */
function shape(common: SqlType, to: SqlType): boolean {
  return common.kind === "array" && to.kind === "array" && coercible(common.element, to.element);
}
