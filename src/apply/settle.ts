import {
  asInput,
  copyLocation,
  listPartitions,
  observedTable,
  type Partition,
  updatePartitions,
} from "../aws";
import { Bug, LakeError } from "../errors";
import type { Action } from "../planner";
import { withoutCovered } from "./applied";
import type { Attempt } from "./attempt";
import { tableOf } from "./built";
import { requireHome } from "./home";
import { removeOwned } from "./owned";
import { writeTarget } from "./target";

type Settle = Extract<Action, { kind: "settle" }>;

/** Brings published files to the place that the project names, and points the target there. */
export async function settle({ home }: Settle, attempt: Attempt): Promise<void> {
  const { next } = attempt;
  if (next === undefined) throw new Bug(`Cannot settle "${attempt.key}": nothing is published`);
  await requireHome(attempt, home);
  // From here on files under the home are ours: a run that takes over may remove them.
  const locations = [...attempt.pending.locations, home];
  await attempt.note({ phase: "retiring", next, locations });
  await settleAt(attempt, home);
}

/** Settles, or takes up where an earlier run stopped; what is published stays whole throughout. */
export async function settleAt(attempt: Attempt, home: string): Promise<void> {
  const { clients, progress } = attempt.run;
  const { applied } = attempt;
  const aside = applied?.location;
  if (applied === undefined || aside === undefined) {
    throw new Bug(`Cannot settle "${attempt.key}": it has no files`);
  }
  const target = await tableOf(attempt, attempt.relation);
  const at = observedTable(target).location;
  if (at !== home) {
    if (at !== aside) {
      const message = `Cannot settle "${attempt.key}": it points at "${at ?? ""}" by now`;
      throw new LakeError("AF203", message, { where: { relation: attempt.key } });
    }
    progress("settle: copy files to their home");
    await removeOwned(attempt, [home], [aside]);
    await copyLocation(clients, aside, home);
    await pointAt(attempt, aside, home);
  }
  const settled = observedTable(await tableOf(attempt, attempt.relation));
  attempt.next = {
    ...applied,
    location: home,
    shape: settled.shape,
    previous: withoutCovered(applied.previous, home),
  };
}

/** Moves partitions and then the table. The files are the same, so a mixture of both is whole. */
async function pointAt(attempt: Attempt, from: string, to: string): Promise<void> {
  const { clients } = attempt.run;
  const { relation } = attempt;
  const target = await tableOf(attempt, relation);
  if ((target.PartitionKeys ?? []).length > 0) {
    const partitions = await listPartitions(clients, relation);
    await updatePartitions(
      clients,
      relation,
      partitions.map((item) => moved(item, from, to)),
    );
  }
  const input = asInput(target);
  const StorageDescriptor = { ...input.StorageDescriptor, Location: `${to}/` };
  await writeTarget(attempt, { ...input, StorageDescriptor }, target.VersionId, true);
  // Whatever a lost guard said, the new content is published: only the next run may go on.
  attempt.publishing = true;
}

function moved(partition: Partition, from: string, to: string): Partition {
  const location = partition.StorageDescriptor?.Location ?? "";
  if (!location.startsWith(`${from}/`)) return partition;
  const Location = `${to}${location.slice(from.length)}`;
  return { ...partition, StorageDescriptor: { ...partition.StorageDescriptor, Location } };
}
