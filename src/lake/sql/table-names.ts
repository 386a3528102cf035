import type { Position } from "./error";
import type { Query, Relation } from "./syntax";

/** Is a table's name where a query uses it. */
export interface TableReference {
  readonly parts: readonly string[];
  readonly at: Position;
  /** Says which of the table's states is read, when it is not the current one. */
  readonly period: Period | undefined;
}

type Period = NonNullable<Extract<Relation, { kind: "table" }>["period"]>;

/** Finds the tables a query reads, but for those it defines itself with WITH. */
export function tableReferences(query: Query): readonly TableReference[] {
  const found: TableReference[] = [];
  collect(query, new Set(), found);
  return found;
}

/** Gives the names of the tables a query reads, each once. */
export function tableNames(query: Query): readonly (readonly string[])[] {
  const names = new Map<string, readonly string[]>();
  for (const { parts } of tableReferences(query)) {
    const lower = parts.map((part) => part.toLowerCase());
    names.set(JSON.stringify(lower), lower);
  }
  return [...names.values()];
}

interface Node {
  readonly kind?: unknown;
  readonly parts?: readonly string[];
  readonly at?: Position;
  readonly with?: Query["with"];
  readonly recursive?: boolean;
  readonly period?: Period | undefined;
}

function collect(node: unknown, known: ReadonlySet<string>, found: TableReference[]): void {
  if (Array.isArray(node)) {
    for (const child of node) collect(child, known, found);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const { kind, parts, at, with: common, recursive, period } = node as Node;
  if (kind === "table" && parts !== undefined && at !== undefined) {
    const [only] = parts;
    const own = parts.length === 1 && only !== undefined && known.has(only.toLowerCase());
    if (!own || period !== undefined) found.push({ parts, at, period });
  }
  let inner = known;
  for (const named of common ?? []) {
    const own = new Set(inner).add(named.name.toLowerCase());
    collect(named.query, recursive === true ? own : inner, found);
    inner = own;
  }
  for (const [key, child] of Object.entries(node)) {
    if (key !== "with") collect(child, inner, found);
  }
}
