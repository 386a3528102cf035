import { getRows, observedTable, updateCount } from "../aws";
import type { Action, Batching, Statement } from "../planner";
import { planBatches, renderCreateTableAs, renderInsert, renderSelect } from "../render";
import type { Attempt } from "./attempt";
import { tableOf } from "./built";

type Build = Extract<Action, { kind: "build" }>;

// Athena allows 262,144 bytes a statement; the rest is for names and properties.
const conditionBytes = 200_000;

/** Writes rows unpartitioned, then moves them batch by batch; gives the number of rows. */
export async function writeBatches(
  action: Build,
  batching: Batching,
  attempt: Attempt,
): Promise<number> {
  const { clients } = attempt.run;
  await attempt.statement(batching.stage);
  const listed = await attempt.statement(batching.distinct);
  const partitions = await getRows(clients, listed.id);
  const columns = observedTable(await tableOf(attempt, batching.rows)).columns;
  const { layout } = batching;
  const keys = layout.partitionedBy.flatMap(
    (name) => columns.find((column) => column.name === name) ?? [],
  );
  const conditions = planBatches(keys, partitions, {
    partitions: batching.limit,
    buckets: layout.bucketCount ?? 1,
    bytes: conditionBytes,
  });
  const names = columns.map((column) => column.name);
  let rows = 0;
  // Without rows there is no batch, and the table is made all the same.
  const batches = conditions.length === 0 ? [undefined] : conditions;
  for (const [index, condition] of batches.entries()) {
    const select = renderSelect(batching.rows, names, condition);
    const sql =
      index === 0 ? createSql(action, batching, select) : insertSql(action, names, select);
    const statement: Statement = { label: `batch ${index + 1} of ${batches.length}`, sql };
    const { id } = await attempt.statement(statement);
    rows += (await updateCount(clients, id)) ?? 0;
  }
  return rows;
}

function createSql(action: Build, { layout }: Batching, select: string): string {
  return renderCreateTableAs({
    relation: action.staging,
    layout,
    select,
    ...(action.location === undefined ? {} : { location: action.location }),
  });
}

function insertSql(action: Build, names: readonly string[], select: string): string {
  return renderInsert(action.staging, names, select);
}
