import { endsWith, pathOf, relationKey } from "./environment";
import type { ColumnFilter, FilterValue } from "./scope";
import type { Expression, Query, Relation, Select } from "./syntax";
import { tableReferences } from "./table-names";

type Named = { readonly kind: "table" } & Extract<Relation, { kind: "table" }>;

const turned = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function conjuncts(expression: Expression): readonly Expression[] {
  if (expression.kind !== "logical" || expression.operator !== "and") return [expression];
  return [...conjuncts(expression.left), ...conjuncts(expression.right)];
}

function constant(e: Expression): FilterValue | undefined {
  switch (e.kind) {
    case "integer":
      return { kind: "integer", text: e.text };
    case "string":
      return { kind: "string", text: e.value };
    case "sign": {
      const inner = constant(e.operand);
      if (inner?.kind !== "integer" || inner.text.startsWith("-")) return undefined;
      return e.negative ? { kind: "integer", text: `-${inner.text}` } : inner;
    }
    case "typed-literal":
      return e.type === "date" || e.type === "timestamp"
        ? { kind: e.type, text: e.value }
        : undefined;
    default:
      return undefined;
  }
}

/** Finds the column that an expression is, when it can be no field of a row. */
function columnOf(e: Expression, qualifier: readonly string[]): string | undefined {
  const path = pathOf(e)?.map((part) => part.toLowerCase());
  if (path === undefined) return undefined;
  const [first, second, ...more] = path;
  if (second === undefined) return first;
  return more.length === 0 && endsWith(qualifier, [first ?? ""]) ? second : undefined;
}

function filterOf(e: Expression, qualifier: readonly string[]): readonly ColumnFilter[] {
  const make = (
    side: Expression,
    operator: ColumnFilter["operator"],
    others: readonly Expression[],
  ): readonly ColumnFilter[] => {
    const column = columnOf(side, qualifier);
    const values = others.flatMap((other) => constant(other) ?? []);
    if (column === undefined || values.length !== others.length) return [];
    return [{ column, operator, values }];
  };
  switch (e.kind) {
    case "compare": {
      const { operator, left, right } = e;
      if (operator === "<>") return [];
      const straight = make(left, operator, [right]);
      return straight.length > 0 ? straight : make(right, turned[operator], [left]);
    }
    case "between":
      if (e.negated) return [];
      return [...make(e.value, ">=", [e.lower]), ...make(e.value, "<=", [e.upper])];
    case "in-list":
      return e.negated ? [] : make(e.value, "=", e.items);
    default:
      return [];
  }
}

function selects(node: unknown, found: Select[]): void {
  if (Array.isArray(node)) {
    for (const child of node) selects(child, found);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  if ((node as { readonly kind?: unknown }).kind === "select") found.push(node as Select);
  for (const child of Object.values(node)) selects(child, found);
}

/** Finds the table that is all of a FROM, with the name that its columns go by. */
function onlyTable(from: Relation | undefined): readonly [Named, readonly string[]] | undefined {
  if (from?.kind === "table") return [from, from.parts.map((part) => part.toLowerCase())];
  if (from?.kind !== "alias" || from.columns !== undefined) return undefined;
  return from.relation.kind === "table" ? [from.relation, [from.alias.toLowerCase()]] : undefined;
}

/**
 * Finds what a query asks of the columns of its tables, so that files without such rows need not
 * be read. It is told only of tables that the query names once: two readers may ask for two things.
 */
export function tableFilters(
  queries: readonly Query[],
): ReadonlyMap<string, readonly ColumnFilter[]> {
  const counts = new Map<string, number>();
  for (const { parts, period } of queries.flatMap(tableReferences)) {
    const key = relationKey(parts, period);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const found: Select[] = [];
  selects(queries, found);
  const filters = new Map<string, readonly ColumnFilter[]>();
  for (const { from, where } of found) {
    const only = onlyTable(from);
    if (only === undefined || where === undefined) continue;
    const [table, qualifier] = only;
    const key = relationKey(table.parts, table.period);
    if (counts.get(key) !== 1) continue;
    filters.set(
      key,
      conjuncts(where).flatMap((one) => filterOf(one, qualifier)),
    );
  }
  return filters;
}
