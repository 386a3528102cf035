import { listObjects } from "../aws";
import { LakeError } from "../errors";
import type { Attempt } from "./attempt";

/** Refuses a location with objects in it: it is ours alone, so they are somebody else's. */
export async function requireEmpty(location: string | undefined, attempt: Attempt): Promise<void> {
  if (location === undefined) return;
  const [first] = await listObjects(attempt.run.clients, location);
  if (first === undefined) return;
  throw new LakeError("AF207", `Cannot build "${attempt.key}": "${location}" has objects in it`, {
    where: { relation: attempt.key },
  });
}
