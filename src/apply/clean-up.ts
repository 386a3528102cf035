import { deleteTable } from "../aws";
import type { Attempt } from "./attempt";
import { removeOwned } from "./owned";

/** Removes what lived only during the attempt: its staging relations, and files not published. */
export async function cleanUp(attempt: Attempt): Promise<void> {
  const { clients } = attempt.run;
  const { staging, locations } = attempt.pending;
  for (const relation of staging) await deleteTable(clients, relation);
  const live = liveLocations(attempt);
  await removeOwned(
    attempt,
    locations.filter((location) => !live.includes(location)),
    live,
  );
}

/** Lists where readers may still be: the current data and the versions that are kept. */
export function liveLocations(attempt: Attempt): readonly string[] {
  const { applied } = attempt;
  if (applied === undefined) return [];
  const previous = applied.previous.map((item) => item.location);
  return applied.location === undefined ? previous : [applied.location, ...previous];
}
