import { observedTable, QueryError, updateCount } from "../aws";
import type { Action } from "../planner";
import type { Attempt } from "./attempt";
import { writeBatches } from "./batch";
import { readBuilt } from "./built";
import { requireEmpty } from "./empty";
import { requireHomes } from "./home";
import { removeOwned } from "./owned";

type Build = Extract<Action, { kind: "build" }>;

/** Writes a table aside, by one statement or in batches, and reads what came of it. */
export async function build(action: Build, attempt: Attempt): Promise<void> {
  await requireHomes(attempt);
  await requireEmpty(action.location, attempt);
  const rows = await write(action, attempt);
  const built = await readBuilt(attempt, action.staging, rows);
  const { location } = observedTable(built.table);
  // Where the workgroup decides, the location is known only now.
  if (location !== undefined && !attempt.pending.locations.includes(location)) {
    await attempt.note({ locations: [...attempt.pending.locations, location] });
  }
  attempt.built = built;
}

async function write(action: Build, attempt: Attempt): Promise<number | undefined> {
  const { batching } = action;
  if (batching?.when === "always") return writeBatches(action, batching, attempt);
  try {
    const { id } = await attempt.statement(action.statement);
    return await updateCount(attempt.run.clients, id);
  } catch (error) {
    if (batching === undefined) throw error;
    if (!(error instanceof QueryError && error.tooManyPartitions)) throw error;
    attempt.run.progress("more partitions than one query may open: writing in batches");
    if (action.location !== undefined) await removeOwned(attempt, [action.location]);
    return writeBatches(action, batching, attempt);
  }
}
