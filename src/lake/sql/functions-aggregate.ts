import { coerce } from "./cast";
import { divideDecimals } from "./emit-operator";
import { type Position, SqlError } from "./error";
import { duckText, type SqlType, typeText } from "./types";
import { BIGINT, BOOLEAN, DOUBLE, isInteger, isNumber, REAL, type Typed, VARCHAR } from "./typing";

/** Writes calls of DuckDB aggregates with the DISTINCT, ORDER BY, FILTER and OVER of the call. */
export interface AggregateCall {
  readonly star: boolean;
  readonly apply: (name: string, ...args: readonly string[]) => string;
  /** Does the same without DISTINCT and ORDER BY. */
  readonly each: (name: string, ...args: readonly string[]) => string;
}

type AggregateRule = (args: readonly Typed[], call: AggregateCall, at: Position) => Typed;

function wrong(name: string, args: readonly Typed[], at: Position): SqlError {
  const given = args.map((arg) => typeText(arg.type)).join(", ");
  return new SqlError(
    "FUNCTION_NOT_FOUND",
    `Unexpected parameters (${given}) for function ${name}`,
    at,
  );
}

const same = (name: string, duck: string): [string, AggregateRule] => [
  name,
  (args, call, at) => {
    const [value] = args;
    if (value === undefined || args.length !== 1) throw wrong(name, args, at);
    return { sql: call.apply(duck, value.sql), type: value.type };
  },
];

const doubles = (name: string, duck: string, count = 1): [string, AggregateRule] => [
  name,
  (args, call, at) => {
    if (args.length !== count || !args.every(({ type }) => isNumber(type)))
      throw wrong(name, args, at);
    const texts = args.map((arg) => coerce(arg, DOUBLE, at).sql);
    return { sql: call.apply(duck, ...texts), type: DOUBLE };
  },
];

const flags = (name: string, duck: string): [string, AggregateRule] => [
  name,
  (args, call, at) => {
    const [value] = args;
    if (value?.type.kind !== "boolean") throw wrong(name, args, at);
    return { sql: call.apply(duck, value.sql), type: BOOLEAN };
  },
];

const extreme = (name: string, duck: string): [string, AggregateRule] => [
  name,
  (args, call, at) => {
    const [value, count] = args;
    if (value === undefined) throw wrong(name, args, at);
    if (count === undefined) return { sql: call.apply(duck, value.sql), type: value.type };
    const type: SqlType = { kind: "array", element: value.type };
    return { sql: call.apply(duck, value.sql, count.sql), type };
  },
];

const extremeBy = (name: string, duck: string): [string, AggregateRule] => [
  name,
  (args, call, at) => {
    const [value, by, count] = args;
    if (value === undefined || by === undefined) throw wrong(name, args, at);
    if (count === undefined)
      return { sql: call.apply(`${duck}_null`, value.sql, by.sql), type: value.type };
    const type: SqlType = { kind: "array", element: value.type };
    return { sql: call.apply(duck, value.sql, by.sql, count.sql), type };
  },
];

const bits = (name: string, duck: string): [string, AggregateRule] => [
  name,
  (args, call, at) => {
    const [value] = args;
    if (value === undefined || !isInteger(value.type)) throw wrong(name, args, at);
    return { sql: call.apply(duck, coerce(value, BIGINT, at).sql), type: BIGINT };
  },
];

function count(args: readonly Typed[], call: AggregateCall): Typed {
  const sql =
    call.star || args.length === 0
      ? call.apply("count", "*")
      : call.apply("count", args[0]?.sql ?? "*");
  return { sql, type: BIGINT };
}

function sum(args: readonly Typed[], call: AggregateCall, at: Position): Typed {
  const [value] = args;
  if (value === undefined || args.length !== 1) throw wrong("sum", args, at);
  const { type } = value;
  if (isInteger(type) || type.kind === "unknown") {
    return { sql: `CAST(${call.apply("sum", value.sql)} AS BIGINT)`, type: BIGINT };
  }
  if (type.kind === "decimal") {
    const total: SqlType = { kind: "decimal", precision: 38, scale: type.scale };
    return { sql: `CAST(${call.apply("sum", value.sql)} AS ${duckText(total)})`, type: total };
  }
  if (type.kind === "real")
    return { sql: `CAST(${call.apply("sum", value.sql)} AS FLOAT)`, type: REAL };
  if (type.kind === "double" || type.kind.startsWith("interval")) {
    return { sql: call.apply("sum", value.sql), type };
  }
  throw wrong("sum", args, at);
}

/** Averages a decimal exactly and in its own scale, where DuckDB would go through a double. */
function avg(args: readonly Typed[], call: AggregateCall, at: Position): Typed {
  const [value] = args;
  if (value === undefined || args.length !== 1 || !isNumber(value.type))
    throw wrong("avg", args, at);
  const { type } = value;
  if (type.kind === "decimal") {
    const total = { kind: "decimal" as const, precision: 38, scale: type.scale };
    const left = {
      sql: `CAST(${call.apply("sum", value.sql)} AS ${duckText(total)})`,
      type: total,
    };
    const times = { kind: "decimal" as const, precision: 19, scale: 0 };
    const right = { sql: `nullif(${call.apply("count", value.sql)}, 0)`, type: times };
    return { sql: divideDecimals(left, right, type, false), type };
  }
  if (type.kind === "real")
    return { sql: `CAST(${call.apply("avg", value.sql)} AS FLOAT)`, type: REAL };
  return { sql: call.apply("avg", coerce(value, DOUBLE, at).sql), type: DOUBLE };
}

function arrayAgg(args: readonly Typed[], call: AggregateCall, at: Position): Typed {
  const [value] = args;
  if (value === undefined || args.length !== 1) throw wrong("array_agg", args, at);
  return { sql: call.apply("list", value.sql), type: { kind: "array", element: value.type } };
}

function approxPercentile(args: readonly Typed[], call: AggregateCall, at: Position): Typed {
  const [value, share, third] = args;
  if (value === undefined || share === undefined || third !== undefined || !isNumber(value.type)) {
    throw wrong("approx_percentile", args, at);
  }
  const many = share.type.kind === "array";
  const wanted: SqlType = many ? { kind: "array", element: DOUBLE } : DOUBLE;
  const type: SqlType = many ? { kind: "array", element: value.type } : value.type;
  return { sql: call.apply("quantile_disc", value.sql, coerce(share, wanted, at).sql), type };
}

function mapAgg(args: readonly Typed[], call: AggregateCall, at: Position): Typed {
  const [key, value] = args;
  if (key === undefined || value === undefined) throw wrong("map_agg", args, at);
  const entry = `CASE WHEN ${key.sql} IS NOT NULL THEN {'k': ${key.sql}, 'v': ${value.sql}} END`;
  const entries = `list_filter(${call.apply("list", entry)}, lambda e: e IS NOT NULL)`;
  const keys = `list_distinct(list_transform(${entries}, lambda e: e.k))`;
  const first = `list_transform(${keys}, lambda k: list_filter(${entries}, lambda e: e.k = k)[1].v)`;
  return { sql: `map(${keys}, ${first})`, type: { kind: "map", key: key.type, value: value.type } };
}

function histogram(args: readonly Typed[], call: AggregateCall, at: Position): Typed {
  const [key] = args;
  if (key === undefined || args.length !== 1) throw wrong("histogram", args, at);
  const type: SqlType = { kind: "map", key: key.type, value: BIGINT };
  return { sql: `CAST(${call.apply("histogram", key.sql)} AS ${duckText(type)})`, type };
}

function listagg(args: readonly Typed[], call: AggregateCall, at: Position): Typed {
  const [value, separator] = args;
  if (value === undefined || !["varchar", "char"].includes(value.type.kind))
    throw wrong("listagg", args, at);
  return { sql: call.apply("string_agg", value.sql, separator?.sql ?? "''"), type: VARCHAR };
}

/** Holds the aggregates, each of which also works with OVER. */
export const AGGREGATES: ReadonlyMap<string, AggregateRule> = new Map<string, AggregateRule>([
  ["count", count],
  [
    "count_if",
    (args, call, at) => {
      if (args[0]?.type.kind !== "boolean") throw wrong("count_if", args, at);
      return { sql: `CAST(${call.apply("count_if", args[0].sql)} AS BIGINT)`, type: BIGINT };
    },
  ],
  ["sum", sum],
  ["avg", avg],
  extreme("min", "min"),
  extreme("max", "max"),
  extremeBy("min_by", "arg_min"),
  extremeBy("max_by", "arg_max"),
  same("arbitrary", "any_value"),
  same("any_value", "any_value"),
  flags("bool_and", "bool_and"),
  flags("every", "bool_and"),
  flags("bool_or", "bool_or"),
  ["array_agg", arrayAgg],
  [
    "approx_distinct",
    (args, call, at) => {
      const [value] = args;
      if (value === undefined) throw wrong("approx_distinct", args, at);
      return { sql: call.each("count", `DISTINCT ${value.sql}`), type: BIGINT };
    },
  ],
  ["approx_percentile", approxPercentile],
  ["map_agg", mapAgg],
  ["histogram", histogram],
  ["listagg", listagg],
  bits("bitwise_and_agg", "bit_and"),
  bits("bitwise_or_agg", "bit_or"),
  bits("bitwise_xor_agg", "bit_xor"),
  doubles("stddev", "stddev_samp"),
  doubles("stddev_samp", "stddev_samp"),
  doubles("stddev_pop", "stddev_pop"),
  doubles("variance", "var_samp"),
  doubles("var_samp", "var_samp"),
  doubles("var_pop", "var_pop"),
  doubles("skewness", "skewness"),
  doubles("kurtosis", "kurtosis"),
  doubles("geometric_mean", "geomean"),
  doubles("corr", "corr", 2),
  doubles("covar_pop", "covar_pop", 2),
  doubles("covar_samp", "covar_samp", 2),
  doubles("regr_slope", "regr_slope", 2),
  doubles("regr_intercept", "regr_intercept", 2),
]);
