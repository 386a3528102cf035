import { createSchema, dropSchema } from "../apply";
import type { LakeError } from "../errors";
import {
  digestOf,
  explainReasons,
  notOurs,
  type Plan,
  type PlanDigest,
  type PlanView,
  planDrop,
  viewOf,
} from "../planner";
import type { Observed } from "../state";
import type { RelationInputs } from "./inputs";
import type { ProjectScope } from "./resources";
import type { Session } from "./session";

/** Is a schema's definition as Pulumi keeps it. */
export interface SchemaInputs {
  readonly schema: string;
  readonly __kind: "schema";
  readonly __home: RelationInputs["__home"];
  /** Relation → plan of what the project no longer has; in a preview only. */
  readonly drop?: Readonly<Record<string, PlanView>>;
  /** What the preview will drop, for its summary; null where it is nothing. */
  readonly __plans?: readonly PlanDigest[] | null;
}

/** Reads in bulk what the project needs; the first schema of a run brings the whole scope. */
export function prefetch(
  session: Session,
  inputs: SchemaInputs,
  project: ProjectScope | undefined,
): Promise<Observed> {
  return session.observed({
    schemas: project?.schemas ?? [inputs.schema],
    sources: project?.sources ?? [],
  });
}

/** Tells what will be dropped: recorded relations that the project no longer has. */
export function plannedDrops(
  session: Session,
  observed: Observed,
  project: ProjectScope,
): readonly Plan[] {
  const kept = new Set(project.relations);
  const { entries } = session.record.current();
  return Object.entries(entries)
    .filter(([key]) => !kept.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => planDrop(entry, observed.relations.get(key)));
}

/**
 * Refuses, before anything is written, every relation of the project that exists and is not ours.
 * The plan of each would refuse it too, but only when its turn comes.
 */
export function refusals(
  session: Session,
  observed: Observed,
  project: ProjectScope,
): readonly LakeError[] {
  if (session.settings.adopt) return [];
  const foreign = (project.selected ?? project.relations).filter((key) => {
    const entry = session.record.entry(key);
    const known = entry?.applied !== undefined || entry?.pending !== undefined;
    return observed.relations.has(key) && !known;
  });
  return foreign.map((key) => notOurs(key));
}

/** Puts a plan to drop something into one line. */
export function dropLine(plan: Plan): string {
  const hazards = plan.hazards.map((hazard) => `; ${hazard.text}`).join("");
  return `drop ${plan.relation}: ${explainReasons(plan)}${hazards}`;
}

/** Adds to the inputs of a preview what will be dropped, and what the summary counts. */
export function announceDrops(inputs: SchemaInputs, plans: readonly Plan[]): SchemaInputs {
  if (plans.length === 0) return { ...inputs, __plans: null };
  const drop = Object.fromEntries(plans.map((plan) => [plan.relation, viewOf(plan)]));
  const __plans = plans.map(digestOf).filter((digest) => digest !== undefined);
  return { ...inputs, drop, __plans };
}

/** Creates the schema where it is missing, tags it as dbt-athena does, and records that it is ours. */
export async function createOrKeep(session: Session, inputs: SchemaInputs, signal: AbortSignal) {
  const { clients, connection, record, owner } = session;
  const run = { clients, connection, record, signal, salt: owner, progress: () => undefined };
  const observed = await session.observed({ schemas: [inputs.schema], sources: [] });
  if (observed.schemas.get(inputs.schema) !== true) {
    await createSchema({ schema: inputs.schema }, run);
  }
  const { schema, __kind, __home } = inputs;
  return { schema, __kind, __home, __plans: null };
}

/** Drops the schema when we created it and nothing is left in it. */
export async function dropWhenOurs(session: Session, schema: string, signal: AbortSignal) {
  const { clients, connection, record, owner } = session;
  const run = { clients, connection, record, signal, salt: owner, progress: () => undefined };
  await dropSchema({ schema }, run);
}
