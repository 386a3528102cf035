import {
  createPartitions,
  deletePartitions,
  type GlueTable,
  type GlueTableInput,
  listPartitionValues,
  observedTable,
  updatePartitions,
} from "../aws";
import { LakeError } from "../errors";
import { bridgeView } from "../render";
import type { Attempt, Built } from "./attempt";
import { tableOf } from "./built";
import { writeTarget } from "./target";

/**
 * Replaces a partitioned table. Its partitions cannot be exchanged in one call, so a view on what
 * was built stands in while they are: readers see the old rows before, the new rows after.
 */
export async function crossBridge(
  attempt: Attempt,
  built: Built,
  input: GlueTableInput,
  target: GlueTable | undefined,
): Promise<void> {
  await writeTarget(attempt, bridgeInput(built, input), target?.VersionId, false);
  await landBridge(attempt, built, input);
}

/** Exchanges the partitions behind the bridge, and puts the table in its place. */
export async function landBridge(
  attempt: Attempt,
  built: Built,
  input: GlueTableInput,
): Promise<void> {
  const { clients, progress } = attempt.run;
  const { relation } = attempt;
  const bridge = await tableOf(attempt, relation);
  const there = new Set((await listPartitionValues(clients, relation)).map(nameOf));
  const wanted = new Map(built.partitions.map((item) => [nameOf(item.Values ?? []), item]));
  progress(`publish ${wanted.size} partitions`);
  const stale = [...there].filter((name) => !wanted.has(name)).map(valuesOf);
  await deletePartitions(clients, relation, stale);
  const fresh = [...wanted].filter(([name]) => !there.has(name));
  await createPartitions(
    clients,
    relation,
    fresh.map(([, item]) => item),
  );
  const kept = [...wanted].filter(([name]) => there.has(name));
  await updatePartitions(
    clients,
    relation,
    kept.map(([, item]) => item),
  );
  const now = await listPartitionValues(clients, relation);
  if (now.length !== wanted.size) {
    throw new LakeError(
      "AF205",
      `Cannot publish "${attempt.key}": it has ${now.length} partitions instead of ${wanted.size}`,
    );
  }
  // The view is no version worth keeping: what was archived is the table before it.
  await writeTarget(attempt, input, bridge.VersionId, true);
}

/** Defines the view that stands in. It has the new partition keys, so partitions can be written. */
function bridgeInput(built: Built, input: GlueTableInput): GlueTableInput {
  const { columns, partitionKeys } = observedTable(input);
  const view = bridgeView(built.relation, [...columns, ...partitionKeys]);
  const classification = input.Parameters?.["classification"];
  return {
    Name: input.Name,
    TableType: "VIRTUAL_VIEW",
    ...(input.Owner === undefined ? {} : { Owner: input.Owner }),
    ...(input.Retention === undefined ? {} : { Retention: input.Retention }),
    ...(input.PartitionKeys === undefined ? {} : { PartitionKeys: input.PartitionKeys }),
    StorageDescriptor: { Columns: input.StorageDescriptor?.Columns },
    ViewOriginalText: view.original,
    ViewExpandedText: view.expanded,
    Parameters: {
      ...view.parameters,
      ...(classification === undefined ? {} : { classification }),
    },
  };
}

function nameOf(values: readonly string[]): string {
  return JSON.stringify(values);
}

function valuesOf(name: string): readonly string[] {
  return JSON.parse(name) as string[];
}
