import { dirname } from "node:path/posix";
import {
  type GlueTable,
  getTable,
  type Listed,
  listObjects,
  listPartitions,
  observedTable,
  placeOf,
} from "../aws";
import { LakeError } from "../errors";
import { hashOf, keyOf, type RelationName } from "../state";
import type { Attempt, Built } from "./attempt";

/** Reads what was built, and takes its data version from what lies there. */
export async function readBuilt(
  attempt: Attempt,
  relation: RelationName,
  rows: number | undefined,
): Promise<Built> {
  const { clients } = attempt.run;
  const table = await tableOf(attempt, relation);
  const seen = observedTable(table);
  if (seen.location === undefined) {
    return { relation, table, partitions: [], version: seen.shape };
  }
  const [files, partitions] = await Promise.all([
    listObjects(clients, seen.location),
    seen.partitionKeys.length === 0 ? [] : listPartitions(clients, relation),
  ]);
  return {
    relation,
    table,
    partitions,
    version: dataVersion(seen.location, files, [...seen.columns, ...seen.partitionKeys]),
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    ...(rows === undefined ? {} : { rows }),
  };
}

/** Reads a table that must be there, because a statement has just made it. */
export async function tableOf(attempt: Attempt, relation: RelationName): Promise<GlueTable> {
  const table = await getTable(attempt.run.clients, relation);
  if (table !== undefined) return table;
  throw new LakeError("AF205", `Cannot publish "${attempt.key}": "${keyOf(relation)}" is gone`);
}

/**
 * Digests the content of a location. File names differ from build to build and say nothing; the
 * folder (a partition), size and ETag do.
 */
export function dataVersion(
  location: string,
  files: readonly Listed[],
  columns: readonly { readonly name: string; readonly type: string }[],
): string {
  const root = placeOf(location).key.length + 1;
  const content = files.map(({ key, size, etag }) => [dirname(key.slice(root)), size, etag]);
  const sorted = content.map((item) => JSON.stringify(item)).sort();
  return hashOf({ files: sorted, columns: columns.map(({ name, type }) => [name, type]) });
}
