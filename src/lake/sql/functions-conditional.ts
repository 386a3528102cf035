import { coerce, raise, unify } from "./cast";
import { condition, equal, instant } from "./emit-operator";
import { argument, argumentsOf, type Custom, unexpected } from "./function-arguments";
import { duckText, quoteText, type SqlType, typeText } from "./types";
import { commonType, UNKNOWN, VARCHAR } from "./typing";

const ifFunction: Custom = (call, context) => {
  const [test, then, otherwise] = call.args;
  if (test === undefined || then === undefined || call.args.length > 3) throw unexpected(call, []);
  const text = condition(test, { ...context, clause: "IF condition" });
  const branches = [then, ...(otherwise === undefined ? [] : [otherwise])];
  const [yes, no] = unify(
    branches.map((one) => context.env.expression(one, context)),
    call.at,
  );
  const last = no === undefined ? "" : ` ELSE ${no.sql}`;
  return { sql: `CASE WHEN ${text} THEN ${yes?.sql}${last} END`, type: yes?.type ?? UNKNOWN };
};

const coalesce: Custom = (call, context) => {
  const args = unify(argumentsOf(call, context, 2, 1000), call.at);
  return {
    sql: `coalesce(${args.map((arg) => arg.sql).join(", ")})`,
    type: args[0]?.type ?? UNKNOWN,
  };
};

const nullif: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const value = argument(call, args, 0);
  const same = equal(value, argument(call, args, 1), call.at).sql;
  const type = value.type.kind === "unknown" ? "" : duckText(value.type);
  const sql =
    type === "" ? "NULL" : `CASE WHEN ${same} THEN CAST(NULL AS ${type}) ELSE ${value.sql} END`;
  return { sql, type: value.type };
};

const tryFunction: Custom = (call, context) => {
  const [arg] = call.args;
  if (arg === undefined || call.args.length > 1) throw unexpected(call, []);
  const seen = { aggregate: false };
  const value = context.env.expression(arg, { ...context, inTry: true, seen });
  if (seen.aggregate) context.seen.aggregate = true;
  if (!seen.aggregate && !/ OVER \(|\(SELECT |\(WITH /.test(value.sql)) {
    return { sql: `TRY(${value.sql})`, type: value.type };
  }
  return context.env.expression(arg, { ...context, inTry: "null" });
};

const typeofFunction: Custom = (call, context) => {
  const value = argument(call, argumentsOf(call, context, 1), 0);
  return { sql: quoteText(typeText(value.type)), type: VARCHAR };
};

const failFunction: Custom = (call, context) => {
  const value = argument(call, argumentsOf(call, context, 1), 0, VARCHAR);
  const sql = context.inTry
    ? raise("GENERIC_USER_ERROR", "failed", { kind: "boolean" }, true)
    : `error('GENERIC_USER_ERROR: ' || ${value.sql})`;
  return { sql, type: UNKNOWN };
};

/** Writes GREATEST or LEAST, which are NULL as soon as one argument is. */
const extreme =
  (name: "greatest" | "least"): Custom =>
  (call, context) => {
    const args = unify(argumentsOf(call, context, 1, 1000), call.at);
    const type = args[0]?.type ?? UNKNOWN;
    const texts = args.map((arg) => arg.sql);
    const missing = texts.map((text) => `${text} IS NULL`).join(" OR ");
    return { sql: `CASE WHEN ${missing} THEN NULL ELSE ${name}(${texts.join(", ")}) END`, type };
  };

const elementAt: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  const base = argument(call, args, 0);
  const { type } = base;
  if (type.kind === "array") {
    const index = argument(call, args, 1, { kind: "bigint" });
    const zero = raise(
      "INVALID_FUNCTION_ARGUMENT",
      "SQL array indices start at 1",
      type.element,
      context.inTry,
    );
    const sql = `CASE WHEN ${index.sql} = 0 THEN ${zero} ELSE (${base.sql})[${index.sql}] END`;
    return {
      sql: index.sql.match(/^CAST\(-?[1-9]\d* AS BIGINT\)$/) ? `(${base.sql})[${index.sql}]` : sql,
      type: type.element,
    };
  }
  if (type.kind === "map") {
    const key = argument(call, args, 1, type.key);
    return { sql: `map_extract_value(${base.sql}, ${key.sql})`, type: type.value };
  }
  throw unexpected(call, args);
};

const sequence: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2, 3);
  const common = commonType(argument(call, args, 0).type, argument(call, args, 1).type);
  if (common?.kind === "date" || common?.kind === "timestamp") {
    const [start, stop] = [
      coerce(argument(call, args, 0), common, call.at),
      coerce(argument(call, args, 1), common, call.at),
    ];
    const step = args[2]?.sql ?? "to_days(1)";
    const list = `generate_series(CAST(${instant(start)} AS TIMESTAMP), CAST(${instant(stop)} AS TIMESTAMP), ${step})`;
    const type: SqlType = { kind: "array", element: common };
    return { sql: `CAST(${list} AS ${duckText(type)})`, type };
  }
  const [start, stop] = [0, 1].map((index) => argument(call, args, index, { kind: "bigint" }).sql);
  const step =
    args[2] === undefined
      ? `CASE WHEN ${stop} >= ${start} THEN 1 ELSE -1 END`
      : argument(call, args, 2, { kind: "bigint" }).sql;
  return {
    sql: `generate_series(${start}, ${stop}, ${step})`,
    type: { kind: "array", element: { kind: "bigint" } },
  };
};

const concatFunction: Custom = (call, context) => {
  const args = argumentsOf(call, context, 1, 127);
  const first = argument(call, args, 0);
  if (args.length === 1) return first;
  if (args.some(({ type }) => type.kind === "array")) {
    const arrays = unify(
      args.map((arg) =>
        arg.type.kind === "array"
          ? arg
          : { sql: `[${arg.sql}]`, type: { kind: "array" as const, element: arg.type } },
      ),
      call.at,
    );
    const sql = arrays.map((arg) => arg.sql).reduce((a, b) => `trino_concat_arrays(${a}, ${b})`);
    return { sql, type: arrays[0]?.type ?? first.type };
  }
  const allowed = ["varchar", "char", "unknown"];
  const bytes = args.every(({ type }) => type.kind === "varbinary");
  if (!bytes && !args.every(({ type }) => allowed.includes(type.kind)))
    throw unexpected(call, args);
  const texts = args.map((arg) =>
    arg.type.kind === "unknown" ? "CAST(NULL AS VARCHAR)" : arg.sql,
  );
  return { sql: `(${texts.join(" || ")})`, type: bytes ? first.type : VARCHAR };
};

/** Holds the functions that choose between values or work on any type. */
export const CONDITIONAL: readonly (readonly [string, Custom])[] = [
  ["if", ifFunction],
  ["coalesce", coalesce],
  ["nullif", nullif],
  ["try", tryFunction],
  ["typeof", typeofFunction],
  ["fail", failFunction],
  ["greatest", extreme("greatest")],
  ["least", extreme("least")],
  ["element_at", elementAt],
  ["sequence", sequence],
  ["concat", concatFunction],
];
