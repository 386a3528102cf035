import { LakeError } from "../errors";
import { type Desired, keyOf, type Observed, overlaps, trimSlashes } from "../state";
import type { Action } from "./plan";

// Built once per observation: a run plans thousands of relations against the same one.
const indexes = new WeakMap<Observed, ReadonlyMap<string, string>>();

/**
 * Refuses a plan that would write into, around or onto the location of another live relation: from
 * then on no clean-up of either would be safe (adapter semantics B2).
 */
export function checkPlaces(
  desired: Desired,
  actions: readonly Action[],
  observed: Observed,
): void {
  const key = keyOf(desired.relation);
  const index = liveLocations(observed);
  for (const action of actions) {
    if (action.kind === "build" && action.location !== undefined) {
      refuse(desired, action.location, key, around(index, action.location, key));
    }
    if (action.kind === "settle") {
      const inside = [...index].find(([at, owner]) => owner !== key && overlaps(at, action.home));
      refuse(desired, action.home, key, inside);
    }
  }
}

function liveLocations(observed: Observed): ReadonlyMap<string, string> {
  const known = indexes.get(observed);
  if (known !== undefined) return known;
  const index = new Map<string, string>();
  for (const [key, relation] of observed.relations) {
    if (relation.location !== undefined) index.set(trimSlashes(relation.location), key);
  }
  indexes.set(observed, index);
  return index;
}

/** Finds a live location that equals or contains the given one. */
function around(
  index: ReadonlyMap<string, string>,
  location: string,
  key: string,
): readonly [string, string] | undefined {
  for (let at = location; at.length > "s3://".length; at = at.slice(0, at.lastIndexOf("/"))) {
    const owner = index.get(at);
    if (owner !== undefined && owner !== key) return [at, owner];
    if (!at.includes("/")) break;
  }
  return undefined;
}

function refuse(
  desired: Desired,
  location: string,
  key: string,
  other: readonly [string, string] | undefined,
): void {
  if (other === undefined) return;
  throw new LakeError(
    "AF113",
    `Cannot build "${key}" in ${location}: relation "${other[1]}" lies at ${other[0]}`,
    { where: { relation: key, file: desired.where.file } },
  );
}
