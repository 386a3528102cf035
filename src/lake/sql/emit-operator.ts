import { coerce, raise } from "./cast";
import type { Context } from "./environment";
import { type Position, SqlError } from "./error";
import type { Comparison, Expression } from "./syntax";
import { duckText, type SqlType, typeText } from "./types";
import {
  asDecimal,
  BOOLEAN,
  commonType,
  DATE,
  DAY_TO_SECOND,
  isInteger,
  isNumber,
  isText,
  type TryMode,
  type Typed,
  VARCHAR,
} from "./typing";

type Operator = "+" | "-" | "*" | "/" | "%";
type Decimal = Extract<SqlType, { kind: "decimal" }>;

/** Writes arithmetic by Trino's rules for the types of the two sides. */
export function arithmetic(
  operator: Operator,
  left: Typed,
  right: Typed,
  at: Position,
  inTry: TryMode,
): Typed {
  const timed = times(operator, left, right, at);
  if (timed !== undefined) return timed;
  const common = commonType(left.type, right.type);
  if (common?.kind === "unknown") return { sql: "NULL", type: { kind: "integer" } };
  if (common === undefined || !isNumber(common)) {
    const text = `Cannot apply operator: ${typeText(left.type)} ${operator} ${typeText(right.type)}`;
    throw new SqlError("TYPE_MISMATCH", text, at);
  }
  if (common.kind === "decimal") return decimals(operator, left, right, common, at, inTry);
  const a = coerce(left, common, at).sql;
  const b = coerce(right, common, at).sql;
  if (!isInteger(common)) return { sql: `(${a} ${operator} ${b})`, type: common };
  if (operator === "/") return { sql: divide(`(${a} // ${b})`, b, common, inTry), type: common };
  if (operator === "%") return { sql: divide(`(${a} % ${b})`, b, common, inTry), type: common };
  const sql = `(${a} ${operator} ${b})`;
  // DuckDB takes a bare number for the narrowest type, which must not narrow or widen the sum.
  return {
    sql: common.kind === "integer" ? sql : `CAST(${sql} AS ${duckText(common)})`,
    type: common,
  };
}

/** Refuses a divisor of zero, which DuckDB would turn into NULL. */
function divide(sql: string, divisor: string, type: SqlType, inTry: TryMode): string {
  if (/^\d*[1-9]\d*$/.test(divisor)) return sql;
  const failed = raise("DIVISION_BY_ZERO", "Division by zero", type, inTry);
  return `CASE WHEN ${divisor} = 0 THEN ${failed} ELSE ${sql} END`;
}

function decimals(
  operator: Operator,
  left: Typed,
  right: Typed,
  common: Decimal,
  at: Position,
  inTry: TryMode,
): Typed {
  const x = asDecimal(left.type) ?? common;
  const y = asDecimal(right.type) ?? common;
  const a = coerce(left, x, at).sql;
  const b = coerce(right, y, at).sql;
  const scale = Math.max(x.scale, y.scale);
  const whole = Math.max(x.precision - x.scale, y.precision - y.scale);
  const decimal = (precision: number, s: number): Decimal => ({
    kind: "decimal",
    precision: Math.min(38, precision),
    scale: s,
  });
  switch (operator) {
    case "+":
    case "-": {
      const type = decimal(whole + scale + 1, scale);
      return { sql: fit(`(${a} ${operator} ${b})`, type), type };
    }
    case "*": {
      if (x.scale + y.scale > 38) {
        throw new SqlError(
          "TYPE_MISMATCH",
          "DECIMAL scale must be in range [0, precision (38)]",
          at,
        );
      }
      const type = decimal(x.precision + y.precision, x.scale + y.scale);
      return { sql: fit(`(${a} * ${b})`, type), type };
    }
    case "%": {
      const type = decimal(Math.min(x.precision - x.scale, y.precision - y.scale) + scale, scale);
      return { sql: divide(fit(`(${a} % ${b})`, type), b, type, inTry), type };
    }
    default: {
      const type = decimal(x.precision + y.scale + Math.max(0, y.scale - x.scale), scale);
      return { sql: divideDecimals({ sql: a, type: x }, { sql: b, type: y }, type, inTry), type };
    }
  }
}

function fit(sql: string, type: SqlType): string {
  return `CAST(${sql} AS ${duckText(type)})`;
}

/** Writes a division that is exact and rounds half up, over whole numbers of the smallest unit. */
export function divideDecimals(
  left: { readonly sql: string; readonly type: Decimal },
  right: { readonly sql: string; readonly type: Decimal },
  type: Decimal,
  inTry: TryMode,
): string {
  const shift = type.scale + right.type.scale - left.type.scale;
  const numerator = `(${unscaled(left)} * ${power(shift)})`;
  const denominator = unscaled(right);
  const quotient = `trino_divide_half_up(${numerator}, ${denominator})`;
  return divide(fit(scaled(quotient, type.scale), type), right.sql, type, inTry);
}

function unscaled(value: { readonly sql: string; readonly type: Decimal }): string {
  if (value.type.scale === 0) return `CAST(${value.sql} AS HUGEINT)`;
  return `CAST(replace(CAST(${value.sql} AS VARCHAR), '.', '') AS HUGEINT)`;
}

function power(digits: number): string {
  return `CAST(1${"0".repeat(Math.max(0, digits))} AS HUGEINT)`;
}

function scaled(sql: string, scale: number): string {
  if (scale === 0) return sql;
  const unit = `CAST('0.${"0".repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
  return `(CAST(${sql} AS DECIMAL(${38},0)) * ${unit})`;
}

function times(operator: Operator, left: Typed, right: Typed, at: Position): Typed | undefined {
  const [l, r] = [left.type, right.type];
  const additive = operator === "+" || operator === "-";
  if (operator === "+" && isInterval(l) && isTime(r)) return moved("+", right, left);
  if (additive && isTime(l) && isInterval(r)) return moved(operator, left, right);
  if (operator === "-" && isTime(l) && isTime(r)) return spanBetween(left, right, at);
  if (additive && isInterval(l) && l.kind === r.kind) {
    return { sql: `(${left.sql} ${operator} ${right.sql})`, type: l };
  }
  if (operator === "*" && isNumber(l) && isInterval(r)) return multiplied("", right, left);
  if (!isInterval(l) || !isNumber(r)) return undefined;
  if (operator === "*") return multiplied("", left, right);
  return operator === "/" ? multiplied("1 / ", left, right) : undefined;
}

function isInterval(type: SqlType): boolean {
  return type.kind.startsWith("interval");
}

function isTime(type: SqlType): boolean {
  return ["date", "timestamp", "time"].includes(type.kind);
}

function moved(operator: "+" | "-", time: Typed, span: Typed): Typed {
  if (time.type.kind === "date") {
    return { sql: `CAST((${time.sql} ${operator} ${span.sql}) AS DATE)`, type: DATE };
  }
  return { sql: onInstant(time, (u) => `(${u} ${operator} ${span.sql})`), type: time.type };
}

function spanBetween(left: Typed, right: Typed, at: Position): Typed | undefined {
  if (left.type.kind === "date" && right.type.kind === "date") {
    return { sql: `to_days(CAST(${left.sql} - ${right.sql} AS INTEGER))`, type: DAY_TO_SECOND };
  }
  const common = commonType(left.type, right.type);
  if (common === undefined || common.kind === "time") return undefined;
  const [a, b] = [instant(coerce(left, common, at)), instant(coerce(right, common, at))];
  return { sql: `(${a} - ${b})`, type: DAY_TO_SECOND };
}

/** `prefix` is "1 / " where an interval is divided. */
function multiplied(prefix: string, span: Typed, number: Typed): Typed {
  const factor = `${prefix}CAST(${number.sql} AS DOUBLE)`;
  return { sql: `trino_interval_times(${span.sql}, ${factor})`, type: span.type };
}

/** Gives the part of a timestamp with time zone that says which moment it is. */
export function instant(value: Typed): string {
  const zoned = value.type.kind === "timestamp" && value.type.zone;
  return zoned ? `(${value.sql}).u` : value.sql;
}

/** Changes the moment of a timestamp and keeps its zone. */
export function onInstant(value: Typed, change: (sql: string) => string): string {
  const zoned = value.type.kind === "timestamp" && value.type.zone;
  if (!zoned) return change(value.sql);
  return `{'u': ${change(`(${value.sql}).u`)}, 'z': (${value.sql}).z}`;
}

/** Writes the negative of a number or an interval. */
export function negate(value: Typed, at: Position): Typed {
  const { type } = value;
  if (type.kind === "unknown" || isNumber(type) || type.kind.startsWith("interval")) {
    return { sql: `(-(${value.sql}))`, type };
  }
  throw new SqlError("TYPE_MISMATCH", `Cannot negate ${typeText(type)}`, at);
}

/** Writes `||` for texts, bytes and arrays. */
export function concat(left: Typed, right: Typed, at: Position): Typed {
  const [l, r] = [left.type, right.type];
  if (l.kind === "array" || r.kind === "array") return concatArrays(left, right, at);
  const texts = [l, r].every((type) => isText(type) || type.kind === "unknown");
  if (texts) {
    const bounded =
      "length" in l && "length" in r && l.length !== undefined && r.length !== undefined;
    const type: SqlType = bounded ? { kind: "varchar", length: l.length + r.length } : VARCHAR;
    return { sql: `(${asText(left)} || ${asText(right)})`, type };
  }
  if (l.kind === "varbinary" && r.kind === "varbinary") {
    return { sql: `(${left.sql} || ${right.sql})`, type: l };
  }
  const text =
    `Unexpected parameters (${typeText(l)}, ${typeText(r)}) for function concat. ` +
    "Expected: concat(char(x), char(y)), concat(array(E), E) E, concat(E, array(E)) E, " +
    "concat(array(E)) E, concat(varchar), concat(varbinary)";
  throw new SqlError("FUNCTION_NOT_FOUND", text, at);
}

function asText(value: Typed): string {
  return value.type.kind === "unknown" ? "CAST(NULL AS VARCHAR)" : value.sql;
}

function concatArrays(left: Typed, right: Typed, at: Position): Typed {
  const element = (type: SqlType) => (type.kind === "array" ? type.element : type);
  const common = commonType(element(left.type), element(right.type));
  if (common === undefined) {
    const text = `Cannot concatenate ${typeText(left.type)} and ${typeText(right.type)}`;
    throw new SqlError("TYPE_MISMATCH", text, at);
  }
  const type: SqlType = { kind: "array", element: common };
  const side = (value: Typed) =>
    value.type.kind === "array"
      ? coerce(value, type, at).sql
      : `[${coerce(value, common, at).sql}]`;
  return { sql: `trino_concat_arrays(${side(left)}, ${side(right)})`, type };
}

/** Writes a comparison after bringing both sides to one type. */
export function compare(operator: Comparison, left: Typed, right: Typed, at: Position): Typed {
  const common = commonType(left.type, right.type);
  const ordered = operator !== "=" && operator !== "<>";
  if (common === undefined || (ordered && ["map", "json"].includes(common.kind))) {
    const text = `Cannot apply operator: ${typeText(left.type)} ${operator} ${typeText(right.type)}`;
    throw new SqlError("TYPE_MISMATCH", text, at);
  }
  if (common.kind === "unknown") return { sql: "CAST(NULL AS BOOLEAN)", type: BOOLEAN };
  const a = instant(coerce(left, common, at));
  const b = instant(coerce(right, common, at));
  const sql = `(${a} ${operator} ${b})`;
  const floating = common.kind === "double" || common.kind === "real";
  return { sql: floating ? withoutNaN(operator, a, b) : sql, type: BOOLEAN };
}

/** Makes NaN unequal to all and in no order, as IEEE says; DuckDB puts it above every number. */
function withoutNaN(operator: Comparison, a: string, b: string): string {
  const constant = (sql: string) =>
    /^(CAST\()?-?[\d.]+(e[+-]?\d+)?( AS (DOUBLE|FLOAT|REAL)\))?$/i.test(sql);
  const plain = `(${a} ${operator} ${b})`;
  const checked = operator === ">" || operator === ">=" ? a : b;
  if (operator === "=" || operator === "<>") {
    if (constant(a) || constant(b)) return plain;
    return operator === "=" ? `(${plain} AND NOT isnan(${a}))` : `(${plain} OR isnan(${a}))`;
  }
  return constant(checked) ? plain : `(${plain} AND NOT isnan(${checked}))`;
}

/** Writes the equality that simple CASE and NULLIF use. */
export function equal(left: Typed, right: Typed, at: Position): Typed {
  return compare("=", left, right, at);
}

/** Writes an expression that has to be true or false. */
export function condition(e: Expression, context: Context): string {
  const value = context.env.expression(e, context);
  if (value.type.kind === "boolean") return value.sql;
  if (value.type.kind === "unknown") return "CAST(NULL AS BOOLEAN)";
  const text = `${context.clause} must evaluate to a boolean: actual type ${typeText(value.type)}`;
  throw new SqlError("TYPE_MISMATCH", text, e.at);
}
