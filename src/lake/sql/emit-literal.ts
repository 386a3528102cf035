import { cast } from "./cast";
import { inUtc } from "./cast-text";
import type { Context } from "./environment";
import { type Position, SqlError } from "./error";
import type { Expression } from "./syntax";
import { parseType, quoteText, type SqlType } from "./types";
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DAY_TO_SECOND,
  DOUBLE,
  INTEGER,
  type Typed,
  UNKNOWN,
  VARBINARY,
  VARCHAR,
  YEAR_TO_MONTH,
} from "./typing";

/** Writes a literal or one of the values that a query has for its whole run. */
export function emitLiteral(e: Expression, context: Context): Typed {
  switch (e.kind) {
    case "null":
      return { sql: "NULL", type: UNKNOWN };
    case "boolean":
      return { sql: String(e.value), type: BOOLEAN };
    case "integer":
      return integer(e.text, e.at);
    // Athena, unlike Trino by itself, reads 1.5 as a double; an exact number is DECIMAL '1.5'.
    case "decimal":
    case "double":
      return { sql: `CAST(${quoteText(e.text)} AS DOUBLE)`, type: DOUBLE };
    case "string":
      return { sql: quoteText(e.value), type: { kind: "varchar", length: [...e.value].length } };
    case "binary": {
      const bytes = e.hex.replace(/../g, (pair) => `\\x${pair.toUpperCase()}`);
      return { sql: `CAST('${bytes}' AS BLOB)`, type: VARBINARY };
    }
    case "interval":
      return interval(e);
    case "typed-literal":
      return typedLiteral(e, context);
    case "current":
      return current(e, context);
    default:
      throw new SqlError("NOT_SUPPORTED", `${e.kind} is not supported`, e.at);
  }
}

function integer(text: string, at: Position): Typed {
  const negative = text.startsWith("-");
  const digits = negative ? text.slice(1) : text;
  const value = negative ? -BigInt(digits) : BigInt(digits);
  if (value >= -2147483648n && value <= 2147483647n) return { sql: String(value), type: INTEGER };
  if (value < -(2n ** 63n) || value >= 2n ** 63n) {
    throw new SqlError("SYNTAX_ERROR", `Invalid numeric literal: ${text}`, at, "parse");
  }
  return { sql: `CAST(${value} AS BIGINT)`, type: BIGINT };
}

const SECONDS = { day: 86400n, hour: 3600n, minute: 60n, second: 1n } as const;

function interval(e: Extract<Expression, { kind: "interval" }>): Typed {
  const invalid = new SqlError("INVALID_LITERAL", `Invalid INTERVAL literal: ${e.value}`, e.at);
  const sign = e.negative ? -1n : 1n;
  const text = e.value.trim();
  const inner = text.startsWith("-") ? -1n : 1n;
  const body = text.replace(/^[+-]/, "");
  if (e.from === "year" || e.from === "month") {
    const parts = e.to === "month" ? /^(\d+)-(\d+)$/.exec(body) : /^(\d+)()$/.exec(body);
    if (parts === null) throw invalid;
    const first = BigInt(parts[1] ?? 0);
    const months = e.from === "year" ? first * 12n + BigInt(parts[2] || 0) : first;
    return { sql: `to_months(CAST(${sign * inner * months} AS INTEGER))`, type: YEAR_TO_MONTH };
  }
  const micros = daySecond(body, e.from, e.to);
  if (micros === undefined) throw invalid;
  return { sql: daysAndMicros(sign * inner * micros), type: DAY_TO_SECOND };
}

function daySecond(body: string, from: string, to: string | undefined): bigint | undefined {
  const units = ["day", "hour", "minute", "second"] as const;
  const first = units.indexOf(from as "day");
  const last = to === undefined ? first : units.indexOf(to as "day");
  const parts = body.split(/[ :]/);
  if (first < 0 || last < first || parts.length !== last - first + 1) return undefined;
  let micros = 0n;
  for (const [index, part] of parts.entries()) {
    const unit = units[first + index] ?? "second";
    const match = /^(\d+)(?:\.(\d{1,9}))?$/.exec(part);
    if (match === null || (match[2] !== undefined && unit !== "second")) return undefined;
    micros += BigInt(match[1] ?? 0) * SECONDS[unit] * 1_000_000n;
    micros += BigInt((match[2] ?? "").padEnd(6, "0").slice(0, 6));
  }
  return micros;
}

function daysAndMicros(micros: bigint): string {
  const day = 86_400_000_000n;
  return `(to_days(CAST(${micros / day} AS INTEGER)) + to_microseconds(${micros % day}))`;
}

function typedLiteral(e: Extract<Expression, { kind: "typed-literal" }>, context: Context): Typed {
  const text: Typed = { sql: quoteText(e.value), type: VARCHAR };
  const invalid = new SqlError(
    "INVALID_LITERAL",
    `'${e.value}' is not a valid ${e.type} literal`,
    e.at,
  );
  switch (e.type) {
    case "date":
      if (!/^\s*[+-]?\d{4,}-\d{1,2}-\d{1,2}\s*$/.test(e.value)) throw invalid;
      return { sql: `CAST(${text.sql} AS DATE)`, type: DATE };
    case "timestamp":
      return timestamp(e.value.trim(), e.at);
    case "time": {
      const fraction = /^\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.(\d+))?)?$/.exec(e.value.trim());
      if (fraction === null) throw invalid;
      const type: SqlType = { kind: "time", precision: fraction[1]?.length ?? 0 };
      return { sql: `CAST(${text.sql} AS TIME)`, type };
    }
    case "decimal":
      return decimal(e.value.trim().replace(/^\+/, ""), e.at);
    case "json":
      return { sql: `CAST(json(${text.sql}) AS VARCHAR)`, type: { kind: "json" } };
    default:
      return cast(text, parseType(e.type, "trino", e.at), "fail", e.at, context.inTry);
  }
}

function decimal(text: string, at: Position): Typed {
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) {
    throw new SqlError("INVALID_LITERAL", `'${text}' is not a valid decimal literal`, at);
  }
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const precision = Math.max(1, whole.replace(/^0+/, "").length + fraction.length);
  if (precision > 38) throw new SqlError("INVALID_LITERAL", `Invalid decimal literal: ${text}`, at);
  const type: SqlType = { kind: "decimal", precision, scale: fraction.length };
  return { sql: `CAST(${quoteText(text)} AS DECIMAL(${precision},${fraction.length}))`, type };
}

const STAMP =
  /^([+-]?\d{4,}-\d{1,2}-\d{1,2})(?:[ ](\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.(\d{1,12}))?)?))?\s*(.*)$/;

function timestamp(value: string, at: Position): Typed {
  const parts = STAMP.exec(value);
  if (parts === null) {
    throw new SqlError("INVALID_LITERAL", `'${value}' is not a valid timestamp literal`, at);
  }
  const [, day = "", clock = "00:00", fraction = "", zone = ""] = parts;
  const time = clock.split(":").map((part) => part.padStart(2, "0"));
  const text = `${day} ${time.join(":")}${time.length === 2 ? ":00" : ""}`;
  const stamp = `CAST(${quoteText(text)} AS TIMESTAMP)`;
  const type: SqlType = { kind: "timestamp", precision: fraction.length, zone: zone !== "" };
  if (zone === "") return { sql: stamp, type };
  return { sql: `trino_with_zone(${stamp}, ${quoteText(zoneName(zone, at))})`, type };
}

/** Gives a zone in Trino's spelling: UTC for every zero offset, ±hh:mm for the others. */
export function zoneName(text: string, at: Position): string {
  const offset = /^([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(text.trim());
  if (offset !== null) {
    const [, sign = "+", hours = "0", minutes = "00"] = offset;
    if (Number(hours) === 0 && Number(minutes) === 0) return "UTC";
    return `${sign}${hours.padStart(2, "0")}:${minutes}`;
  }
  if (/^(utc|gmt|z|ut)$/i.test(text.trim())) return "UTC";
  if (!/^[A-Za-z]+([/_+-][A-Za-z0-9_+-]+)*$/.test(text.trim())) {
    throw new SqlError("INVALID_LITERAL", `Time zone not supported: ${text}`, at);
  }
  return text.trim();
}

function current(e: Extract<Expression, { kind: "current" }>, context: Context): Typed {
  const { now, session } = context.env;
  const iso = now.toISOString();
  const precision = e.precision ?? 3;
  const stamp = `CAST('${iso.slice(0, 10)} ${iso.slice(11, 23)}' AS TIMESTAMP)`;
  switch (e.what) {
    case "date":
      return { sql: `CAST('${iso.slice(0, 10)}' AS DATE)`, type: DATE };
    case "timestamp":
      return { sql: inUtc(stamp), type: { kind: "timestamp", precision, zone: true } };
    case "localtimestamp":
      return { sql: stamp, type: { kind: "timestamp", precision, zone: false } };
    case "localtime":
      return { sql: `CAST('${iso.slice(11, 23)}' AS TIME)`, type: { kind: "time", precision } };
    case "user":
      return { sql: quoteText(session.user), type: VARCHAR };
    case "catalog":
      return { sql: quoteText(session.catalog), type: VARCHAR };
    case "schema":
      return { sql: quoteText(session.schema), type: VARCHAR };
    default:
      throw new SqlError("NOT_SUPPORTED", `current_${e.what} is not supported`, e.at);
  }
}
