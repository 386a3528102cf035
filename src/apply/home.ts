import { listObjects, placeOf } from "../aws";
import { LakeError } from "../errors";
import type { Attempt } from "./attempt";

/** Checks, before anything is touched, the place that the plan will settle in. */
export async function requireHomes(attempt: Attempt): Promise<void> {
  for (const action of attempt.plan.actions) {
    if (action.kind === "settle") await requireHome(attempt, action.home);
  }
}

/** Refuses a home that holds objects which the record does not call ours. */
export async function requireHome(attempt: Attempt, home: string): Promise<void> {
  const { applied, pending } = attempt.entry;
  const previous = (applied?.previous ?? []).map((item) => item.location);
  const owned = [applied?.location, ...previous, ...(pending?.locations ?? [])]
    .filter((location) => location !== undefined)
    .map((location) => `${placeOf(location).key}/`);
  if (owned.includes(`${placeOf(home).key}/`)) return;
  const objects = await listObjects(attempt.run.clients, home);
  const foreign = objects.find((item) => !owned.some((prefix) => item.key.startsWith(prefix)));
  if (foreign === undefined) return;
  throw new LakeError(
    "AF207",
    `Cannot use "${home}" for "${attempt.key}": "${foreign.key}" is there`,
    {
      where: { relation: attempt.key },
    },
  );
}
