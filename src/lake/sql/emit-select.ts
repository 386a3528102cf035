import { condition } from "./emit-operator";
import { emitRelation } from "./emit-relation";
import {
  type Context,
  type EmittedPart,
  type Environment,
  endsWith,
  type Field,
  findColumn,
  type Names,
  type PartColumn,
  pathOf,
  type Tables,
  type Use,
} from "./environment";
import { SqlError } from "./error";
import type { Expression, GroupingElement, Select, SelectItem, SortItem, Window } from "./syntax";
import { fieldName, quoteName, typeText } from "./types";
import type { Typed } from "./typing";

interface Output {
  readonly typed: Typed;
  readonly name: string | undefined;
}

/** Is a SELECT with its order, before LIMIT. */
export interface EmittedSelect extends EmittedPart {
  readonly orderBy: string;
}

/** Writes SELECT … with the ORDER BY that belongs to it. */
export function emitSelect(
  select: Select,
  orderBy: readonly SortItem[],
  env: Environment,
  outer: Names | undefined,
  tables: Tables,
  alias: (index: number, name: string | undefined) => string = (index) => `c${index}`,
): EmittedSelect {
  const place = { env, tables, outer, left: [] };
  const from = select.from === undefined ? undefined : emitRelation(select.from, place);
  const names: Names = {
    fields: from?.fields ?? [],
    outer,
    windows: new Map<string, Window>(select.windows.map(({ name, window }) => [name, window])),
  };
  const uses: Use[] = [];
  const base: Omit<Context, "aggregates" | "clause"> = {
    env,
    names,
    tables,
    uses,
    inTry: false,
    seen: { aggregate: false },
  };
  const context = (clause: string, aggregates: Context["aggregates"]): Context => ({
    ...base,
    aggregates,
    clause,
  });
  const where =
    select.where === undefined
      ? ""
      : ` WHERE ${condition(select.where, context("WHERE clause", "refused"))}`;
  const grouped = select.groupBy?.elements ?? [];
  const group = groupBy(select, grouped, names, context("GROUP BY clause", "refused"));
  uses.length = 0;
  const outputs = select.items.flatMap((item) => selectItem(item, context("SELECT", "allowed")));
  const having =
    select.having === undefined
      ? ""
      : ` HAVING ${condition(select.having, context("HAVING clause", "allowed"))}`;
  const order = sortKeys(orderBy, outputs, select, context("ORDER BY clause", "allowed"));
  if (base.seen.aggregate || select.groupBy !== undefined || select.having !== undefined) {
    checkGrouping(uses, names);
  }
  const list = outputs
    .map(({ typed, name }, index) => `${typed.sql} AS ${alias(index, name)}`)
    .join(", ");
  const distinct = select.distinct ? "DISTINCT " : "";
  const source = from === undefined ? "" : ` FROM ${from.sql}`;
  const sql = `SELECT ${distinct}${list}${source}${where}${group}${having}`;
  const columns: PartColumn[] = outputs.map(({ name, typed }) => ({ name, type: typed.type }));
  return { sql, columns, orderBy: order };
}

function checkGrouping(uses: readonly Use[], names: Names): void {
  const use = uses.find((one) => one.names === names);
  if (use === undefined) return;
  const text = `'${use.name}' must be an aggregate expression or appear in GROUP BY clause`;
  throw new SqlError("EXPRESSION_NOT_AGGREGATE", text, use.at);
}

function groupBy(
  select: Select,
  elements: readonly GroupingElement[],
  names: Names,
  context: Context,
): string {
  if (select.groupBy === undefined) return "";
  const groups = new Set<string>();
  const one = (expression: Expression): string => {
    const sql = protectedKey(groupingExpression(expression, select, context));
    groups.add(sql);
    return sql;
  };
  const texts = elements.map((element) => {
    const sets = element.sets.map((set) => set.map(one));
    const bracketed = sets.map((set) => `(${set.join(", ")})`).join(", ");
    switch (element.kind) {
      case "plain":
        return sets[0]?.length === 1 ? (sets[0][0] ?? "()") : bracketed;
      case "sets":
        return `GROUPING SETS (${bracketed})`;
      default:
        return `${element.kind.toUpperCase()} (${bracketed})`;
    }
  });
  names.groups = groups;
  return ` GROUP BY ${texts.join(", ")}`;
}

function groupingExpression(expression: Expression, select: Select, context: Context): string {
  if (expression.kind !== "integer") return context.env.expression(expression, context).sql;
  const item = select.items.every((one) => one.kind === "expression")
    ? select.items[Number(expression.text) - 1]
    : undefined;
  if (item?.kind === "expression") return context.env.expression(item.value, context).sql;
  const outputs = select.items.flatMap((one) => selectItem(one, context));
  const output = outputs[Number(expression.text) - 1];
  if (output !== undefined) return output.typed.sql;
  const text = `GROUP BY position ${expression.text} is not in select list`;
  throw new SqlError("INVALID_COLUMN_REFERENCE", text, expression.at);
}

/** Keeps DuckDB from reading a whole number as the place of a column. */
function protectedKey(sql: string): string {
  return /^-?\d+$/.test(sql) ? `CAST(${sql} AS INTEGER)` : sql;
}

function selectItem(item: SelectItem, context: Context): readonly Output[] {
  if (item.kind === "expression") {
    const typed = context.env.expression(item.value, context);
    const path = pathOf(item.value) ?? (item.value.kind === "field" ? [item.value.field] : []);
    return [{ typed, name: item.alias ?? columnName(item.value, path, context) }];
  }
  if (item.of === undefined) {
    if (context.names.fields.length === 0) {
      throw new SqlError(
        "COLUMN_NAME_NOT_SPECIFIED",
        "SELECT * not allowed in queries without FROM clause",
        item.at,
      );
    }
    return allOf(context.names.fields, item, context);
  }
  const path = pathOf(item.of)?.map((part) => part.toLowerCase());
  if (path !== undefined) {
    for (let level: Names | undefined = context.names; level !== undefined; level = level.outer) {
      const fields = level.fields.filter(
        (field) => field.qualifier.length > 0 && endsWith(field.qualifier, path),
      );
      if (fields.length > 0) return allOf(fields, item, context);
    }
    if (findColumn(context.names, path, item.at) === undefined) {
      throw new SqlError(
        "TABLE_NOT_FOUND",
        `Unable to resolve reference ${path.join(".")}`,
        item.at,
      );
    }
  }
  const row = context.env.expression(item.of, context);
  if (row.type.kind !== "row") {
    throw new SqlError(
      "TYPE_MISMATCH",
      `Expression of type ${typeText(row.type)} is not a row`,
      item.at,
    );
  }
  return row.type.fields.map((field, index) => ({
    name: item.aliases?.[index] ?? field.name,
    typed: { sql: `(${row.sql}).${quoteName(fieldName(field, index))}`, type: field.type },
  }));
}

function columnName(
  value: Expression,
  path: readonly string[],
  context: Context,
): string | undefined {
  if (value.kind === "name")
    return findColumn(context.names, path, value.at)?.field.name ?? value.name;
  return path.at(-1);
}

function allOf(
  fields: readonly Field[],
  item: Extract<SelectItem, { kind: "all" }>,
  context: Context,
): readonly Output[] {
  const shown = fields.filter((field) => field.hidden !== true);
  return shown.map((field, index) => {
    if (context.names.groups?.has(field.sql) !== true) {
      context.uses.push({ names: context.names, name: field.name ?? `_col${index}`, at: item.at });
    }
    return { name: item.aliases?.[index] ?? field.name, typed: field };
  });
}

function sortKeys(
  orderBy: readonly SortItem[],
  outputs: readonly Output[],
  select: Select,
  context: Context,
): string {
  if (orderBy.length === 0) return "";
  const byAlias = outputs.filter(({ name }) => name !== undefined);
  const aliases: Field[] = byAlias.map(({ name, typed }) => ({
    name,
    qualifier: [],
    sql: typed.sql,
    type: typed.type,
  }));
  const keys = orderBy.map((item) => {
    if (item.value.kind === "integer") {
      const place = Number(item.value.text);
      if (place < 1 || place > outputs.length) {
        const text = `ORDER BY position ${item.value.text} is not in select list`;
        throw new SqlError("INVALID_COLUMN_REFERENCE", text, item.at);
      }
      return direction(String(place), item);
    }
    const sql =
      aliasOf(item.value, aliases)?.sql ??
      context.env.expression(substitute(item.value, select), context).sql;
    const place = outputs.findIndex(({ typed }) => typed.sql === sql);
    if (place >= 0) return direction(String(place + 1), item);
    if (select.distinct) {
      const text = "For SELECT DISTINCT, ORDER BY expressions must appear in select list";
      throw new SqlError("SYNTAX_ERROR", text, item.at);
    }
    return direction(protectedKey(sql), item);
  });
  return ` ORDER BY ${keys.join(", ")}`;
}

function aliasOf(e: Expression, aliases: readonly Field[]): Typed | undefined {
  if (e.kind !== "name") return undefined;
  const found = aliases.filter((field) => field.name?.toLowerCase() === e.name.toLowerCase());
  const [field] = found;
  if (field === undefined) return undefined;
  if (found.some((one) => one.sql !== field.sql)) {
    throw new SqlError("AMBIGUOUS_NAME", `Column '${e.name}' is ambiguous`, e.at);
  }
  return field;
}

/** Puts the select list's expressions in the place of their aliases inside of an expression. */
function substitute<T>(node: T, select: Select): T {
  if (Array.isArray(node)) return node.map((child) => substitute(child, select)) as T;
  if (typeof node !== "object" || node === null) return node;
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: unknown };
  if (kind === "name" && typeof name === "string") {
    const item = select.items.find(
      (one) => one.kind === "expression" && one.alias?.toLowerCase() === name.toLowerCase(),
    );
    return item?.kind === "expression" ? (item.value as T) : node;
  }
  if ("body" in node && "orderBy" in node) return node;
  const entries = Object.entries(node).map(([key, child]) => [key, substitute(child, select)]);
  return Object.fromEntries(entries) as T;
}

/** Writes the direction of a sort key; Trino puts NULL last whichever way it sorts. */
export function direction(sql: string, item: SortItem): string {
  const nulls = item.nullsFirst === true ? "FIRST" : "LAST";
  return `${sql} ${item.descending ? "DESC" : "ASC"} NULLS ${nulls}`;
}
