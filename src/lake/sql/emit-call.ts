import { condition } from "./emit-operator";
import type { Context } from "./environment";
import { type Position, SqlError } from "./error";
import { AGGREGATES, type AggregateCall } from "./functions-aggregate";
import { CUSTOM } from "./functions-custom";
import { SCALARS } from "./functions-scalar";
import { WINDOWS } from "./functions-window";
import { type Bindings, bind, exact, fill, passed, type Signature, typeOf } from "./signature";
import type { CallExpression, Frame, FrameBound, SortItem, Window } from "./syntax";
import { typeText } from "./types";
import type { Typed } from "./typing";

/** Writes a call; a name that is in none of the tables is refused. */
export function emitCall(call: CallExpression, context: Context): Typed {
  const aggregate = AGGREGATES.get(call.name);
  if (aggregate !== undefined) return emitAggregate(call, context, aggregate);
  const window = WINDOWS.get(call.name);
  if (window !== undefined) {
    if (call.over === undefined) {
      const text = `Window function ${call.name} requires an OVER clause`;
      throw new SqlError("SYNTAX_ERROR", text, call.at);
    }
    const args = call.args.map((arg) => context.env.expression(arg, context));
    return window(args, aggregateCall(call, context, context), call.at);
  }
  if (call.over !== undefined || call.filter !== undefined || call.distinct || call.star) {
    if (CUSTOM.has(call.name) || SCALARS.has(call.name)) {
      const text = `'${call.name}' is not an aggregate or window function`;
      throw new SqlError("SYNTAX_ERROR", text, call.at);
    }
  }
  const custom = CUSTOM.get(call.name);
  if (custom !== undefined) return custom(call, context);
  const signatures = SCALARS.get(call.name);
  if (signatures === undefined) {
    throw new SqlError("FUNCTION_NOT_FOUND", `Function '${call.name}' not registered`, call.at);
  }
  const args = call.args.map((arg) => context.env.expression(arg, context));
  return applySignatures(call.name, signatures, args, call.at);
}

/** Writes a call by the first of its signatures that takes the arguments as they are, or at all. */
function applySignatures(
  name: string,
  signatures: readonly Signature[],
  args: readonly Typed[],
  at: Position,
): Typed {
  const fitting = signatures.filter(({ params, variadic }) =>
    variadic ? args.length >= params.length - 1 : args.length === params.length,
  );
  const param = (one: Signature, index: number) =>
    one.params[Math.min(index, one.params.length - 1)];
  const perfect = fitting.find((one) =>
    args.every((arg, index) => {
      const pattern = param(one, index);
      return pattern !== undefined && exact(pattern, arg.type);
    }),
  );
  for (const one of perfect === undefined ? fitting : [perfect, ...fitting]) {
    const bindings: Bindings = new Map();
    const patterns = args.map((_arg, index) => param(one, index));
    const bound = args.every((arg, index) => {
      const pattern = patterns[index];
      return pattern !== undefined && bind(pattern, arg.type, bindings);
    });
    if (!bound) continue;
    const texts = args.map((arg, index) => {
      const pattern = patterns[index];
      return pattern === undefined ? arg.sql : passed(arg, pattern, bindings, at);
    });
    return { sql: fill(one.template, texts), type: typeOf(one.result, bindings) };
  }
  const given = args.map((arg) => typeText(arg.type)).join(", ");
  const text = `Unexpected parameters (${given}) for function ${name}`;
  throw new SqlError("FUNCTION_NOT_FOUND", text, at);
}

function emitAggregate(
  call: CallExpression,
  context: Context,
  aggregate: (args: readonly Typed[], how: AggregateCall, at: Position) => Typed,
): Typed {
  if (call.over !== undefined) {
    const args = call.args.map((arg) => context.env.expression(arg, context));
    return aggregate(args, aggregateCall(call, context, context), call.at);
  }
  if (context.aggregates === "inside") {
    throw new SqlError("SYNTAX_ERROR", "Cannot nest aggregations inside aggregation", call.at);
  }
  if (context.aggregates === "refused") {
    const text =
      `${context.clause} cannot contain aggregations, window functions or grouping operations: ` +
      `[${call.name}]`;
    throw new SqlError("EXPRESSION_NOT_SCALAR", text, call.at);
  }
  context.seen.aggregate = true;
  const mark = context.uses.length;
  const inner: Context = { ...context, aggregates: "inside", clause: call.name };
  const args = call.args.map((arg) => context.env.expression(arg, inner));
  const typed = aggregate(args, aggregateCall(call, inner, inner), call.at);
  context.uses.length = mark;
  return typed;
}

function aggregateCall(call: CallExpression, inner: Context, context: Context): AggregateCall {
  const order = call.orderBy.map((item) => sortKey(item, inner)).join(", ");
  const filter =
    call.filter === undefined
      ? ""
      : ` FILTER (WHERE ${condition(call.filter, { ...inner, clause: "FILTER clause" })})`;
  const over = call.over === undefined ? "" : ` OVER (${windowText(call.over, context, call.at)})`;
  const nulls = call.ignoreNulls ? " IGNORE NULLS" : "";
  const by = order === "" ? "" : ` ORDER BY ${order}`;
  const distinct = call.distinct ? "DISTINCT " : "";
  return {
    star: call.star,
    apply: (name, ...args) => `${name}(${distinct}${args.join(", ")}${by}${nulls})${filter}${over}`,
    each: (name, ...args) => `${name}(${args.join(", ")})${filter}${over}`,
  };
}

function sortKey(item: SortItem, context: Context): string {
  const { sql } = context.env.expression(item.value, context);
  const nulls = item.nullsFirst === true ? "FIRST" : "LAST";
  return `${sql} ${item.descending ? "DESC" : "ASC"} NULLS ${nulls}`;
}

function windowText(over: Window | string, context: Context, at: Position): string {
  const window = typeof over === "string" ? namedWindow(over, context, at) : over;
  const base = window.base === undefined ? undefined : namedWindow(window.base, context, at);
  const partition = [...(base?.partitionBy ?? []), ...window.partitionBy].map((one) =>
    protectedKey(context.env.expression(one, context).sql),
  );
  const order = [...(base?.orderBy ?? []), ...window.orderBy].map((one) => {
    return sortKey(one, context).replace(/^-?\d+ /, "NULL ");
  });
  const parts = [
    partition.length === 0 ? "" : `PARTITION BY ${partition.join(", ")}`,
    order.length === 0 ? "" : `ORDER BY ${order.join(", ")}`,
    window.frame === undefined ? "" : frameText(window.frame, context),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function protectedKey(sql: string): string {
  return /^-?\d+$/.test(sql) ? `CAST(${sql} AS INTEGER)` : sql;
}

function namedWindow(name: string, context: Context, at: Position): Window {
  const found = context.names.windows?.get(name);
  if (found === undefined)
    throw new SqlError("SYNTAX_ERROR", `Cannot resolve WINDOW name ${name}`, at);
  if (found.base === undefined) return found;
  const base = namedWindow(found.base, context, at);
  return {
    ...found,
    base: undefined,
    partitionBy: [...base.partitionBy, ...found.partitionBy],
    orderBy: [...base.orderBy, ...found.orderBy],
  };
}

function frameText(frame: Frame, context: Context): string {
  const bound = (one: FrameBound): string => {
    if (one.kind === "current-row") return "CURRENT ROW";
    const word = one.preceding ? "PRECEDING" : "FOLLOWING";
    if (one.kind === "unbounded" || one.by === undefined) return `UNBOUNDED ${word}`;
    return `${context.env.expression(one.by, context).sql} ${word}`;
  };
  const unit = frame.unit.toUpperCase();
  if (frame.end === undefined) return `${unit} ${bound(frame.start)}`;
  return `${unit} BETWEEN ${bound(frame.start)} AND ${bound(frame.end)}`;
}
