import { createHash } from "node:crypto";
import type { Placement, S3DataNaming } from "./desired";
import type { RelationName } from "./relation";

/** Identifies one attempt on one relation of one stack: all names and locations follow from it. */
export interface AttemptId {
  /** Says whose stack it is: project and stack name. */
  readonly owner: string;
  readonly relation: string;
  readonly attempt: number;
}

/** Derives the unique part of an attempt's location: shaped as a UUID, the same in every preview. */
export function uniquePart(id: AttemptId): string {
  const hex = attemptHash(id);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}

/** Derives the suffix of an attempt's staging relations; short, since Glue names have a limit. */
export function stagingSuffix(id: AttemptId): string {
  return `__af_${attemptHash(id).slice(0, 10)}`;
}

function attemptHash(id: AttemptId): string {
  return createHash("sha256").update(`${id.owner}\n${id.relation}\n${id.attempt}`).digest("hex");
}

/** Tells whether a naming gives each build a location of its own. */
export function isUniqueNaming(naming: S3DataNaming): boolean {
  return naming === "unique" || naming === "table_unique" || naming === "schema_table_unique";
}

/** Computes where a table's data lies (adapter semantics §2.1); no trailing slash. */
export function locationOf(relation: RelationName, placement: Placement, unique: string): string {
  if (placement.externalLocation !== undefined) return trimSlashes(placement.externalLocation);
  const root = trimSlashes(placement.dataRoot);
  const { schema, identifier } = relation;
  const tails: Readonly<Record<S3DataNaming, readonly string[]>> = {
    unique: [unique],
    table: [identifier],
    table_unique: [identifier, unique],
    schema_table: [schema, identifier],
    schema_table_unique: [schema, identifier, unique],
  };
  return [root, ...tails[placement.naming]].join("/");
}

/** Gives the fixed home of a table whose location does not vary from build to build. */
export function fixedHome(relation: RelationName, placement: Placement): string | undefined {
  const fixed = placement.externalLocation !== undefined || !isUniqueNaming(placement.naming);
  return fixed ? locationOf(relation, placement, "") : undefined;
}

/**
 * Computes where an attempt builds: a location that nothing has used before, and not inside `live`,
 * where readers would find it half-built (a naming that was fixed before and is unique now).
 */
export function buildLocation(
  relation: RelationName,
  placement: Placement,
  id: AttemptId,
  live: string | undefined,
): string {
  const unique = uniquePart(id);
  const home = fixedHome(relation, placement);
  if (home !== undefined) return `${home}__af/${unique}`;
  const location = locationOf(relation, placement, unique);
  return live !== undefined && overlaps(location, live) ? `${live}__af/${unique}` : location;
}

/** Computes where relations go that live only during the run (seed files, rows before batching). */
export function temporaryLocation(
  relation: RelationName,
  placement: Placement,
  id: AttemptId,
  part: string,
): string {
  const root = trimSlashes(placement.tmpRoot ?? placement.dataRoot);
  return [root, relation.schema, `${relation.identifier}__af_tmp`, uniquePart(id), part].join("/");
}

/** Tells whether one location equals, contains or lies inside another. */
export function overlaps(a: string, b: string): boolean {
  const left = `${trimSlashes(a)}/`;
  const right = `${trimSlashes(b)}/`;
  return left.startsWith(right) || right.startsWith(left);
}

/** Cuts trailing slashes, so that locations compare as text. */
export function trimSlashes(location: string): string {
  let end = location.length;
  while (end > 0 && location[end - 1] === "/") end -= 1;
  return location.slice(0, end);
}
