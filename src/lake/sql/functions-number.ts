import { arithmetic } from "./emit-operator";
import { argument, argumentsOf, type Custom, unexpected } from "./function-arguments";
import { duckText, type SqlType } from "./types";
import { BIGINT, INTEGER, isInteger, isNumber } from "./typing";

/** Writes a function that keeps the type of its number. */
const keeping =
  (duck: string): Custom =>
  (call, context) => {
    const args = argumentsOf(call, context, 1);
    const value = argument(call, args, 0);
    if (!isNumber(value.type) && value.type.kind !== "unknown") throw unexpected(call, args);
    return { sql: `CAST(${duck}(${value.sql}) AS ${duckText(value.type)})`, type: value.type };
  };

/** Writes CEIL or FLOOR, where a decimal loses its scale. */
const whole =
  (duck: "ceil" | "floor"): Custom =>
  (call, context) => {
    const args = argumentsOf(call, context, 1);
    const value = argument(call, args, 0);
    if (!isNumber(value.type)) throw unexpected(call, args);
    if (isInteger(value.type)) return value;
    const { type } = value;
    if (type.kind !== "decimal") return { sql: `${duck}(${value.sql})`, type };
    const precision = Math.min(38, type.precision - type.scale + Math.min(type.scale, 1));
    const result: SqlType = { kind: "decimal", precision, scale: 0 };
    return { sql: `CAST(${duck}(${value.sql}) AS ${duckText(result)})`, type: result };
  };

const round: Custom = (call, context) => {
  const args = argumentsOf(call, context, 1, 2);
  const value = argument(call, args, 0);
  const { type } = value;
  if (!isNumber(type)) throw unexpected(call, args);
  const digits = args[1] === undefined ? "0" : argument(call, args, 1, INTEGER).sql;
  if (isInteger(type)) {
    const sql =
      args[1] === undefined
        ? value.sql
        : `CAST(round(${value.sql}, ${digits}) AS ${duckText(type)})`;
    return { sql, type };
  }
  if (type.kind !== "decimal")
    return { sql: `CAST(round(${value.sql}, ${digits}) AS ${duckText(type)})`, type };
  const result: SqlType =
    args[1] === undefined
      ? {
          kind: "decimal",
          precision: Math.min(38, type.precision - type.scale + Math.min(1, type.scale)),
          scale: 0,
        }
      : { kind: "decimal", precision: Math.min(38, type.precision + 1), scale: type.scale };
  return { sql: `CAST(round(${value.sql}, ${digits}) AS ${duckText(result)})`, type: result };
};

const truncate: Custom = (call, context) => {
  const args = argumentsOf(call, context, 1, 2);
  const value = argument(call, args, 0);
  const { type } = value;
  if (!isNumber(type)) throw unexpected(call, args);
  if (args[1] === undefined) {
    if (type.kind !== "decimal") return { sql: `trunc(${value.sql})`, type };
    const result: SqlType = {
      kind: "decimal",
      precision: Math.max(1, type.precision - type.scale),
      scale: 0,
    };
    return { sql: `CAST(trunc(${value.sql}) AS ${duckText(result)})`, type: result };
  }
  const unit = `pow(10, ${argument(call, args, 1, INTEGER).sql})`;
  if (type.kind === "decimal") throw unexpected(call, args);
  return { sql: `CAST(trunc(${value.sql} * ${unit}) / ${unit} AS ${duckText(type)})`, type };
};

const mod: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2);
  return arithmetic("%", argument(call, args, 0), argument(call, args, 1), call.at, context.inTry);
};

const sign: Custom = (call, context) => {
  const args = argumentsOf(call, context, 1);
  const value = argument(call, args, 0);
  if (!isNumber(value.type)) throw unexpected(call, args);
  const type: SqlType =
    value.type.kind === "decimal" ? { kind: "decimal", precision: 1, scale: 0 } : value.type;
  return { sql: `CAST(sign(${value.sql}) AS ${duckText(type)})`, type };
};

/** Writes the shifts, which DuckDB refuses for negative values that Trino shifts as bits. */
const shift =
  (name: string): Custom =>
  (call, context) => {
    const args = argumentsOf(call, context, 2);
    const texts = [0, 1].map((index) => argument(call, args, index, BIGINT).sql);
    return { sql: `trino_${name}(${texts.join(", ")})`, type: BIGINT };
  };

/** Holds the functions on numbers whose type follows the type of the number. */
export const NUMBERS: readonly (readonly [string, Custom])[] = [
  ["abs", keeping("abs")],
  ["ceil", whole("ceil")],
  ["ceiling", whole("ceil")],
  ["floor", whole("floor")],
  ["round", round],
  ["truncate", truncate],
  ["mod", mod],
  ["sign", sign],
  ["bitwise_left_shift", shift("left_shift")],
  ["bitwise_right_shift", shift("right_shift")],
];
