import { relative, resolve } from "node:path";
import { configOf, type Desired, keyOf } from "../state";

/** Names whose stack a resource belongs to; kept in state, so that destroy needs no program. */
export interface Home {
  readonly project: string;
  readonly stack: string;
}

/** Says what one run asks of one relation; it crosses to the provider and is not kept in state. */
export interface Demand {
  /**
   * Outside of the selection: it stays as it is. `changed` says that its definition is another one
   * than what was applied.
   */
  readonly leftOut?: "same" | "changed";
  /**
   * Something below is left out with a changed definition, so the lineage in the project is not what
   * the lake has. `same` says that the relation's own definition is as applied; else it is what
   * stands for its lineage until all is applied.
   */
  readonly unsettled?: string;
  readonly fullRefresh?: boolean;
  readonly guarded?: boolean;
}

/** Is the text by which Pulumi marks what it cannot know before an earlier step ran. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * Is the whole of a relation's definition as Pulumi keeps it. Keys that people read are plain;
 * those that begin with `__` are plumbing, which Pulumi does not show.
 */
export interface RelationInputs {
  readonly relation: string;
  readonly materialized: string;
  readonly sql?: string;
  readonly file?: { readonly path: string; readonly digest: string; readonly rows: number };
  readonly config: Readonly<Record<string, unknown>>;
  readonly docs?: Readonly<Record<string, unknown>>;
  /** Upstream relation → data version (tables, seeds) or lineage (views). */
  readonly upstream: Readonly<Record<string, string>>;
  readonly __kind: "relation";
  readonly __home: Home;
  /** Everything of Desired that the keys above do not show, as JSON text. */
  readonly __desired: string;
}

/** Turns a definition into resource inputs; `upstream` is filled in by the caller. */
export function inputsOf(
  desired: Desired,
  home: Home,
  projectDir: string,
): Omit<RelationInputs, "upstream"> {
  const { seed } = desired;
  const path = seed === undefined ? "" : relative(projectDir, seed.path).split("\\").join("/");
  const portable: Desired = seed === undefined ? desired : { ...desired, seed: { ...seed, path } };
  const { sql, ...rest } = portable;
  const { docs } = desired;
  const documents = docs.relation || docs.columns;
  return {
    relation: keyOf(desired.relation),
    materialized: desired.materialized,
    config: shownConfig(desired),
    ...(sql === undefined ? {} : { sql }),
    ...(seed === undefined ? {} : { file: { path, digest: seed.digest, rows: seed.rows } }),
    ...(documents ? { docs: shownDocs(desired) } : {}),
    __kind: "relation",
    __home: home,
    __desired: JSON.stringify(rest),
  };
}

/** Turns resource inputs back into the definition. */
export function desiredOf(inputs: RelationInputs, projectDir: string): Desired {
  const rest = JSON.parse(inputs.__desired) as Desired;
  const { seed } = rest;
  return {
    ...rest,
    ...(inputs.sql === undefined ? {} : { sql: inputs.sql }),
    ...(seed === undefined ? {} : { seed: { ...seed, path: resolve(projectDir, seed.path) } }),
  };
}

// Only what differs from having said nothing: a reviewer reads config as the author wrote it.
function shownConfig(desired: Desired): Readonly<Record<string, unknown>> {
  const all = {
    ...configOf(desired),
    ...(desired.materialized === "view" ? {} : { ha: desired.ha || null }),
  };
  const { materialized: _, ...shown } = all as Record<string, unknown>;
  const said = Object.entries(shown).filter(
    ([, value]) =>
      value !== null && !(Array.isArray(value) && value.length === 0) && !isEmpty(value),
  );
  return Object.fromEntries(said);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function shownDocs(desired: Desired): Readonly<Record<string, unknown>> {
  const { docs } = desired;
  const columns = docs.columns
    ? { columns: Object.fromEntries(docs.columnDocs.map((doc) => [doc.name, doc.description])) }
    : {};
  return { ...(docs.relation ? { description: docs.description } : {}), ...columns };
}
