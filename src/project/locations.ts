import { type Desired, fixedHome, locationOf } from "../state";
import type { Problems } from "./problems";

interface Claim {
  readonly desired: Desired;
  /** The location itself when it is fixed; else the folder in which unique ones are made. */
  readonly location: string;
  readonly fixed: boolean;
}

/**
 * Notes relations whose locations equal or contain each other, so that clearing one would harm the
 * other. Unique locations are made in folders that may be shared; a fixed one must not hold them.
 */
export function checkLocations(nodes: readonly Desired[], problems: Problems): void {
  const claims = nodes.flatMap((node) => claimOf(node) ?? []);
  const fixed = new Map<string, Claim>();
  for (const claim of claims) {
    if (!claim.fixed) continue;
    const other = fixed.get(claim.location);
    if (other === undefined) fixed.set(claim.location, claim);
    else note(other, claim, problems);
  }
  if (fixed.size === 0) return;
  for (const claim of claims) {
    for (const folder of selfAndAbove(claim.location)) {
      const holder = fixed.get(folder);
      if (holder === undefined || holder === claim) continue;
      // Equal fixed locations were noted above.
      if (claim.fixed && folder === claim.location) continue;
      note(holder, claim, problems);
    }
  }
}

function claimOf(desired: Desired): Claim | undefined {
  if (desired.materialized === "view") return undefined;
  const { relation, placement } = desired;
  const home = fixedHome(relation, placement);
  if (home !== undefined) return { desired, location: home, fixed: true };
  const made = locationOf(relation, placement, "");
  return { desired, location: made.replace(/\/+$/, ""), fixed: false };
}

function* selfAndAbove(location: string): Generator<string> {
  const bucketEnd = location.indexOf("/", "s3://".length);
  let end = location.length;
  while (end > bucketEnd && end > 0) {
    yield location.slice(0, end);
    end = location.lastIndexOf("/", end - 1);
  }
  if (bucketEnd > 0 && end === bucketEnd) yield location.slice(0, bucketEnd);
}

function note(holder: Claim, inside: Claim, problems: Problems): void {
  const [a, b] = [holder.desired, inside.desired];
  const how = holder.location === inside.location && inside.fixed ? "are the same" : "overlap";
  const places =
    holder.location === inside.location
      ? `"${holder.location}"`
      : `"${holder.location}" holds "${inside.location}"`;
  problems.add("AF113", `Cannot place ${a.node} and ${b.node}: their locations ${how}: ${places}`, {
    where: b.where,
    hint: "Give one another external_location, s3_data_dir or s3_data_naming",
  });
}
