import { compare as patchBetween } from "fast-json-patch";
import {
  type Applied,
  configOf,
  type Desired,
  docsShapeOf,
  fingerprintsOf,
  keyOf,
  type ObservedRelation,
} from "../state";
import type { PlanInput, Reason } from "./plan";

/** Says what follows from the differences: the worst response wins. */
export type Response = "nothing" | "document" | "rebuild";

/** Holds what the comparison of the three faces found. */
export interface Comparison {
  readonly response: Response;
  readonly reasons: readonly Reason[];
}

/** Compares desired with applied (change) and applied with observed (drift). */
export function compareFaces(
  input: PlanInput,
  applied: Applied | undefined,
  observed: ObservedRelation | undefined,
  run: "changed" | "always",
): Comparison {
  if (applied === undefined) return { response: "rebuild", reasons: [{ kind: "missing" }] };
  const rebuild = [
    ...driftReasons(applied, observed),
    ...definitionReasons(input.desired, applied),
    ...inputReasons(input, applied),
  ];
  const isTable = input.desired.materialized !== "view";
  if (input.fullRefresh === true && isTable) rebuild.push({ kind: "full-refresh" });
  if (rebuild.length === 0 && run === "always") rebuild.push({ kind: "always" });
  if (rebuild.length > 0) return { response: "rebuild", reasons: rebuild };
  const docs = docsReasons(input.desired, applied, observed);
  return { response: docs.length > 0 ? "document" : "nothing", reasons: docs };
}

function driftReasons(applied: Applied, observed: ObservedRelation | undefined): Reason[] {
  if (observed === undefined) return [{ kind: "dropped-outside" }];
  if (observed.shape === applied.shape) return [];
  const aspects: string[] = [];
  if (observed.kind !== applied.kind) aspects.push("kind");
  if (observed.location !== applied.location) aspects.push("location");
  const names = (columns: Applied["columns"]): string =>
    columns.map((column) => `${column.name} ${column.type}`.toLowerCase()).join(", ");
  if (names(observed.columns) !== names(applied.columns)) aspects.push("columns");
  if (names(observed.partitionKeys) !== names(applied.partitionKeys)) aspects.push("partitioning");
  if (aspects.length === 0) aspects.push("query");
  return [{ kind: "changed-outside", aspects }];
}

function definitionReasons(desired: Desired, applied: Applied): Reason[] {
  const reasons: Reason[] = [];
  const wanted = configOf(desired);
  const changed = changedKeys(applied.config, wanted);
  // Between a view and a table nearly all keys differ, and only `materialized` is the reason.
  const shared = changed.filter((key) => key in applied.config && key in wanted);
  const keys = shared.length > 0 ? shared : changed;
  const fingerprints = fingerprintsOf(desired);
  const comparable = fingerprints.format === applied.fingerprints.format;
  if (comparable && fingerprints.query !== applied.fingerprints.query) {
    reasons.push({ kind: "query-changed", materialized: desired.materialized });
  }
  if (keys.length > 0) reasons.push({ kind: "config-changed", keys });
  return reasons;
}

/** Names the top-level keys that differ between two configs, sorted. */
export function changedKeys(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  const keys = patchBetween(before, after).map((operation) => operation.path.split("/")[1] ?? "");
  return [...new Set(keys)].sort();
}

/**
 * Names what the relation reads and what has changed there. A view holds no rows: only definitions
 * below it count, which the caller gives as lineage.
 */
function inputReasons(input: PlanInput, applied: Applied): Reason[] {
  const upstream: string[] = [];
  const sources: string[] = [];
  for (const item of input.desired.upstream) {
    const key = typeof item.relation === "string" ? item.relation : keyOf(item.relation);
    const wanted = input.inputs[key];
    if (wanted !== undefined && wanted === applied.inputs[key]) continue;
    if (item.kind !== "source") upstream.push(nodeName(item.node));
    else if (input.desired.materialized !== "view") sources.push(key);
  }
  const reasons: Reason[] = [];
  if (upstream.length > 0) reasons.push({ kind: "upstream-changes", names: upstream });
  if (sources.length > 0) reasons.push({ kind: "source-changed", names: sources });
  return reasons;
}

function nodeName(node: string): string {
  return node.split(".").at(-1) ?? node;
}

function docsReasons(
  desired: Desired,
  applied: Applied,
  observed: ObservedRelation | undefined,
): Reason[] {
  if (fingerprintsOf(desired).docs !== applied.fingerprints.docs) return [{ kind: "docs-changed" }];
  if (observed === undefined || applied.docsShape === "") return [];
  const seen = docsShapeOf({
    columns: observed.columns,
    partitionKeys: observed.partitionKeys,
    parameters: observed.parameters,
    documented: applied.documented,
    ...(observed.description === undefined ? {} : { description: observed.description }),
  });
  return seen === applied.docsShape ? [] : [{ kind: "changed-outside", aspects: ["docs"] }];
}
