import type { Position } from "./error";

/** Is any expression of Trino's grammar, as plain data. */
export type Expression = { readonly at: Position } & (
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "integer" | "decimal" | "double"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "binary"; readonly hex: string }
  | {
      readonly kind: "interval";
      readonly negative: boolean;
      readonly value: string;
      readonly from: string;
      readonly to: string | undefined;
    }
  | { readonly kind: "typed-literal"; readonly type: string; readonly value: string }
  | { readonly kind: "parameter"; readonly index: number }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "field"; readonly base: Expression; readonly field: string }
  | CallExpression
  | { readonly kind: "lambda"; readonly parameters: readonly string[]; readonly body: Expression }
  | { readonly kind: "sign"; readonly negative: boolean; readonly operand: Expression }
  | {
      readonly kind: "arithmetic";
      readonly operator: "+" | "-" | "*" | "/" | "%";
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "concat"; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: "compare";
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "quantified";
      readonly operator: Comparison;
      readonly quantifier: "all" | "any";
      readonly left: Expression;
      readonly query: Query;
    }
  | {
      readonly kind: "between";
      readonly negated: boolean;
      readonly value: Expression;
      readonly lower: Expression;
      readonly upper: Expression;
    }
  | {
      readonly kind: "in-list";
      readonly negated: boolean;
      readonly value: Expression;
      readonly items: readonly Expression[];
    }
  | {
      readonly kind: "in-query";
      readonly negated: boolean;
      readonly value: Expression;
      readonly query: Query;
    }
  | {
      readonly kind: "like";
      readonly negated: boolean;
      readonly value: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | undefined;
    }
  | { readonly kind: "is-null"; readonly negated: boolean; readonly value: Expression }
  | {
      readonly kind: "distinct-from";
      readonly negated: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "not"; readonly operand: Expression }
  | {
      readonly kind: "logical";
      readonly operator: "and" | "or";
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "row"; readonly items: readonly Expression[] }
  | { readonly kind: "array"; readonly items: readonly Expression[] }
  | { readonly kind: "subscript"; readonly base: Expression; readonly index: Expression }
  | {
      readonly kind: "case";
      readonly operand: Expression | undefined;
      readonly whens: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression | undefined;
    }
  | {
      readonly kind: "cast";
      readonly safe: boolean;
      readonly operand: Expression;
      readonly type: string;
    }
  | { readonly kind: "subquery"; readonly query: Query }
  | { readonly kind: "exists"; readonly query: Query }
  | { readonly kind: "current"; readonly what: string; readonly precision: number | undefined }
  | { readonly kind: "extract"; readonly field: string; readonly operand: Expression }
  | { readonly kind: "grouping"; readonly columns: readonly Expression[] }
  | { readonly kind: "at-time-zone"; readonly operand: Expression; readonly zone: Expression }
);

/** Names Trino's comparison operators; "!=" is read as "<>". */
export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** Is a call of a scalar, aggregate or window function. */
export interface CallExpression {
  readonly kind: "call";
  readonly at: Position;
  readonly name: string;
  readonly args: readonly Expression[];
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly SortItem[];
  readonly filter: Expression | undefined;
  readonly over: Window | string | undefined;
  readonly ignoreNulls: boolean;
}

/** Is what OVER or WINDOW describes. */
export interface Window {
  readonly base: string | undefined;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame: Frame | undefined;
}

/** Is a window's frame. */
export interface Frame {
  readonly unit: "range" | "rows" | "groups";
  readonly start: FrameBound;
  readonly end: FrameBound | undefined;
}

/** Is one end of a window's frame. */
export type FrameBound =
  | { readonly kind: "unbounded" | "offset"; readonly preceding: boolean; readonly by?: Expression }
  | { readonly kind: "current-row" };

/** Is one key of ORDER BY. */
export interface SortItem {
  readonly at: Position;
  readonly value: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean | undefined;
}

/** Is a whole query with its common tables, order and limits. */
export interface Query {
  readonly at: Position;
  readonly recursive: boolean;
  readonly with: readonly NamedQuery[];
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset: RowCount | undefined;
  readonly limit: RowCount | undefined;
  readonly ties: boolean;
}

/** Is the number after LIMIT, OFFSET or FETCH FIRST. */
export type RowCount =
  | { readonly kind: "integer"; readonly text: string; readonly at: Position }
  | { readonly kind: "parameter"; readonly index: number; readonly at: Position };

/** Is one table of WITH. */
export interface NamedQuery {
  readonly at: Position;
  readonly name: string;
  readonly columns: readonly string[] | undefined;
  readonly query: Query;
}

/** Is a query without its order and limits. */
export type QueryBody = { readonly at: Position } & (
  | Select
  | {
      readonly kind: "set-operation";
      readonly operator: "union" | "intersect" | "except";
      readonly all: boolean;
      readonly left: QueryBody;
      readonly right: QueryBody;
    }
  | { readonly kind: "table"; readonly parts: readonly string[] }
  | { readonly kind: "values"; readonly rows: readonly Expression[] }
  | { readonly kind: "nested"; readonly query: Query }
);

/** Is SELECT … FROM … WHERE … GROUP BY … HAVING … WINDOW. */
export interface Select {
  readonly kind: "select";
  readonly at: Position;
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: Relation | undefined;
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly { readonly name: string; readonly window: Window }[];
}

/** Is one entry of a select list. */
export type SelectItem =
  | {
      readonly kind: "expression";
      readonly at: Position;
      readonly value: Expression;
      readonly alias: string | undefined;
    }
  | {
      readonly kind: "all";
      readonly at: Position;
      readonly of: Expression | undefined;
      readonly aliases: readonly string[] | undefined;
    };

/** Is GROUP BY with its grouping elements. */
export interface GroupBy {
  readonly distinct: boolean;
  readonly elements: readonly GroupingElement[];
}

/** Is one element of GROUP BY: a plain set, or several sets in one of three notations. */
export interface GroupingElement {
  readonly kind: "plain" | "rollup" | "cube" | "sets";
  readonly sets: readonly (readonly Expression[])[];
}

/** Is what may stand in FROM. */
export type Relation = { readonly at: Position } & (
  | {
      readonly kind: "table";
      readonly parts: readonly string[];
      readonly period: { readonly type: string; readonly value: Expression } | undefined;
    }
  | { readonly kind: "query"; readonly query: Query; readonly lateral: boolean }
  | { readonly kind: "unnest"; readonly items: readonly Expression[]; readonly ordinality: boolean }
  | {
      readonly kind: "table-function";
      readonly name: string;
      readonly args: readonly { readonly name: string | undefined; readonly value: Expression }[];
    }
  | {
      readonly kind: "alias";
      readonly relation: Relation;
      readonly alias: string;
      readonly columns: readonly string[] | undefined;
    }
  | {
      readonly kind: "join";
      readonly type: "cross" | "inner" | "left" | "right" | "full";
      readonly left: Relation;
      readonly right: Relation;
      readonly on: Expression | undefined;
      readonly using: readonly string[] | undefined;
    }
);
