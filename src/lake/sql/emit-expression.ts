import { cast, coerce, raise, unify } from "./cast";
import { emitCall } from "./emit-call";
import { emitLiteral } from "./emit-literal";
import { arithmetic, compare, concat, condition, equal, negate } from "./emit-operator";
import { inList, inQuery, like, oneColumn, quantified } from "./emit-predicate";
import { type Context, findColumn, pathOf } from "./environment";
import { type Position, SqlError } from "./error";
import { plainCall } from "./plain-call";
import type { Expression, Query } from "./syntax";
import { fieldName, parseType, quoteName, typeText } from "./types";
import { BIGINT, BOOLEAN, type Typed, UNKNOWN } from "./typing";

/**
 * Writes an expression; where a SELECT groups, an expression that is one of its grouping
 * expressions settles the columns used in it.
 */
export function emitExpression(expression: Expression, context: Context): Typed {
  const mark = context.uses.length;
  const typed = emit(expression, context);
  if (context.names.groups?.has(typed.sql)) context.uses.length = mark;
  return typed;
}

function emit(e: Expression, context: Context): Typed {
  const go = (inner: Expression): Typed => emitExpression(inner, context);
  switch (e.kind) {
    case "parameter": {
      const value = context.env.parameters[e.index];
      if (value === undefined) {
        const text = "Incorrect number of parameters: found no value for a parameter";
        throw new SqlError("INVALID_PARAMETER_USAGE", text, e.at);
      }
      return go(value);
    }
    case "name":
    case "field":
      return reference(e, context);
    case "call":
      return emitCall(e, context);
    case "lambda":
      throw new SqlError(
        "SYNTAX_ERROR",
        "Lambda expression should always be used inside a function",
        e.at,
      );
    case "sign": {
      const folded = signedLiteral(e);
      if (folded !== undefined) return emitLiteral(folded, context);
      const operand = go(e.operand);
      return e.negative ? negate(operand, e.at) : operand;
    }
    case "arithmetic":
      return arithmetic(e.operator, go(e.left), go(e.right), e.at, context.inTry);
    case "concat":
      return concat(go(e.left), go(e.right), e.at);
    case "compare":
      return compare(e.operator, go(e.left), go(e.right), e.left.at);
    case "between": {
      const value = go(e.value);
      const low = compare(">=", value, go(e.lower), e.at);
      const high = compare("<=", value, go(e.upper), e.at);
      return bool(`${e.negated ? "NOT " : ""}(${low.sql} AND ${high.sql})`);
    }
    case "in-list":
      return inList(e, context);
    case "in-query":
      return inQuery(e, context);
    case "quantified":
      return quantified(e, context);
    case "like":
      return like(e, context);
    case "is-null":
      return bool(`(${go(e.value).sql} IS ${e.negated ? "NOT " : ""}NULL)`);
    case "distinct-from": {
      const [left, right] = unify([go(e.left), go(e.right)], e.at);
      const not = e.negated ? "NOT " : "";
      return bool(`(${left?.sql} IS ${not}DISTINCT FROM ${right?.sql})`);
    }
    case "not":
      return bool(`(NOT ${condition(e.operand, context)})`);
    case "logical": {
      const left = condition(e.left, context);
      return bool(`(${left} ${e.operator.toUpperCase()} ${condition(e.right, context)})`);
    }
    case "row": {
      const items = e.items.map(go);
      const fields = items.map((item, index) => `${quoteName(`f${index}`)} := ${item.sql}`);
      const types = items.map((item) => ({ name: undefined, type: item.type }));
      return { sql: `struct_pack(${fields.join(", ")})`, type: { kind: "row", fields: types } };
    }
    case "array": {
      const items = unify(e.items.map(go), e.at);
      const element = items[0]?.type ?? UNKNOWN;
      const list = `[${items.map((item) => item.sql).join(", ")}]`;
      return { sql: list, type: { kind: "array", element } };
    }
    case "subscript":
      return subscript(go(e.base), go(e.index), e.at, context);
    case "case":
      return caseWhen(e, context);
    case "cast": {
      const value = go(e.operand);
      const type = parseType(e.type, "trino", e.at);
      return cast(value, type, e.safe ? "null" : "fail", e.at, context.inTry);
    }
    case "subquery":
      return subquery(e.query, context, e.at);
    case "exists": {
      const part = context.env.query(e.query, context.names, context.tables);
      return bool(`EXISTS (${part.sql})`);
    }
    case "extract":
      return emitCall(plainCall(e.field, e.at, [e.operand]), context);
    case "grouping":
      return grouping(e.columns, context);
    case "at-time-zone":
      return emitCall(plainCall("at_timezone", e.at, [e.operand, e.zone]), context);
    default:
      return emitLiteral(e, context);
  }
}

function bool(sql: string): Typed {
  return { sql, type: BOOLEAN };
}

function signedLiteral(e: Expression): Expression | undefined {
  if (e.kind !== "sign" || !e.negative) return undefined;
  const { operand } = e;
  if (!("text" in operand) || operand.text.startsWith("-")) return undefined;
  return { ...operand, text: `-${operand.text}` };
}

function reference(e: Expression, context: Context): Typed {
  const path = pathOf(e);
  if (path !== undefined) {
    const found = findColumn(context.names, path, e.at);
    if (found !== undefined) {
      context.uses.push({
        names: found.names,
        name: path.slice(0, found.taken).join("."),
        at: e.at,
      });
      const { sql, type } = found.field;
      return path.slice(found.taken).reduce<Typed>((base, part) => dereference(base, part, e.at), {
        sql,
        type,
      });
    }
    const text =
      `Column '${path.join(".")}' cannot be resolved or requester is not authorized ` +
      "to access requested resources";
    throw new SqlError("COLUMN_NOT_FOUND", text, e.at);
  }
  if (e.kind !== "field") throw new Error("only names and fields are references");
  return dereference(emitExpression(e.base, context), e.field, e.at);
}

function dereference(base: Typed, field: string, at: Position): Typed {
  if (base.type.kind !== "row") {
    const text = `Expression of type ${typeText(base.type)} has no field '${field}'`;
    throw new SqlError("TYPE_MISMATCH", text, at);
  }
  const index = base.type.fields.findIndex((f) => f.name?.toLowerCase() === field.toLowerCase());
  const found = base.type.fields[index];
  if (found === undefined) {
    throw new SqlError("COLUMN_NOT_FOUND", `Field '${field}' cannot be resolved`, at);
  }
  return { sql: `(${base.sql}).${quoteName(fieldName(found, index))}`, type: found.type };
}

function subscript(base: Typed, index: Typed, at: Position, context: Context): Typed {
  const { type } = base;
  if (type.kind === "array") {
    const position = coerce(index, BIGINT, at, "subscript").sql;
    const failed = raise(
      "INVALID_FUNCTION_ARGUMENT",
      "Array subscript out of bounds",
      type.element,
      context.inTry,
    );
    const sql =
      `CASE WHEN ${position} BETWEEN 1 AND len(${base.sql}) THEN (${base.sql})[${position}] ` +
      `WHEN ${base.sql} IS NULL OR ${position} IS NULL THEN NULL ELSE ${failed} END`;
    return { sql, type: type.element };
  }
  if (type.kind === "map") {
    const key = coerce(index, type.key, at, "map key").sql;
    const failed = raise(
      "INVALID_FUNCTION_ARGUMENT",
      "Key not present in map",
      type.value,
      context.inTry,
    );
    const sql =
      `CASE WHEN map_contains(${base.sql}, ${key}) THEN map_extract_value(${base.sql}, ${key}) ` +
      `WHEN ${base.sql} IS NULL OR ${key} IS NULL THEN NULL ELSE ${failed} END`;
    return { sql, type: type.value };
  }
  if (type.kind === "row" && /^\d+$/.test(index.sql)) {
    const at0 = Number(index.sql) - 1;
    const field = type.fields[at0];
    if (field !== undefined) {
      return { sql: `(${base.sql}).${quoteName(fieldName(field, at0))}`, type: field.type };
    }
  }
  const text = `Cannot apply operator: ${typeText(type)}[${typeText(index.type)}]`;
  throw new SqlError("TYPE_MISMATCH", text, at);
}

function caseWhen(e: Extract<Expression, { kind: "case" }>, context: Context): Typed {
  const operand = e.operand === undefined ? undefined : emitExpression(e.operand, context);
  const conditions = e.whens.map(({ when }) => {
    if (operand === undefined) return condition(when, { ...context, clause: "CASE WHEN clause" });
    return equal(operand, emitExpression(when, context), when.at).sql;
  });
  const results = e.whens.map(({ then }) => emitExpression(then, context));
  const otherwise = e.otherwise === undefined ? [] : [emitExpression(e.otherwise, context)];
  const values = unify([...results, ...otherwise], e.at);
  const branches = conditions.map((text, index) => `WHEN ${text} THEN ${values[index]?.sql}`);
  const last = otherwise.length === 0 ? "" : ` ELSE ${values.at(-1)?.sql}`;
  return { sql: `CASE ${branches.join(" ")}${last} END`, type: values[0]?.type ?? UNKNOWN };
}

function subquery(query: Query, context: Context, at: Position): Typed {
  const part = context.env.query(query, context.names, context.tables);
  const [column] = part.columns;
  if (column === undefined) throw oneColumn(at, 0);
  if (part.columns.length === 1) return { sql: `(${part.sql})`, type: column.type };
  const fields = part.columns.map((c, i) => ({ name: c.name, type: c.type, column: `c${i}` }));
  const packed = fields.map((f, i) => `${quoteName(fieldName(f, i))} := q.${f.column}`);
  const sql = `(SELECT struct_pack(${packed.join(", ")}) FROM (${part.sql}) q)`;
  return { sql, type: { kind: "row", fields } };
}

function grouping(columns: readonly Expression[], context: Context): Typed {
  const mark = context.uses.length;
  const keys = columns.map((column) => emitExpression(column, context).sql);
  context.uses.length = mark;
  return { sql: `CAST(grouping(${keys.join(", ")}) AS BIGINT)`, type: BIGINT };
}
