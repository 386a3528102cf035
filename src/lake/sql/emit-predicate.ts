import { coerce, unify } from "./cast";
import { instant } from "./emit-operator";
import type { Context } from "./environment";
import { type Position, SqlError } from "./error";
import type { Expression, Query } from "./syntax";
import { type SqlType, typeText } from "./types";
import { BOOLEAN, commonType, type Typed } from "./typing";

/** Writes both sides of a comparison with the rows of a query, which goes by the name "q". */
function sides(value: Typed, query: Query, operator: string, context: Context, at: Position) {
  const part = context.env.query(query, context.names, context.tables);
  const [column] = part.columns;
  if (column === undefined) throw new SqlError("SYNTAX_ERROR", "query has no columns", at);
  const cells = part.columns.map((_column, index) => `f${index} := q.c${index}`);
  const fields = part.columns.map(({ type }) => ({ name: undefined, type }));
  const row: Typed =
    part.columns.length === 1
      ? { sql: "q.c0", type: column.type }
      : { sql: `struct_pack(${cells.join(", ")})`, type: { kind: "row", fields } };
  const common = commonType(value.type, row.type);
  if (common === undefined) throw mismatch(operator, value.type, row.type, at);
  const left = instant(coerce(value, common, at));
  return { left, right: `SELECT ${instant(coerce(row, common, at))} FROM (${part.sql}) q` };
}

/** Writes IN with a query. */
export function inQuery(e: Extract<Expression, { kind: "in-query" }>, context: Context): Typed {
  const value = context.env.expression(e.value, context);
  const { left, right } = sides(value, e.query, "IN", context, e.at);
  return bool(`(${left} ${e.negated ? "NOT IN" : "IN"} (${right}))`);
}

/** Writes IN with a list. */
export function inList(e: Extract<Expression, { kind: "in-list" }>, context: Context): Typed {
  const value = context.env.expression(e.value, context);
  const items = e.items.map((item) => context.env.expression(item, context));
  const [first, ...rest] = unifyIn([value, ...items], e);
  const list = rest.map(instant).join(", ");
  return bool(
    `(${first === undefined ? "NULL" : instant(first)} ${e.negated ? "NOT IN" : "IN"} (${list}))`,
  );
}

function unifyIn(values: readonly Typed[], e: Extract<Expression, { kind: "in-list" }>) {
  const [first, ...rest] = values;
  for (const [index, item] of rest.entries()) {
    if (first !== undefined && commonType(first.type, item.type) === undefined) {
      const text =
        "IN value and list items must be the same type: " +
        `${typeText(first.type)}, ${typeText(item.type)}`;
      throw new SqlError("TYPE_MISMATCH", text, e.items[index]?.at ?? e.at);
    }
  }
  return unify(values, e.at);
}

/** Writes a comparison with ALL or ANY of a query. */
export function quantified(
  e: Extract<Expression, { kind: "quantified" }>,
  context: Context,
): Typed {
  const value = context.env.expression(e.left, context);
  const { left, right } = sides(value, e.query, e.operator, context, e.at);
  return bool(`(${left} ${e.operator} ${e.quantifier === "all" ? "ALL" : "ANY"} (${right}))`);
}

/** Writes LIKE. */
export function like(e: Extract<Expression, { kind: "like" }>, context: Context): Typed {
  const value = context.env.expression(e.value, context);
  const pattern = context.env.expression(e.pattern, context);
  for (const side of [value, pattern]) {
    if (!["varchar", "char", "unknown"].includes(side.type.kind)) {
      const text = `Left side of LIKE expression must evaluate to a varchar (actual: ${typeText(side.type)})`;
      throw new SqlError("TYPE_MISMATCH", text, e.at);
    }
  }
  const escape =
    e.escape === undefined ? "" : ` ESCAPE ${context.env.expression(e.escape, context).sql}`;
  return bool(`(${value.sql} ${e.negated ? "NOT LIKE" : "LIKE"} ${pattern.sql}${escape})`);
}

function mismatch(operator: string, a: SqlType, b: SqlType, at: Position): SqlError {
  const text = `Cannot apply operator: ${typeText(a)} ${operator} ${typeText(b)}`;
  return new SqlError("TYPE_MISMATCH", text, at);
}

/** Says that a subquery has more columns than can stand here. */
export function oneColumn(at: Position, count: number): SqlError {
  const text = `Multiple columns returned by subquery are not yet supported. Found ${count}`;
  return new SqlError("NOT_SUPPORTED", text, at);
}

function bool(sql: string): Typed {
  return { sql, type: BOOLEAN };
}
