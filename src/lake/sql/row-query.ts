import { SqlError } from "./error";
import type { Assignment, MergeCase, Statement } from "./statement";
import type { Expression, Query, Relation, Select } from "./syntax";

type Update = Statement & { readonly kind: "update" };
type Delete = Statement & { readonly kind: "delete" };
type Merge = Statement & { readonly kind: "merge" };
type Position = Expression["at"];

/** Is what a statement that changes rows needs to know of its table. */
export interface RowTarget {
  /** Names the table's columns, in order. */
  readonly columns: readonly string[];
  /** Names the two hidden columns that say which row it is: its file and its place there. */
  readonly place: readonly [file: string, row: string];
}

/** Says what becomes of a row; 0 is nothing. */
export const rowAction = { none: 0, delete: 1, update: 2, insert: 3 } as const;

const table = ({ parts, at }: Update["target"]): Relation => ({
  kind: "table",
  at,
  parts,
  period: undefined,
});

function reference(path: readonly string[], at: Position): Expression {
  const [first = "", ...rest] = path;
  return rest.reduce<Expression>((base, field) => ({ kind: "field", at, base, field }), {
    kind: "name",
    at,
    name: first,
  });
}

const integer = (value: number, at: Position): Expression => ({
  kind: "integer",
  at,
  text: String(value),
});

function select(
  values: readonly Expression[],
  from: Relation,
  where: Expression | undefined,
  at: Position,
): Query {
  const body: Select = {
    kind: "select",
    at,
    distinct: false,
    items: values.map((value) => ({ kind: "expression", at, value, alias: undefined })),
    from,
    where,
    groupBy: undefined,
    having: undefined,
    windows: [],
  };
  return {
    at,
    recursive: false,
    with: [],
    body,
    orderBy: [],
    offset: undefined,
    limit: undefined,
    ties: false,
  };
}

/** Finds the value that a SET gives a column, and checks that all its columns are there. */
function assigned(
  set: readonly Assignment[],
  columns: readonly string[],
  missing: (column: string) => string,
  at: Position,
): ReadonlyMap<string, Expression> {
  const values = new Map<string, Expression>();
  for (const { column, value } of set) {
    if (!columns.includes(column)) throw new SqlError("COLUMN_NOT_FOUND", missing(column), at);
    if (values.has(column)) {
      throw new SqlError("SYNTAX_ERROR", `Multiple assignments for column: ${column}`, at);
    }
    values.set(column, value);
  }
  return values;
}

/** Makes the query that finds the rows of a DELETE: file, place and action. */
export function deleteQuery({ target, where }: Delete, { place }: RowTarget): Query {
  const { at } = target;
  const values = place.map((name) => reference([name], at));
  return select([...values, integer(rowAction.delete, at)], table(target), where, at);
}

/** Makes the query that finds the rows of an UPDATE: file, place, action and the new columns. */
export function updateQuery({ target, set, where }: Update, about: RowTarget): Query {
  const { at } = target;
  const missing = (column: string): string =>
    `The UPDATE SET target column ${column} doesn't exist`;
  const next = assigned(set, about.columns, missing, at);
  const place = about.place.map((name) => reference([name], at));
  const columns = about.columns.map((name) => next.get(name) ?? reference([name], at));
  const values = [...place, integer(rowAction.update, at), ...columns];
  return select(values, table(target), where, at);
}

const and = (left: Expression, right: Expression | undefined): Expression =>
  right === undefined ? left : { kind: "logical", at: left.at, operator: "and", left, right };

interface Branch {
  readonly when: Expression;
  readonly action: number;
  /** Gives a column's value; rows that go have none. */
  readonly value: (column: string) => Expression;
}

function inserted(
  one: MergeCase & { readonly kind: "insert" },
  columns: readonly string[],
  at: Position,
): ReadonlyMap<string, Expression> {
  const names = one.columns ?? columns;
  if (names.length !== one.values.length) {
    throw new SqlError(
      "TYPE_MISMATCH",
      `MERGE table column types don't match: ${names.length} columns, ${one.values.length} values`,
      at,
    );
  }
  const set = names.map((column, index) => ({
    column,
    value: one.values[index] ?? ({ kind: "null", at } as const),
  }));
  const missing = (column: string): string =>
    `Insert column name does not exist in target table: ${column}`;
  return assigned(set, columns, missing, at);
}

function branch(one: MergeCase, about: RowTarget, path: readonly string[], at: Position): Branch {
  const row = reference([...path, about.place[1]], at);
  const matched: Expression = { kind: "is-null", at, value: row, negated: one.kind !== "insert" };
  const when = and(matched, one.condition);
  const nothing: Expression = { kind: "null", at };
  switch (one.kind) {
    case "delete":
      return { when, action: rowAction.delete, value: () => nothing };
    case "update": {
      const missing = (column: string): string =>
        `Merge column name does not exist in target table: ${column}`;
      const next = assigned(one.set, about.columns, missing, at);
      const value = (column: string): Expression =>
        next.get(column) ?? reference([...path, column], at);
      return { when, action: rowAction.update, value };
    }
    case "insert": {
      const next = inserted(one, about.columns, at);
      return { when, action: rowAction.insert, value: (column) => next.get(column) ?? nothing };
    }
  }
}

/** Makes the query that finds the rows of a MERGE; the first case that holds decides. */
export function mergeQuery(statement: Merge, about: RowTarget): Query {
  const { target, alias, source, on, cases } = statement;
  const { at } = target;
  const from = source.body.kind === "select" ? source.body.from : undefined;
  if (from === undefined) throw new SqlError("SYNTAX_ERROR", "MERGE needs a source relation", at);
  const path = alias === undefined ? target.parts.map((part) => part.toLowerCase()) : [alias];
  const branches = cases.map((one) => branch(one, about, path, at));
  const choose = (then: (one: Branch) => Expression, otherwise?: Expression): Expression => ({
    kind: "case",
    at,
    operand: undefined,
    whens: branches.map((one) => ({ when: one.when, then: then(one) })),
    otherwise,
  });
  const left: Relation =
    alias === undefined
      ? table(target)
      : { kind: "alias", at, relation: table(target), alias, columns: undefined };
  const type = cases.some(({ kind }) => kind === "insert") ? "right" : "inner";
  const joined: Relation = { kind: "join", at, type, left, right: from, on, using: undefined };
  const place = about.place.map((name) => reference([...path, name], at));
  const action = choose((one) => integer(one.action, at), integer(rowAction.none, at));
  const columns = about.columns.map((column) => choose((one) => one.value(column)));
  return select([...place, action, ...columns], joined, undefined, at);
}
