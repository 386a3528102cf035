import { observedTable } from "../aws";
import { appliedFrom } from "./applied";
import type { Attempt } from "./attempt";
import { readBuilt } from "./built";

/** Takes the target on record as it is; from now on its files are ours. */
export async function adopt(attempt: Attempt): Promise<void> {
  const built = await readBuilt(attempt, attempt.relation, undefined);
  const { table } = built;
  attempt.next = appliedFrom(attempt, built, { table, documented: [] });
  attempt.run.progress(`adopt ${observedTable(table).kind.replace("_", " ")}`);
}
