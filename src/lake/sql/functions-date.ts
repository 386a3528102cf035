import { cast } from "./cast";
import { inUtc, local } from "./cast-text";
import { emitLiteral, zoneName } from "./emit-literal";
import { instant, onInstant } from "./emit-operator";
import type { Context } from "./environment";
import { SqlError } from "./error";
import { argument, argumentsOf, type Custom, literalText, unexpected } from "./function-arguments";
import type { CallExpression } from "./syntax";
import { quoteText } from "./types";
import { BIGINT, commonType, DATE, TIMESTAMP, TIMESTAMP_TZ, type Typed, VARCHAR } from "./typing";

const UNITS = [
  "millisecond",
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "month",
  "quarter",
  "year",
];

function unit(call: CallExpression, context: Context): string {
  const text = literalText(call, 0, context).toLowerCase();
  if (UNITS.includes(text)) return text;
  const message = `'${text}' is not a valid TIMESTAMP field`;
  throw new SqlError("INVALID_FUNCTION_ARGUMENT", message, call.args[0]?.at ?? call.at);
}

const dateTrunc: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const value = argument(call, args, 1);
  const field = quoteText(unit(call, context));
  const { type } = value;
  if (type.kind === "date")
    return { sql: `CAST(date_trunc(${field}, ${value.sql}) AS DATE)`, type };
  if (type.kind !== "timestamp") throw unexpected(call, args);
  if (!type.zone) return { sql: `date_trunc(${field}, ${value.sql})`, type };
  const truncated = `date_trunc(${field}, ${local(value)})`;
  return { sql: `trino_at_zone(${truncated}, (${value.sql}).z)`, type };
};

const dateAdd: Custom = (call, context) => {
  const args = argumentsOf(call, context, 3);
  const field = unit(call, context);
  const count = argument(call, args, 1, BIGINT).sql;
  const value = argument(call, args, 2);
  const whole = `CAST(${count} AS INTEGER)`;
  const intervals = new Map([
    ["millisecond", `to_microseconds(${count} * 1000)`],
    ["second", `to_seconds(${count})`],
    ["minute", `to_minutes(${count})`],
    ["hour", `to_hours(${count})`],
    ["day", `to_days(${whole})`],
    ["week", `to_days(${whole} * 7)`],
    ["month", `to_months(${whole})`],
    ["quarter", `to_months(${whole} * 3)`],
    ["year", `to_years(${whole})`],
  ]);
  const interval = intervals.get(field) ?? "";
  const { type } = value;
  if (type.kind === "date") {
    if (UNITS.indexOf(field) < UNITS.indexOf("day")) {
      const text = `'${field}' is not a valid DATE field`;
      throw new SqlError("INVALID_FUNCTION_ARGUMENT", text, call.at);
    }
    return { sql: `CAST((${value.sql} + ${interval}) AS DATE)`, type };
  }
  if (type.kind !== "timestamp") throw unexpected(call, args);
  return { sql: onInstant(value, (u) => `(${u} + ${interval})`), type };
};

/** Counts whole units between two moments, where DuckDB's date_diff counts crossed borders. */
const dateDiff: Custom = (call, context) => {
  const args = argumentsOf(call, context, 3);
  const field = quoteText(unit(call, context));
  const [from, to] = [argument(call, args, 1), argument(call, args, 2)];
  const common = commonType(from.type, to.type);
  if (common?.kind !== "date" && common?.kind !== "timestamp") throw unexpected(call, args);
  const texts = [from, to].map((value) => {
    const same = cast(value, common, "fail", call.at, context.inTry);
    return `CAST(${instant(same)} AS TIMESTAMP)`;
  });
  return { sql: `datesub(${field}, ${texts.join(", ")})`, type: BIGINT };
};

const MYSQL = new Map([
  ..."a b d f H j m p S T W Y y".split(" ").map((letter) => [letter, `%${letter}`] as const),
  ["c", "%-m"],
  ["e", "%-d"],
  ["h", "%I"],
  ["I", "%I"],
  ["i", "%M"],
  ["k", "%-H"],
  ["l", "%-I"],
  ["M", "%B"],
  ["r", "%I:%M:%S %p"],
  ["s", "%S"],
  ["T", "%H:%M:%S"],
  ["v", "%V"],
  ["W", "%A"],
  ["x", "%G"],
  ["%", "%%"],
]);

function mysqlFormat(call: CallExpression, context: Context): string {
  const text = literalText(call, 1, context);
  return text.replace(/%(.)/gs, (all, letter: string) => {
    const found = MYSQL.get(letter);
    if (found !== undefined) return found;
    if (!/[DUuVwX]/.test(letter)) return letter;
    const message = `${all} not supported in date format string`;
    throw new SqlError("INVALID_FUNCTION_ARGUMENT", message, call.args[1]?.at ?? call.at);
  });
}

function stamp(call: CallExpression, args: readonly Typed[], index: number): string {
  const value = argument(call, args, index);
  if (value.type.kind === "date") return `CAST(${value.sql} AS TIMESTAMP)`;
  if (value.type.kind !== "timestamp") throw unexpected(call, args);
  return local(value);
}

const dateFormat: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const text = quoteText(mysqlFormat(call, context));
  return { sql: `strftime(${stamp(call, args, 0)}, ${text})`, type: VARCHAR };
};

const dateParse: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const text = quoteText(mysqlFormat(call, context));
  return { sql: `strptime(${argument(call, args, 0, VARCHAR).sql}, ${text})`, type: TIMESTAMP };
};

const JODA = new Map([
  ["y", "%Y"],
  ["Y", "%Y"],
  ["yyyy", "%Y"],
  ["YYYY", "%Y"],
  ["uuuu", "%Y"],
  ["yy", "%y"],
  ["MMMM", "%B"],
  ["MMM", "%b"],
  ["MM", "%m"],
  ["M", "%-m"],
  ["dd", "%d"],
  ["d", "%-d"],
  ["DDD", "%j"],
  ["HH", "%H"],
  ["H", "%-H"],
  ["hh", "%I"],
  ["h", "%-I"],
  ["mm", "%M"],
  ["m", "%-M"],
  ["ss", "%S"],
  ["s", "%-S"],
  ["SSS", "%g"],
  ["SSSSSS", "%f"],
  ["a", "%p"],
  ["EEEE", "%A"],
  ["EEE", "%a"],
  ["E", "%a"],
  ["e", "%u"],
  ["xxxx", "%G"],
  ["ww", "%V"],
]);

function jodaFormat(call: CallExpression, context: Context): string {
  const text = literalText(call, 1, context);
  return text.replace(/'((?:[^']|'')*)'|([A-Za-z])\2*|%/g, (all, quoted: string | undefined) => {
    if (all === "%") return "%%";
    if (quoted !== undefined)
      return (quoted === "" ? "'" : quoted.replaceAll("''", "'")).replaceAll("%", "%%");
    const found = JODA.get(all);
    if (found !== undefined) return found;
    const message = `Invalid date/time pattern: ${all}`;
    throw new SqlError("INVALID_FUNCTION_ARGUMENT", message, call.args[1]?.at ?? call.at);
  });
}

const formatDatetime: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const text = quoteText(jodaFormat(call, context));
  return { sql: `strftime(${stamp(call, args, 0)}, ${text})`, type: VARCHAR };
};

const parseDatetime: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const text = quoteText(jodaFormat(call, context));
  const parsed = `strptime(${argument(call, args, 0, VARCHAR).sql}, ${text})`;
  return { sql: inUtc(parsed), type: TIMESTAMP_TZ };
};

const atTimezone: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const value = argument(call, args, 0);
  if (value.type.kind !== "timestamp") throw unexpected(call, args);
  const zone = quoteText(zoneName(literalText(call, 1, context), call.at));
  const { precision } = value.type;
  return {
    sql: `{'u': ${instant(value)}, 'z': ${zone}}`,
    type: { kind: "timestamp", precision, zone: true },
  };
};

const withTimezone: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const value = argument(call, args, 0);
  if (value.type.kind !== "timestamp" || value.type.zone) throw unexpected(call, args);
  const zone = quoteText(zoneName(literalText(call, 1, context), call.at));
  const { precision } = value.type;
  return {
    sql: `trino_with_zone(${value.sql}, ${zone})`,
    type: { kind: "timestamp", precision, zone: true },
  };
};

const dateOf: Custom = (call, context) => {
  const value = argument(call, argumentsOf(call, context, 1), 0);
  return cast(value, DATE, "fail", call.at, context.inTry);
};

const now =
  (what: string): Custom =>
  (call, context) => {
    argumentsOf(call, context, 0);
    return emitLiteral({ kind: "current", at: call.at, what, precision: undefined }, context);
  };

const currentTimezone: Custom = () => ({ sql: "'UTC'", type: VARCHAR });

/** Holds the functions on dates and times. */
export const DATES: readonly (readonly [string, Custom])[] = [
  ["date", dateOf],
  ["date_trunc", dateTrunc],
  ["date_add", dateAdd],
  ["date_diff", dateDiff],
  ["date_format", dateFormat],
  ["date_parse", dateParse],
  ["format_datetime", formatDatetime],
  ["parse_datetime", parseDatetime],
  ["at_timezone", atTimezone],
  ["with_timezone", withTimezone],
  ["now", now("timestamp")],
  ["current_timezone", currentTimezone],
];
