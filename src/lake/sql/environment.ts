import { type Position, SqlError } from "./error";
import type { ResolvedRelation } from "./scope";
import type { Expression, Query } from "./syntax";
import type { SqlType } from "./types";
import type { TryMode, Typed } from "./typing";

/** Is a column that an expression can name. */
export interface Field {
  /** Is the name as written; absent for a column without one. */
  readonly name: string | undefined;
  /** Holds the parts of the relation's name or its alias, in lower case. */
  readonly qualifier: readonly string[];
  readonly sql: string;
  readonly type: SqlType;
  readonly hidden?: boolean;
}

/** Is the set of columns one SELECT sees, inside of those an outer one sees. */
export interface Names {
  readonly fields: readonly Field[];
  readonly outer: Names | undefined;
  /** Holds the texts of the grouping expressions once the SELECT is known to group. */
  groups?: ReadonlySet<string>;
  /** Holds the SELECT's named windows. */
  windows?: ReadonlyMap<string, import("./syntax").Window>;
}

/** Is a column found while emitting, to be checked against the grouping. */
export interface Use {
  readonly names: Names;
  readonly name: string;
  readonly at: Position;
}

/** Is a query that stands inside of another one: its columns are named c0, c1 … */
export interface EmittedPart {
  readonly sql: string;
  readonly columns: readonly PartColumn[];
}

/** Is one column of such a query. */
export interface PartColumn {
  readonly name: string | undefined;
  readonly type: SqlType;
}

/** Is a table of WITH that is in sight. */
export interface CommonTable {
  readonly sql: string;
  readonly columns: readonly PartColumn[];
}

/** Is what the emission of one statement shares. */
export interface Environment {
  readonly relations: ReadonlyMap<string, ResolvedRelation>;
  readonly now: Date;
  readonly parameters: readonly Expression[];
  readonly session: { readonly user: string; readonly catalog: string; readonly schema: string };
  readonly query: (query: Query, outer: Names | undefined, tables: Tables) => EmittedPart;
  readonly expression: (expression: Expression, context: Context) => Typed;
  counter: number;
}

/** Names the tables of WITH by lower-case name. */
export type Tables = ReadonlyMap<string, CommonTable>;

/** Is where an expression stands. */
export interface Context {
  readonly env: Environment;
  readonly names: Names;
  readonly tables: Tables;
  readonly uses: Use[];
  /** Says which aggregates may stand here. */
  readonly aggregates: "allowed" | "inside" | "refused";
  readonly inTry: TryMode;
  /** Names the clause for messages, such as "WHERE clause". */
  readonly clause: string;
  /** Notes that an aggregate was met. */
  readonly seen: { aggregate: boolean };
}

/** Gives the key under which the environment knows a table. */
export function relationKey(
  parts: readonly string[],
  period?: { readonly value: Expression },
): string {
  const name = parts.map((part) => part.toLowerCase()).join("\0");
  if (period === undefined) return name;
  // Each mention of a table at another time is a table of its own.
  const { line, column } = period.value.at;
  return `${name}\0${line}:${column}`;
}

/** Makes a name that no other part of the emitted query has. */
export function fresh(env: Environment, prefix: string): string {
  env.counter++;
  return `${prefix}${env.counter}`;
}

/** Gives the names of a path of plain names, or undefined for any other expression. */
export function pathOf(expression: Expression): readonly string[] | undefined {
  if (expression.kind === "name") return [expression.name];
  if (expression.kind !== "field") return undefined;
  const base = pathOf(expression.base);
  return base === undefined ? undefined : [...base, expression.field];
}

/** Finds a column by the longest start of a path that names one, and says how much it took. */
export function findColumn(
  names: Names,
  path: readonly string[],
  at: Position,
): { readonly field: Field; readonly names: Names; readonly taken: number } | undefined {
  const lower = path.map((part) => part.toLowerCase());
  for (let level: Names | undefined = names; level !== undefined; level = level.outer) {
    for (let taken = lower.length; taken > 0; taken--) {
      const column = lower[taken - 1];
      const qualifier = lower.slice(0, taken - 1);
      const found = level.fields.filter(
        (field) => field.name?.toLowerCase() === column && endsWith(field.qualifier, qualifier),
      );
      if (found.length > 1) {
        const text = `Column '${path.slice(0, taken).join(".")}' is ambiguous`;
        throw new SqlError("AMBIGUOUS_NAME", text, at);
      }
      const [field] = found;
      if (field !== undefined) return { field, names: level, taken };
    }
  }
  return undefined;
}

/** Tells whether a name's parts end in the parts of a qualifier. */
export function endsWith(parts: readonly string[], end: readonly string[]): boolean {
  const skip = parts.length - end.length;
  return skip >= 0 && end.every((part, index) => parts[skip + index] === part);
}
