import type { Job } from "../engine/job";
import { parseLocation } from "../engine/location";
import { fullName } from "../engine/names";
import { nothing, type Outcome } from "../engine/outcome";
import type { Statement } from "../sql/statement";
import { commit } from "./commit";
import { currentSnapshot, metadataText, type Snapshot, type TableMetadata } from "./metadata";
import { icebergOnly } from "./optimize";
import { type IcebergTable, manifestsOf, openTable } from "./table";

type Vacuum = Statement & { readonly kind: "vacuum" };

const day = 86_400;

function setting(metadata: TableMetadata, name: string, otherwise: number): number {
  const value = Number(metadata.properties[name] ?? otherwise);
  return Number.isFinite(value) && value >= 0 ? value : otherwise;
}

/** Answers the snapshots that stay: the newest few, the young ones and those with a name. */
function kept(metadata: TableMetadata, now: number): readonly Snapshot[] {
  const least = Math.max(1, setting(metadata, "vacuum_min_snapshots_to_keep", 1));
  const age = setting(metadata, "vacuum_max_snapshot_age_seconds", 5 * day) * 1000;
  const named = new Set(Object.values(metadata.refs ?? {}).map((ref) => ref["snapshot-id"]));
  const newest = new Set<bigint>();
  for (let one = currentSnapshot(metadata); one !== undefined && newest.size < least; ) {
    const parent = one["parent-snapshot-id"];
    newest.add(one["snapshot-id"]);
    one = metadata.snapshots.find((other) => other["snapshot-id"] === parent);
  }
  return metadata.snapshots.filter((one) => {
    const id = one["snapshot-id"];
    return newest.has(id) || named.has(id) || now - one["timestamp-ms"] < age;
  });
}

function expired(metadata: TableMetadata, now: number): TableMetadata {
  const snapshots = kept(metadata, now);
  const ids = new Set(snapshots.map((one) => one["snapshot-id"]));
  const most = Math.max(1, setting(metadata, "vacuum_max_metadata_files_to_keep", 100));
  return {
    ...metadata,
    snapshots,
    "snapshot-log": metadata["snapshot-log"].filter((entry) => ids.has(entry["snapshot-id"])),
    "metadata-log": metadata["metadata-log"].slice(-most),
  };
}

/** Gathers the addresses of all files that snapshots need. */
function needed(
  job: Job,
  metadata: TableMetadata,
  snapshots: readonly Snapshot[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const snapshot of snapshots) {
    found.add(snapshot["manifest-list"]);
    for (const { manifest, entries } of manifestsOf(job.store, metadata, snapshot)) {
      found.add(manifest.path);
      for (const { status, file } of entries) if (status !== "deleted") found.add(file.path);
    }
  }
  return found;
}

/** Removes what no snapshot needs: files of expired ones at once, unknown ones when they are old. */
async function sweep(
  job: Job,
  before: IcebergTable,
  after: IcebergTable,
  now: number,
): Promise<void> {
  const { metadata } = after;
  const live = needed(job, metadata, metadata.snapshots);
  const ids = new Set(metadata.snapshots.map((one) => one["snapshot-id"]));
  const gone = before.metadata.snapshots.filter((one) => !ids.has(one["snapshot-id"]));
  const dead = needed(job, before.metadata, gone);
  // What the metadata names in any way stays, statistics of other writers among it.
  const text = metadataText(metadata) + after.metadataLocation;
  const age = Math.max(day, setting(metadata, "vacuum_max_snapshot_age_seconds", 5 * day)) * 1000;
  const place = parseLocation(metadata.location);
  if (place === undefined || place.prefix === "") return;
  const base = metadata.location.replace(/\/+$/, "");
  for (const object of [...job.store.listObjects(place.bucket, place.prefix)]) {
    const address = `${base}/${object.key.slice(place.prefix.length)}`;
    if (live.has(address) || text.includes(address)) continue;
    const old = now - object.lastModified > age;
    if (dead.has(address) || old) await job.store.deleteObject(object.bucket, object.key);
  }
}

/** Runs VACUUM: expires snapshots, then removes the files that only these needed. */
export async function vacuum(job: Job, { target }: Vacuum): Promise<Outcome> {
  const name = fullName(target.parts, job.context, target.at);
  const before = icebergOnly(job, name, "VACUUM");
  const now = Date.now();
  await commit(job, before, ({ metadata }) => ({
    metadata: expired(metadata, now),
    uploads: [],
  }));
  const record = job.catalog.getTable(name.database, name.table);
  if (record !== undefined) await sweep(job, before, openTable(job.store, record), now);
  return nothing;
}
