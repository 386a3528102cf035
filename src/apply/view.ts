import { observedTable } from "../aws";
import type { Action } from "../planner";
import { appliedFrom } from "./applied";
import type { Attempt } from "./attempt";
import { readBuilt, tableOf } from "./built";
import { writeDocs } from "./document";

type CreateView = Extract<Action, { kind: "create-view" }>;

/** Creates a view aside, or replaces the target, which Athena does in one step for readers. */
export async function createView(action: CreateView, attempt: Attempt): Promise<void> {
  await attempt.statement(action.statement);
  if (action.staging !== undefined) {
    attempt.built = await readBuilt(attempt, action.staging, undefined);
    return;
  }
  const table = await tableOf(attempt, attempt.relation);
  attempt.moved = true;
  const version = observedTable(table).shape;
  const built = { relation: attempt.relation, table, partitions: [], version };
  const written = await writeDocs(attempt, table);
  attempt.next = appliedFrom(attempt, built, { table: written.table, documented: written.names });
}
