import {
  deleteTable,
  deleteTableVersions,
  getTable,
  listPartitions,
  observedTable,
  type QueryStatus,
  startPatiently,
  stopAndWait,
} from "../aws";
import { Bug } from "../errors";
import { fixedHome, overlaps, type Pending, type RelationName, type S3DataNaming } from "../state";
import { docsOf } from "./applied";
import type { Attempt } from "./attempt";
import { landBridge } from "./bridge";
import { tableOf } from "./built";
import { cleanUp, liveLocations } from "./clean-up";
import { documented } from "./documented";
import { finishDrop } from "./drop";
import { removeOwned } from "./owned";
import { settleAt } from "./settle";
import { targetInput } from "./target";

/** Undoes an attempt that readers have seen nothing of. */
export async function rollBack(pending: Pending, attempt: Attempt): Promise<void> {
  const { clients, progress } = attempt.run;
  const { applied } = attempt.entry;
  progress("roll back what is unfinished");
  const ended = await stopQueries(pending, attempt);
  const strays: string[] = [];
  for (const relation of pending.staging) {
    // The name is unique to the attempt, so whatever location its statement chose is ours too.
    const location = await locationOf(attempt, relation);
    if (location !== undefined && !pending.locations.includes(location)) strays.push(location);
    await deleteTable(clients, relation);
  }
  const target = await getTable(clients, attempt.relation);
  const live = target === undefined ? undefined : observedTable(target).location;
  const kept = [applied?.location, ...(applied?.previous ?? []).map((item) => item.location), live];
  await removeOwned(
    attempt,
    [...pending.locations, ...strays],
    kept.filter((location) => location !== undefined),
  );
  const direct = pending.phase === "publishing" && pending.next === undefined;
  const made = ended.some((status) => status.state === "SUCCEEDED");
  // A view that was created in place, where there was none, is all that such an attempt leaves.
  if (direct && made && applied === undefined && target?.TableType === "VIRTUAL_VIEW") {
    await deleteTable(clients, attempt.relation);
    attempt.moved = true;
  }
  attempt.next = undefined;
  attempt.built = undefined;
  await attempt.close(applied);
}

/** Ends the statements of an attempt. One without an id is found by its token. */
async function stopQueries(pending: Pending, attempt: Attempt): Promise<readonly QueryStatus[]> {
  const { clients } = attempt.run;
  const workGroup = attempt.desired?.execution.workGroup;
  const ended: QueryStatus[] = [];
  for (const { id, sql, token, label } of pending.queries) {
    const known =
      id ??
      (await startPatiently(clients, {
        sql,
        token,
        label: `find the query of "${label}"`,
        schema: attempt.relation.schema,
        ...(workGroup === undefined ? {} : { workGroup }),
      }));
    ended.push(await stopAndWait(clients, known));
  }
  return ended;
}

async function locationOf(attempt: Attempt, relation: RelationName): Promise<string | undefined> {
  const table = await getTable(attempt.run.clients, relation);
  return table === undefined ? undefined : observedTable(table).location;
}

/** Completes an attempt that readers may rely on: from the record and what the lake shows. */
export async function finish(pending: Pending, attempt: Attempt): Promise<void> {
  attempt.run.progress("finish what is unfinished");
  if (pending.phase === "dropping") return finishDrop(pending, attempt);
  const { next } = pending;
  if (next === undefined) throw new Bug(`Cannot finish "${attempt.key}": its outcome is unknown`);
  attempt.publishing = true;
  attempt.next = next;
  let names = next.documented;
  const target = await tableOf(attempt, attempt.relation);
  const bridge = target.Parameters?.["athenaform.bridge"];
  if (bridge !== undefined) names = await finishBridge(pending, attempt, bridge);
  const home = homeOf(attempt);
  if (pending.phase === "retiring" && home !== undefined) await settleAt(attempt, home);
  const table = await tableOf(attempt, attempt.relation);
  attempt.next = {
    ...attempt.next,
    shape: observedTable(table).shape,
    ...docsOf(attempt, { table, documented: names }),
  };
  await cleanUp(attempt);
  await retire(pending, attempt, home);
  await attempt.close(attempt.next);
  attempt.moved = true;
  attempt.publishing = false;
}

async function finishBridge(
  pending: Pending,
  attempt: Attempt,
  identifier: string,
): Promise<readonly string[]> {
  const relation = pending.staging.find((item) => item.identifier === identifier);
  if (relation === undefined) {
    throw new Bug(`Cannot finish "${attempt.key}": "${identifier}" is not of this attempt`);
  }
  const { clients } = attempt.run;
  const [target, table] = await Promise.all([
    tableOf(attempt, attempt.relation),
    tableOf(attempt, relation),
  ]);
  const partitions = await listPartitions(clients, relation);
  const built = { relation, table, partitions, version: attempt.next?.version ?? "" };
  const classification = target.Parameters?.["classification"];
  const plain = targetInput(attempt, built, target, classification);
  const { docs } = attempt.desired ?? {};
  const before = attempt.entry.applied?.documented ?? [];
  const { input, names } =
    docs === undefined ? { input: plain, names: [] } : documented(plain, docs, before);
  await landBridge(attempt, built, input);
  return names;
}

/** Derives the home that an attempt was settling in from the config it was built with. */
function homeOf(attempt: Attempt): string | undefined {
  const { config = {} } = attempt.next ?? {};
  const external = config["external_location"];
  if (typeof config["s3_data_naming"] !== "string") return undefined;
  return fixedHome(attempt.relation, {
    dataRoot: String(config["s3_data_dir"]),
    naming: config["s3_data_naming"] as S3DataNaming,
    ...(typeof external === "string" ? { externalLocation: external } : {}),
  });
}

/** Removes what the attempt was to expire. */
async function retire(pending: Pending, attempt: Attempt, home: string | undefined): Promise<void> {
  const versions = pending.retire.flatMap((item) => item.glueVersion ?? []);
  await deleteTableVersions(attempt.run.clients, attempt.relation, versions);
  const settled = attempt.next?.location === home ? home : undefined;
  const locations = pending.retire
    .map((item) => item.location)
    .filter((location) => settled === undefined || !overlaps(location, settled));
  await removeOwned(attempt, locations, liveLocations(attempt));
}
