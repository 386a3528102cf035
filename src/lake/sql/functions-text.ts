import { raise } from "./cast";
import { SqlError } from "./error";
import { argument, argumentsOf, type Custom, literalText, unexpected } from "./function-arguments";
import { quoteText, type SqlType } from "./types";
import { BIGINT, JSON_TYPE, type Typed, VARCHAR } from "./typing";

const LISTED: SqlType = { kind: "array", element: VARCHAR };

const regexpLike: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const [value, pattern] = [0, 1].map((index) => argument(call, args, index, VARCHAR).sql);
  return { sql: `regexp_matches(${value}, ${pattern})`, type: { kind: "boolean" } };
};

const regexpExtract =
  (all: boolean): Custom =>
  (call, context) => {
    const args = argumentsOf(call, context, 2, 3);
    const [value, pattern] = [0, 1].map((index) => argument(call, args, index, VARCHAR).sql);
    const group = args[2] === undefined ? "0" : argument(call, args, 2).sql;
    if (all) return { sql: `regexp_extract_all(${value}, ${pattern}, ${group})`, type: LISTED };
    const found = `regexp_extract(${value}, ${pattern}, ${group})`;
    return {
      sql: `CASE WHEN regexp_matches(${value}, ${pattern}) THEN ${found} END`,
      type: VARCHAR,
    };
  };

const regexpReplace: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2, 3);
  const [value, pattern] = [0, 1].map((index) => argument(call, args, index, VARCHAR).sql);
  const by = args[2] === undefined ? "''" : quoteText(replacement(literalText(call, 2, context)));
  return { sql: `regexp_replace(${value}, ${pattern}, ${by}, 'g')`, type: VARCHAR };
};

/** Turns $1 and \\$ of a Java replacement into \\1 and $ as RE2 writes them. */
function replacement(text: string): string {
  return text.replace(/\\(.)|\$(\d)|\\/gs, (_all, escaped: string | undefined, group: string) => {
    if (escaped !== undefined) return escaped === "\\" ? "\\\\" : escaped;
    return group === undefined ? "\\\\" : `\\${group}`;
  });
}

const regexpCount: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const [value, pattern] = [0, 1].map((index) => argument(call, args, index, VARCHAR).sql);
  return { sql: `CAST(len(regexp_extract_all(${value}, ${pattern})) AS BIGINT)`, type: BIGINT };
};

const regexpSplit: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const [value, pattern] = [0, 1].map((index) => argument(call, args, index, VARCHAR).sql);
  return { sql: `regexp_split_to_array(${value}, ${pattern})`, type: LISTED };
};

/** Turns a JSON path as Trino takes it into DuckDB's; what neither means the same by is refused. */
function jsonPath(text: string): string | undefined {
  const steps = /^\$((?:\.[\w:-]+|\["[^"]*"\]|\['[^']*'\]|\[\d+\])*)$/.exec(text.trim());
  if (steps === null) return undefined;
  const path = (steps[1] ?? "").replace(
    /\.([\w:-]+)|\["([^"]*)"\]|\['([^']*)'\]|(\[\d+\])/g,
    (_all, word, double, single, index) => index ?? `."${word ?? double ?? single}"`,
  );
  return `$${path}`;
}

const jsonExtract =
  (scalar: boolean): Custom =>
  (call, context) => {
    const args = argumentsOf(call, context, 2);
    const value = argument(call, args, 0);
    if (!["json", "varchar", "unknown"].includes(value.type.kind)) throw unexpected(call, args);
    const text = literalText(call, 1, context);
    const path = jsonPath(text);
    if (path === undefined) {
      throw new SqlError(
        "INVALID_FUNCTION_ARGUMENT",
        `Invalid JSON path: '${text}'`,
        call.args[1]?.at,
      );
    }
    const found = `json_extract(${value.sql}, ${quoteText(path)})`;
    const valid = (sql: string) =>
      value.type.kind === "json" ? sql : `CASE WHEN json_valid(${value.sql}) THEN ${sql} END`;
    if (!scalar) return { sql: valid(`CAST(${found} AS VARCHAR)`), type: JSON_TYPE };
    const string = `json_extract_string(${value.sql}, ${quoteText(path)})`;
    const only = `CASE WHEN json_type(${found}) NOT IN ('OBJECT', 'ARRAY') THEN ${string} END`;
    return { sql: valid(only), type: VARCHAR };
  };

const jsonSize: Custom = (call, context) => {
  const found = jsonExtract(false)(call, context);
  return { sql: `trino_json_size(${found.sql})`, type: BIGINT };
};

const jsonArrayGet: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const [value, index] = [argument(call, args, 0), argument(call, args, 1, BIGINT)];
  return { sql: `CAST(json_extract(${value.sql}, ${index.sql}) AS VARCHAR)`, type: JSON_TYPE };
};

const jsonArrayContains: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const [value, item] = [argument(call, args, 0), argument(call, args, 1)];
  const sql = `json_contains(CAST(${value.sql} AS JSON), to_json(${item.sql}))`;
  return { sql, type: { kind: "boolean" } };
};

const FORMAT = /%(?:(\d+)\$)?([-+, 0#(]*)(\d+)?(?:\.(\d+))?([sdfexX%n])/g;

/** Writes FORMAT for the conversions that DuckDB's printf has in common with Java. */
const format: Custom = (call, context) => {
  const args = argumentsOf(call, context, 1, 127);
  const text = literalText(call, 0, context);
  const values: string[] = [];
  let next = 1;
  const rest = text.replace(FORMAT, "");
  if (rest.includes("%")) {
    throw new SqlError("INVALID_FUNCTION_ARGUMENT", `Invalid format string: ${text}`, call.at);
  }
  const pattern = text.replace(
    FORMAT,
    (_all, place, flags: string, width, digits, kind: string) => {
      if (kind === "%") return "%%";
      if (kind === "n") return "\n";
      const value = argument(call, args, place === undefined ? next++ : Number(place));
      if (/[,(]/.test(flags)) {
        throw new SqlError("NOT_SUPPORTED", `format flag '${flags}' is not supported`, call.at);
      }
      values.push(formatted(kind, value));
      return `%${flags}${width ?? ""}${digits === undefined ? "" : `.${digits}`}${kind}`;
    },
  );
  return { sql: `printf(${[quoteText(pattern), ...values].join(", ")})`, type: VARCHAR };
};

function formatted(kind: string, value: Typed): string {
  if (kind === "s") return `CAST(${value.sql} AS VARCHAR)`;
  return kind === "f" || kind === "e"
    ? `CAST(${value.sql} AS DOUBLE)`
    : `CAST(${value.sql} AS BIGINT)`;
}

const normalize: Custom = (call, context) => {
  const args = argumentsOf(call, context, 1, 2);
  const value = argument(call, args, 0, VARCHAR).sql;
  const form = args[1] === undefined ? "NFC" : literalText(call, 1, context);
  return { sql: `trino_normalize(${value}, ${quoteText(form)})`, type: VARCHAR };
};

const splitPart: Custom = (call, context) => {
  const args = argumentsOf(call, context, 3);
  const [value, by] = [0, 1].map((index) => argument(call, args, index, VARCHAR).sql);
  const place = argument(call, args, 2, BIGINT).sql;
  const found = `trino_split_part(${value}, ${by}, ${place})`;
  if (/^CAST\([1-9]\d* AS BIGINT\)$/.test(place)) return { sql: found, type: VARCHAR };
  const code = "INVALID_FUNCTION_ARGUMENT";
  const failed = raise(code, "Index must be greater than zero", VARCHAR, context.inTry);
  return { sql: `CASE WHEN ${place} <= 0 THEN ${failed} ELSE ${found} END`, type: VARCHAR };
};

/** Holds the functions on texts that need a pattern, a path or a format. */
export const TEXTS: readonly (readonly [string, Custom])[] = [
  ["split_part", splitPart],
  ["regexp_like", regexpLike],
  ["regexp_extract", regexpExtract(false)],
  ["regexp_extract_all", regexpExtract(true)],
  ["regexp_replace", regexpReplace],
  ["regexp_count", regexpCount],
  ["regexp_split", regexpSplit],
  ["json_extract", jsonExtract(false)],
  ["json_extract_scalar", jsonExtract(true)],
  ["json_size", jsonSize],
  ["json_array_get", jsonArrayGet],
  ["json_array_contains", jsonArrayContains],
  ["format", format],
  ["normalize", normalize],
];
