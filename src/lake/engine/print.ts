import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { RowField, SqlType } from "../sql/types";

/** Prints a double as Java does: 0.1, 1.0, 1.0E10, NaN, Infinity. */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

/** Prints a 32-bit float with the fewest digits that still name it. */
export function javaFloat(value: number): string {
  if (!Number.isFinite(value)) return javaDouble(value);
  for (let digits = 1; digits <= 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return javaDouble(short);
  }
  return javaDouble(value);
}

function decimalText({ value, scale }: DuckDBDecimalValue): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const sign = value < 0n ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const pad = (value: number | bigint, width: number): string =>
  value.toString().padStart(width, "0");

/** Prints a count of days since 1970-01-01 as a date. */
export function dateText(days: number): string {
  const date = new Date(days * 86_400_000);
  const year = date.getUTCFullYear();
  const sign = year < 0 ? "-" : "";
  const month = pad(date.getUTCMonth() + 1, 2);
  return `${sign}${pad(Math.abs(year), 4)}-${month}-${pad(date.getUTCDate(), 2)}`;
}

const floorDiv = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));

function timeText(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const millis = (micros / 1000n) % 1000n;
  return `${clock.map((part) => pad(part, 2)).join(":")}.${pad(millis, 3)}`;
}

function timestampText(micros: bigint): string {
  const day = 86_400_000_000n;
  const days = floorDiv(micros, day);
  return `${dateText(Number(days))} ${timeText(micros - days * day)}`;
}

function blobText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function intervalText({ months, days, micros }: DuckDBIntervalValue, type: SqlType): string {
  if (type.kind === "interval year to month") {
    const size = Math.abs(months);
    return `${months < 0 ? "-" : ""}${Math.trunc(size / 12)}-${size % 12}`;
  }
  const day = 86_400_000_000n;
  const total = BigInt(days) * day + micros;
  const size = total < 0n ? -total : total;
  return `${total < 0n ? "-" : ""}${size / day} ${timeText(size % day)}`;
}

/** Answers how far a zone is ahead of UTC at an instant, in microseconds. */
function zoneOffset(zone: string, micros: bigint): bigint {
  const fixed = zone.match(/^([+-])(\d\d):(\d\d)$/);
  if (fixed !== null) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return BigInt(fixed[1] === "-" ? -minutes : minutes) * 60_000_000n;
  }
  if (zone === "UTC" || zone === "Z") return 0n;
  const millis = Number(floorDiv(micros, 1000n));
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(millis);
  const part = (name: string): number =>
    Number(parts.find(({ type }) => type === name)?.value ?? 0);
  const local = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return BigInt(local - Math.floor(millis / 1000) * 1000) * 1000n;
}

function zonedText(value: DuckDBStructValue): string {
  const instant = value.entries["u"];
  const zone = String(value.entries["z"] ?? "UTC");
  if (!(instant instanceof DuckDBTimestampValue)) return value.toString();
  return `${timestampText(instant.micros + zoneOffset(zone, instant.micros))} ${zone}`;
}

function nestedText(value: DuckDBValue | undefined, type: SqlType): string {
  return printValue(value ?? null, type) ?? "null";
}

function rowText(value: DuckDBStructValue, fields: readonly RowField[]): string {
  const inDuck = Object.values(value.entries);
  const texts = fields.map(
    ({ name, type }, index) => `${name ?? `field${index}`}=${nestedText(inDuck[index], type)}`,
  );
  return `{${texts.join(", ")}}`;
}

function containerText(value: DuckDBValue, type: SqlType): string | undefined {
  if (value instanceof DuckDBListValue && type.kind === "array") {
    return `[${value.items.map((item) => nestedText(item, type.element)).join(", ")}]`;
  }
  if (value instanceof DuckDBMapValue && type.kind === "map") {
    const entries = value.entries.map(
      (entry) => `${nestedText(entry.key, type.key)}=${nestedText(entry.value, type.value)}`,
    );
    return `{${entries.join(", ")}}`;
  }
  if (!(value instanceof DuckDBStructValue)) return undefined;
  if (type.kind === "row") return rowText(value, type.fields);
  return type.kind === "timestamp" && type.zone ? zonedText(value) : undefined;
}

function temporalText(value: DuckDBValue, type: SqlType): string | undefined {
  if (value instanceof DuckDBDateValue) return dateText(value.days);
  if (value instanceof DuckDBTimestampValue) return timestampText(value.micros);
  if (value instanceof DuckDBTimeValue) return timeText(value.micros);
  if (value instanceof DuckDBIntervalValue) return intervalText(value, type);
  return undefined;
}

/** Prints a value of a type as Athena's results show it; NULL is undefined. */
export function printValue(value: DuckDBValue, type: SqlType): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") {
    if (type.kind === "double") return javaDouble(value);
    return type.kind === "real" ? javaFloat(value) : String(value);
  }
  if (value instanceof DuckDBDecimalValue) return decimalText(value);
  if (value instanceof DuckDBBlobValue) return blobText(value.bytes);
  return temporalText(value, type) ?? containerText(value, type) ?? value.toString();
}
