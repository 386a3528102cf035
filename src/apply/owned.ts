import { deleteKeys, listObjects, placeOf } from "../aws";
import { Bug } from "../errors";
import { keyOf } from "../state";
import type { Attempt } from "./attempt";

/**
 * Removes the objects of locations that are ours. `live` is what must survive: a location that
 * equals it or lies inside it is never removed (that is our bug), and of a location around it
 * everything else goes. The same holds for what other relations have on record.
 */
export async function removeOwned(
  attempt: Attempt,
  locations: readonly string[],
  live: readonly string[] = [],
): Promise<void> {
  const taken = [...live, ...heldByOthers(attempt)];
  for (const location of locations) {
    const around = taken.find((other) => contains(other, location));
    if (around === undefined) continue;
    throw new Bug(`Cannot remove "${location}" of "${attempt.key}": "${around}" is in use`);
  }
  for (const location of locations) await removeAround(attempt, location, taken);
}

async function removeAround(
  attempt: Attempt,
  location: string,
  taken: readonly string[],
): Promise<void> {
  const { clients } = attempt.run;
  const inside = taken
    .filter((other) => contains(location, other))
    .map((other) => `${placeOf(other).key}/`);
  const listed = await listObjects(clients, location);
  const keys = listed
    .map((item) => item.key)
    .filter((key) => !inside.some((prefix) => key.startsWith(prefix)));
  await deleteKeys(clients, placeOf(location).bucket, keys);
}

/** Lists what other relations on record hold or are about to write. */
function heldByOthers(attempt: Attempt): readonly string[] {
  const held: string[] = [];
  for (const entry of attempt.run.record.entries()) {
    if (keyOf(entry.relation) === attempt.key) continue;
    const { applied, pending } = entry;
    if (applied?.location !== undefined) held.push(applied.location);
    for (const { location } of applied?.previous ?? []) held.push(location);
    held.push(...(pending?.locations ?? []));
  }
  return held;
}

/** Tells whether a location is another one or lies around it. */
function contains(outer: string, inner: string): boolean {
  return `${inner}/`.startsWith(`${outer}/`);
}
