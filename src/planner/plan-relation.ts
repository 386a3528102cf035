import { LakeError, ProjectError } from "../errors";
import {
  type Applied,
  type AttemptId,
  type Desired,
  fixedHome,
  keyOf,
  type Observed,
  type ObservedRelation,
  type OwnedLocation,
  type Pending,
} from "../state";
import { type BuildContext, buildTable, buildView, stagingOf } from "./build";
import { compareFaces } from "./compare";
import { reasonText } from "./explain";
import { hazardsOf } from "./hazards";
import { checkPlaces } from "./places";
import type { Action, Estimate, Plan, PlanInput, Reason, Verb } from "./plan";
import { recover } from "./recovery";

/** Holds what is the same for every relation of a run. */
export interface PlanSettings {
  /** `<project>/<stack>`. */
  readonly owner: string;
  readonly run: "changed" | "always";
  /** Take over relations that exist and that no record of ours names. */
  readonly adopt: boolean;
}

/** Decides everything that will be done to one relation. Throws AF202 when it is not ours. */
export function planRelation(input: PlanInput, observed: Observed, settings: PlanSettings): Plan {
  const key = keyOf(input.desired.relation);
  const there = observed.relations.get(key);
  const recovery = recover(input.pending, input.applied, there);
  const seen = recovery.dropped ? undefined : there;
  const { applied } = recovery;
  const base = {
    relation: key,
    node: input.desired.node,
    attempt: input.attempts + 1,
    estimate: estimateOf(input),
  };
  const unfinished: Reason[] =
    input.pending === undefined ? [] : [{ kind: "unfinished", phase: input.pending.phase }];
  if (applied === undefined && seen !== undefined && !isInPlace(input.pending)) {
    const taken = takeOver(key, input.desired, settings);
    return { ...base, ...taken, actions: [...recovery.actions, ...taken.actions], estimate: {} };
  }
  const compared = compareFaces(input, applied, settledView(seen, input, applied), settings.run);
  if (compared.response === "nothing") {
    const verb = recovery.actions.length > 0 ? { verb: "recover" as const } : {};
    const { actions } = recovery;
    return { ...base, ...verb, reasons: unfinished, hazards: [], actions, estimate: {} };
  }
  if (compared.response === "document") {
    const actions: Action[] = [...recovery.actions, { kind: "document" }];
    const reasons = [...unfinished, ...compared.reasons];
    return { ...base, verb: "document", reasons, hazards: [], actions, estimate: {} };
  }
  const id: AttemptId = { owner: settings.owner, relation: key, attempt: base.attempt };
  const actions = rebuild(input.desired, { id, observed, seen, applied });
  checkPlaces(input.desired, actions, observed);
  const verb = verbOf(input.desired, seen);
  const reasons = [...unfinished, ...compared.reasons];
  if (input.guarded === true && seen !== undefined) refuseRebuild(input.desired, verb, reasons);
  return {
    ...base,
    verb,
    reasons,
    hazards: hazardsOf(input.desired, actions, applied),
    actions: [...recovery.actions, ...actions],
  };
}

/** A view holds no rows, so replacing one by another loses nothing that a guard protects. */
function refuseRebuild(desired: Desired, verb: Verb, reasons: readonly Reason[]): void {
  if (verb === "replace view") return;
  const key = keyOf(desired.relation);
  const why = reasons.map(reasonText).join("; ");
  throw new ProjectError("AF122", `Cannot ${verb} "${key}" (${why}): athenaform:protect names it`, {
    where: { relation: key, file: desired.where.file },
  });
}

/** Tells an attempt that replaced its target in place: what is there now is of our making. */
function isInPlace(pending: Pending | undefined): boolean {
  return pending?.phase === "publishing" && pending.next === undefined;
}

/** Sees a finished attempt's target as it will be: what `next` recorded, not the half-way state. */
function settledView(
  seen: ObservedRelation | undefined,
  input: PlanInput,
  applied: Applied | undefined,
): ObservedRelation | undefined {
  if (seen === undefined || applied === undefined || applied !== input.pending?.next) return seen;
  const { location: _, ...rest } = seen;
  return {
    ...rest,
    kind: applied.kind,
    shape: applied.shape,
    columns: applied.columns,
    partitionKeys: applied.partitionKeys,
    ...(applied.location === undefined ? {} : { location: applied.location }),
  };
}

/** Makes the refusal to touch a relation that exists and that no record of ours names. */
export function notOurs(relation: string, file?: string): LakeError {
  const where = file === undefined ? { relation } : { relation, file };
  const message = `Cannot manage "${relation}": it exists and is not in our record`;
  return new LakeError("AF202", message, { where });
}

function takeOver(
  key: string,
  desired: Desired,
  settings: PlanSettings,
): Pick<Plan, "verb" | "reasons" | "hazards" | "actions"> {
  if (!settings.adopt) throw notOurs(key, desired.where.file);
  return {
    verb: "adopt",
    reasons: [{ kind: "not-recorded" }],
    hazards: [],
    actions: [{ kind: "adopt" }],
  };
}

interface RebuildContext {
  readonly id: AttemptId;
  readonly observed: Observed;
  readonly seen: ObservedRelation | undefined;
  readonly applied: Applied | undefined;
}

function rebuild(desired: Desired, context: RebuildContext): readonly Action[] {
  const { id, seen } = context;
  const expected = seen === undefined ? {} : { expected: seen.versionId };
  const staging = stagingOf(desired, id);
  const expire = expireOf(desired, context);
  if (desired.materialized === "view") {
    const aside = seen !== undefined && seen.kind !== "view";
    const create = buildView(desired, aside, id);
    if (!aside) return [create, ...expire];
    return [create, { kind: "publish", staging, bridge: false, ...expected }, ...expire];
  }
  const publish: Action = {
    kind: "publish",
    staging,
    bridge: desired.layout.partitionedBy.length > 0,
    classification: desired.layout.format.toLowerCase(),
    ...expected,
  };
  const home = fixedHome(desired.relation, desired.placement);
  const settle: readonly Action[] =
    home === undefined || context.observed.enforcedOutput !== undefined
      ? []
      : [{ kind: "settle", home }];
  return [...buildTable(desired, buildContext(context)), publish, ...settle, ...expire];
}

function buildContext({ id, observed, seen, applied }: RebuildContext): BuildContext {
  const { enforcedOutput } = observed;
  return {
    id,
    ...(seen?.location === undefined ? {} : { live: seen.location }),
    ...(enforcedOutput === undefined ? {} : { enforcedOutput }),
    ...(applied?.partitions === undefined ? {} : { lastPartitions: applied.partitions }),
  };
}

/**
 * Keeps the version before the new one even without `ha`: a reader that began before the swap must
 * find its files. Older ones go, and only those that the record says are ours.
 */
function expireOf(desired: Desired, { applied, seen }: RebuildContext): readonly Action[] {
  if (seen === undefined || applied === undefined) return [];
  const isView = desired.materialized === "view";
  const keepVersions = desired.ha || isView ? Math.max(1, desired.versionsToKeep) : 2;
  const live: OwnedLocation[] =
    applied.location === undefined
      ? []
      : [{ location: applied.location, glueVersion: seen.versionId }];
  const locations = [...live, ...applied.previous].slice(keepVersions - 1);
  return [{ kind: "expire", keepVersions, locations }];
}

function verbOf(desired: Desired, seen: ObservedRelation | undefined): Verb {
  if (desired.materialized === "seed") return "seed";
  if (seen === undefined) return "create";
  if (desired.materialized === "view") {
    return seen.kind === "view" ? "replace view" : "replace table by view";
  }
  return seen.kind === "view" ? "replace view by table" : "swap";
}

function estimateOf(input: PlanInput): Estimate {
  if (input.desired.materialized !== "table") return {};
  const sizes = Object.values(input.inputBytes);
  if (sizes.length === 0 || sizes.some((size) => size === undefined)) return {};
  return { scanBytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) };
}
