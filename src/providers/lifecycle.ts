import { applyDrop, applyPlan } from "../apply";
import { LakeError } from "../errors";
import {
  bytesText,
  digestOf,
  explainReasons,
  type Plan,
  type PlanInput,
  planDrop,
  planRelation,
  viewOf,
} from "../planner";
import { type Applied, type Desired, keyOf } from "../state";
import { desiredOf, type RelationInputs, unknownText } from "./inputs";
import { notBuilt } from "./left-out";
import type { Scope, Session } from "./session";

/** Holds what a relation's resource gives back: live facts, and whose it is. */
export interface RelationOutputs {
  readonly relation: string;
  readonly version: string;
  /** The same for resources downstream; hidden, so that a preview may say it without showing it. */
  readonly __dataVersion: string;
  readonly rows?: number;
  readonly bytes?: number;
  readonly location?: string;
  /** Null on purpose: a key that is absent is unknown to the program of the next preview. */
  readonly __plan: null;
  readonly __kind: "relation";
  readonly __home: RelationInputs["__home"];
  readonly __node: string;
  readonly __schema: string;
}

/** Tells people how far an action is. */
export type Progress = (text: string) => void;

/** Decides what will be done to a relation; answers from memory once the bulk read is in. */
export async function planFor(session: Session, inputs: RelationInputs): Promise<Plan> {
  const desired = desiredOf(inputs, session.settings.projectDir);
  const observed = await session.observed(scopeOf(desired));
  return planRelation(planInput(session, inputs, desired, observed.sources), observed, {
    owner: session.owner,
    run: session.settings.run,
    adopt: session.settings.adopt,
  });
}

function scopeOf(desired: Desired): Scope {
  const sources = desired.upstream.flatMap((item) =>
    item.kind === "source" ? [item.relation] : [],
  );
  return { schemas: [desired.relation.schema], sources };
}

function planInput(
  session: Session,
  inputs: RelationInputs,
  desired: Desired,
  sources: ReadonlyMap<string, { readonly version: string; readonly bytes?: number }>,
): PlanInput {
  const versions: Record<string, string | undefined> = {};
  const bytes: Record<string, number | undefined> = {};
  for (const item of desired.upstream) {
    const key = item.kind === "source" ? keyOf(item.relation) : item.relation;
    if (item.kind === "source") {
      versions[key] = sources.get(key)?.version ?? "";
      bytes[key] = sources.get(key)?.bytes;
    } else {
      versions[key] = versionSeen(session, inputs, desired, item);
      if (item.kind === "table") bytes[key] = session.record.entry(key)?.applied?.bytes;
    }
  }
  const entry = session.record.entry(keyOf(desired.relation));
  const { fullRefresh, guarded } = session.demands.get(keyOf(desired.relation)) ?? {};
  return {
    desired,
    inputs: versions,
    inputBytes: bytes,
    attempts: entry?.attempts ?? 0,
    ...(entry?.applied === undefined ? {} : { applied: entry.applied }),
    ...(entry?.pending === undefined ? {} : { pending: entry.pending }),
    ...(fullRefresh === undefined ? {} : { fullRefresh }),
    ...(guarded === undefined ? {} : { guarded }),
  };
}

/**
 * Gives what a relation sees of one upstream. Of one that the selection leaves out with a changed
 * definition it sees what it saw last: the change reaches it when it is made.
 */
function versionSeen(
  session: Session,
  inputs: RelationInputs,
  desired: Desired,
  upstream: Exclude<Desired["upstream"][number], { readonly kind: "source" }>,
): string | undefined {
  const { relation: key, kind } = upstream;
  const { leftOut, unsettled } = session.demands.get(key) ?? {};
  if (leftOut !== undefined && session.record.entry(key)?.applied === undefined) {
    throw notBuilt(desired, key);
  }
  const byDefinition = kind === "view" || desired.materialized === "view";
  if (byDefinition && (leftOut === "changed" || unsettled === "same")) {
    return session.record.entry(keyOf(desired.relation))?.applied?.inputs[key] ?? "";
  }
  if (byDefinition && unsettled !== undefined) return unsettled;
  const given = inputs.upstream[key];
  return given === unknownText ? undefined : given;
}

/**
 * Adds to the inputs of a preview the action, under its own name, and what the summary counts. Where
 * the rows stay, so does the version: said here, it is known to everything downstream.
 */
export function announce(
  session: Session,
  inputs: RelationInputs,
  plan: Plan,
): Record<string, unknown> {
  const digest = digestOf(plan);
  if (plan.verb === undefined || digest === undefined) return { ...inputs, __plan: null };
  const version = session.record.entry(plan.relation)?.applied?.version;
  const kept = plan.verb === "document" && version !== undefined ? { __dataVersion: version } : {};
  return { ...inputs, [plan.verb]: viewOf(plan), __plan: digest, ...kept };
}

/** Says in one line what happens to a relation and why, with its hazards. */
export function announcement(plan: Plan): string | undefined {
  if (plan.verb === undefined) return undefined;
  const hazards = plan.hazards.map((hazard) => `\n  hazard: ${hazard.text}`).join("");
  const { scanBytes } = plan.estimate;
  const scan = scanBytes === undefined ? "" : ` (scans at most ${bytesText(scanBytes)})`;
  const name = plan.relation.slice(plan.relation.indexOf(".") + 1);
  return `${plan.verb} ${name}: ${explainReasons(plan)}${scan}${hazards}`;
}

/** Brings the lake to what the inputs ask: observes, plans, applies. Safe to run again. */
export async function reconcile(
  session: Session,
  inputs: RelationInputs,
  progress: Progress,
  signal: AbortSignal,
): Promise<RelationOutputs> {
  const desired = desiredOf(inputs, session.settings.projectDir);
  const observed = await session.observed(scopeOf(desired));
  const input = planInput(session, inputs, desired, observed.sources);
  const { owner } = session;
  const plan = planRelation(input, observed, {
    owner,
    run: session.settings.run,
    adopt: session.settings.adopt,
  });
  const { clients, connection, record } = session;
  const run = { clients, connection, record, progress, signal, salt: owner };
  const applied = plan.actions.length === 0 ? input.applied : await applyPlan(plan, input, run);
  if (applied === undefined) throw nothingApplied(plan.relation);
  await takeNode(session, desired);
  return outputsOf(inputs, desired, applied);
}

/** Renames the owner in the record when a node was renamed but builds the same relation. */
async function takeNode(session: Session, desired: Desired): Promise<void> {
  const key = keyOf(desired.relation);
  const entry = session.record.entry(key);
  if (entry === undefined || entry.node === desired.node) return;
  await session.record.put(key, { ...entry, node: desired.node });
}

function nothingApplied(relation: string): LakeError {
  return new LakeError("AF205", `Cannot tell what was applied to "${relation}"`, {
    where: { relation },
  });
}

function outputsOf(inputs: RelationInputs, desired: Desired, applied: Applied): RelationOutputs {
  const { rows, bytes, location } = applied;
  return {
    relation: inputs.relation,
    version: applied.version,
    __dataVersion: applied.version,
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(location === undefined ? {} : { location }),
    __plan: null,
    __kind: "relation",
    __home: inputs.__home,
    __node: desired.node,
    __schema: desired.relation.schema,
  };
}

/** Removes a relation that left the project, and nothing that is not recorded as ours. */
export async function remove(
  session: Session,
  outputs: RelationOutputs,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const entry = session.record.entry(outputs.relation);
  // Another node may have taken the relation over under a new name: then it is no longer ours.
  if (entry === undefined || entry.node !== outputs.__node) return;
  const observed = await session.observed({ schemas: [outputs.__schema], sources: [] });
  const plan = planDrop(entry, observed.relations.get(outputs.relation));
  const { clients, connection, record, owner } = session;
  const run = { clients, connection, record, progress, signal, salt: owner };
  await applyDrop(plan, run);
}
