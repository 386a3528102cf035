import { deleteTableVersions, listTableVersions } from "../aws";
import type { Action } from "../planner";
import { overlaps } from "../state";
import type { Attempt } from "./attempt";
import { liveLocations } from "./clean-up";
import { removeOwned } from "./owned";

type Expire = Extract<Action, { kind: "expire" }>;

/** Removes Glue versions beyond what is kept, and then the files that only they pointed at. */
export async function expire(action: Expire, attempt: Attempt): Promise<void> {
  const { clients } = attempt.run;
  const versions = await listTableVersions(clients, attempt.relation);
  const beyond = versions.slice(Math.max(1, action.keepVersions));
  await deleteTableVersions(clients, attempt.relation, beyond);
  const homes = attempt.plan.actions.flatMap((item) => (item.kind === "settle" ? item.home : []));
  // What lay inside the home was removed when the table settled there.
  const locations = action.locations
    .map((item) => item.location)
    .filter((location) => !homes.some((home) => overlaps(location, home)));
  await removeOwned(attempt, locations, liveLocations(attempt));
}
