import {
  deletePartitions,
  type GlueTable,
  type GlueTableInput,
  getTable,
  listPartitionValues,
} from "../aws";
import { Bug, LakeError } from "../errors";
import type { Action } from "../planner";
import { appliedFrom } from "./applied";
import type { Attempt } from "./attempt";
import { crossBridge } from "./bridge";
import { tableOf } from "./built";
import { documented } from "./documented";
import { targetInput, writeTarget } from "./target";

type Publish = Extract<Action, { kind: "publish" }>;

/** Points the target at what was built, if it is still what the plan saw. */
export async function publish(action: Publish, attempt: Attempt): Promise<void> {
  const { built } = attempt;
  if (built === undefined) throw new Bug(`Cannot publish "${attempt.key}": nothing was built`);
  const { clients, progress } = attempt.run;
  const target = await getTable(clients, attempt.relation);
  requireExpected(action, attempt, target);
  const before = attempt.entry.applied?.documented ?? [];
  const { input, names } = documented(
    targetInput(attempt, built, target, action.classification),
    attempt.input.desired.docs,
    before,
  );
  const replaced = target?.VersionId;
  const published = { documented: names, ...(replaced === undefined ? {} : { replaced }) };
  const next = appliedFrom(attempt, built, { ...published, table: input });
  await attempt.note({ phase: "publishing", next, queries: [] });
  progress("publish");
  attempt.publishing = true;
  if (action.bridge) await crossBridge(attempt, built, input, target);
  else await moveWhole(attempt, input, target);
  attempt.moved = true;
  const table = await tableOf(attempt, attempt.relation);
  attempt.next = appliedFrom(attempt, built, { ...published, table });
}

function requireExpected(
  { expected }: Publish,
  attempt: Attempt,
  target: GlueTable | undefined,
): void {
  if (attempt.moved || target?.VersionId === expected) return;
  const seen = expected === undefined ? "it did not exist" : `it was at version ${expected}`;
  const now = target === undefined ? "it is gone" : `it is at version ${target.VersionId}`;
  const message = `Cannot publish "${attempt.key}": ${seen} when planned, and now ${now}`;
  throw new LakeError("AF203", message, { where: { relation: attempt.key } });
}

/** Moves the pointer in one call; partitions of a table that had some are taken away after it. */
async function moveWhole(
  attempt: Attempt,
  input: GlueTableInput,
  target: GlueTable | undefined,
): Promise<void> {
  const { clients } = attempt.run;
  const partitioned = (target?.PartitionKeys ?? []).length > 0;
  const stale = partitioned ? await listPartitionValues(clients, attempt.relation) : [];
  await writeTarget(attempt, input, target?.VersionId, false);
  await deletePartitions(clients, attempt.relation, stale);
}
