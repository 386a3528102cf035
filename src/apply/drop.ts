import { deleteTable, type GlueTable, getTable, observedTable } from "../aws";
import { LakeError } from "../errors";
import type { Action } from "../planner";
import type { Applied, OwnedLocation, Pending } from "../state";
import type { Attempt } from "./attempt";
import { removeOwned } from "./owned";

type Drop = Extract<Action, { kind: "drop" }>;

/** Drops the target if it is what we left, and then everything that it owned. */
export async function drop(action: Drop, attempt: Attempt): Promise<void> {
  const { clients, progress, record } = attempt.run;
  const { applied } = attempt;
  const target = await getTable(clients, attempt.relation);
  if (applied !== undefined && target !== undefined) {
    const guarded = attempt.moved || target.VersionId === action.expected;
    if (!guarded || !isOurs(applied, target)) {
      const message = `Cannot drop "${attempt.key}": it is no longer what was applied`;
      throw new LakeError("AF203", message, {
        hint: "Drop it by hand, or run the preview again",
        where: { relation: attempt.key },
      });
    }
  }
  progress("drop");
  const pending: Pending = {
    attempt: attempt.plan.attempt,
    staging: [],
    locations: [],
    queries: [],
    phase: "dropping",
    retire: applied === undefined ? [] : ownedBy(applied),
  };
  const { attempt: attempts } = attempt.plan;
  const { applied: _, ...rest } = attempt.entry;
  const entry = applied === undefined ? rest : { ...rest, applied };
  await record.put(attempt.key, { ...entry, attempts, pending });
  await finishDrop(pending, attempt);
}

/** Goes on with a drop that is on record; what is gone already is fine. */
export async function finishDrop(pending: Pending, attempt: Attempt): Promise<void> {
  const { clients, record } = attempt.run;
  const { applied } = attempt.entry;
  const target = await getTable(clients, attempt.relation);
  if (applied !== undefined && target !== undefined && isOurs(applied, target)) {
    await deleteTable(clients, attempt.relation);
  }
  const locations = pending.retire.map((item) => item.location);
  await removeOwned(attempt, locations);
  await record.put(attempt.key, undefined);
  attempt.next = undefined;
  attempt.moved = true;
}

/** Tells a relation that we left from one that has taken its name. */
function isOurs(applied: Applied, target: GlueTable): boolean {
  const seen = observedTable(target);
  if (seen.kind !== applied.kind) return false;
  return seen.kind === "view" ? seen.shape === applied.shape : seen.location === applied.location;
}

function ownedBy({ location, previous }: Applied): readonly OwnedLocation[] {
  return location === undefined ? previous : [{ location }, ...previous];
}
