import { randomUUID } from "node:crypto";
import type { Job } from "../engine/job";
import type { BlobEntry } from "../store/store";
import { commit, commitError, discard, type Next, type Upload } from "./commit";
import {
  type Content,
  type DataFile,
  type Entry,
  type Manifest,
  writeManifest,
  writeManifestList,
} from "./manifest";
import {
  currentSnapshot,
  newSnapshotId,
  type Snapshot,
  specOf,
  type TableMetadata,
  withSnapshot,
} from "./metadata";
import { type IcebergTable, manifestsOf, type OpenManifest } from "./table";
import { type NewFile, placeBelow } from "./write";

/** Is a change of a table's files that becomes one snapshot. */
export interface FileChange {
  readonly operation: "append" | "overwrite" | "delete" | "replace";
  readonly added: readonly NewFile[];
  /** Holds the addresses of files that go. */
  readonly removed: ReadonlySet<string>;
  /**
   * Says what other commits may have done since the change was computed: `rows` is for changes
   * that follow from the rows that were read, `files` for those that follow from the files removed.
   */
  readonly after: "anything" | "files" | "rows";
}

interface Made {
  readonly manifest: Manifest;
  readonly upload: Upload;
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

function makeManifest(
  metadata: TableMetadata,
  about: { readonly specId: number; readonly deletes: boolean },
  entries: readonly Entry[],
  snapshotId: bigint,
  sequence: number,
): Made {
  const spec = specOf(metadata, about.specId);
  const bytes = writeManifest(metadata, spec, about.deletes, entries);
  const path = `metadata/${randomUUID()}-m0.avro`;
  const of = (status: Entry["status"]) => entries.filter((entry) => entry.status === status);
  const rows = (list: readonly Entry[]): number => sum(list.map(({ file }) => file.count));
  const live = entries.filter(({ status }) => status !== "deleted");
  const manifest: Manifest = {
    path: placeBelow(metadata, path).address,
    length: bytes.length,
    specId: about.specId,
    deletes: about.deletes,
    sequence,
    minSequence: Math.min(sequence, ...live.map((entry) => entry.sequence)),
    snapshotId,
    addedFiles: of("added").length,
    existingFiles: of("existing").length,
    deletedFiles: of("deleted").length,
    addedRows: rows(of("added")),
    existingRows: rows(of("existing")),
    deletedRows: rows(of("deleted")),
    partitions: null,
  };
  return { manifest, upload: { path, bytes } };
}

const isDelete = (content: Content): boolean => content !== "data";

/** Makes the manifests of files that are new, one for each content and partition spec. */
function addedManifests(
  metadata: TableMetadata,
  files: readonly DataFile[],
  snapshotId: bigint,
  sequence: number,
): readonly Made[] {
  const groups = new Map<string, DataFile[]>();
  for (const file of files) {
    const key = `${file.specId} ${isDelete(file.content)}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const about = { specId: first?.specId ?? 0, deletes: isDelete(first?.content ?? "data") };
    const entries = group.map((file): Entry => {
      return { status: "added", snapshotId, sequence, fileSequence: sequence, file };
    });
    return makeManifest(metadata, about, entries, snapshotId, sequence);
  });
}

/** Writes a manifest again without the files that go; one without any such stays as it is. */
function without(
  metadata: TableMetadata,
  { manifest, entries }: OpenManifest,
  removed: ReadonlySet<string>,
  snapshotId: bigint,
  sequence: number,
): Made | Manifest | undefined {
  const live = entries.filter(({ status }) => status !== "deleted");
  if (live.length === 0) return undefined;
  if (!live.some(({ file }) => removed.has(file.path))) return manifest;
  const next = live.map((entry): Entry => {
    const gone = removed.has(entry.file.path);
    return gone ? { ...entry, status: "deleted", snapshotId } : { ...entry, status: "existing" };
  });
  return makeManifest(metadata, manifest, next, snapshotId, sequence);
}

function summary(
  change: FileChange,
  removed: readonly Entry[],
  before: Snapshot | undefined,
): Readonly<Record<string, string>> {
  const added = change.added.map(({ file }) => file);
  const data = (files: readonly DataFile[]) => files.filter(({ content }) => content === "data");
  const deletes = (files: readonly DataFile[]) => files.filter((file) => isDelete(file.content));
  const gone = removed.map(({ file }) => file);
  const rows = (files: readonly DataFile[]): number => sum(files.map(({ count }) => count));
  const bytes = (files: readonly DataFile[]): number => sum(files.map(({ size }) => size));
  const total = (name: string, plus: number, minus: number): [string, string] => [
    `total-${name}`,
    String(Number(before?.summary[`total-${name}`] ?? 0) + plus - minus),
  ];
  const counts: readonly (readonly [string, number])[] = [
    ["added-data-files", data(added).length],
    ["added-delete-files", deletes(added).length],
    ["added-position-deletes", rows(deletes(added))],
    ["added-records", rows(data(added))],
    ["added-files-size", bytes(added)],
    ["deleted-data-files", data(gone).length],
    ["removed-delete-files", deletes(gone).length],
    ["deleted-records", rows(data(gone))],
    ["removed-files-size", bytes(gone)],
  ];
  return {
    operation: change.operation,
    ...Object.fromEntries(counts.flatMap(([k, n]) => (n === 0 ? [] : [[k, String(n)]]))),
    ...Object.fromEntries([
      total("records", rows(data(added)), rows(data(gone))),
      total("files-size", bytes(added), bytes(gone)),
      total("data-files", data(added).length, data(gone).length),
      total("delete-files", deletes(added).length, deletes(gone).length),
      total("position-deletes", rows(deletes(added)), rows(deletes(gone))),
      total("equality-deletes", 0, 0),
    ]),
  };
}

/** Throws when commits since `base` touched what a change was computed from. */
function checkBase(
  now: IcebergTable,
  base: TableMetadata,
  live: readonly Entry[],
  change: FileChange,
): void {
  const paths = new Set(live.map(({ file }) => file.path));
  if ([...change.removed].some((path) => !paths.has(path))) throw commitError(now.record);
  if (base["current-snapshot-id"] === now.metadata["current-snapshot-id"]) return;
  const since = live.filter(({ sequence }) => sequence > base["last-sequence-number"]);
  const deletes = since.some(({ file }) => isDelete(file.content));
  const conflict = change.after === "rows" ? since.length > 0 : change.after === "files" && deletes;
  if (conflict) throw commitError(now.record);
}

/** Makes the next state of a table from a change of its files. */
export function snapshotOf(
  manifests: readonly OpenManifest[],
  metadata: TableMetadata,
  change: FileChange,
): Next {
  const snapshotId = newSnapshotId();
  const sequence = metadata["last-sequence-number"] + 1;
  const before = currentSnapshot(metadata);
  const files = change.added.map(({ file }) => file);
  const live = manifests
    .flatMap(({ entries }) => entries)
    .filter(({ status }) => status !== "deleted");
  const kept = manifests.flatMap((one) => {
    const next = without(metadata, one, change.removed, snapshotId, sequence);
    return next === undefined ? [] : [next];
  });
  const all = [...addedManifests(metadata, files, snapshotId, sequence), ...kept];
  const list = writeManifestList(
    all.map((one) => ("manifest" in one ? one.manifest : one)),
    { snapshotId, parent: before?.["snapshot-id"], sequence },
  );
  const path = `metadata/snap-${snapshotId}-1-${randomUUID()}.avro`;
  const gone = live.filter(({ file }) => change.removed.has(file.path));
  const snapshot: Snapshot = {
    "snapshot-id": snapshotId,
    ...(before === undefined ? {} : { "parent-snapshot-id": before["snapshot-id"] }),
    "sequence-number": sequence,
    "timestamp-ms": Math.max(Date.now(), metadata["last-updated-ms"] + 1),
    "manifest-list": placeBelow(metadata, path).address,
    summary: summary(change, gone, before),
    "schema-id": metadata["current-schema-id"],
  };
  const made = all.flatMap((one) => ("upload" in one ? [one.upload] : []));
  return {
    metadata: withSnapshot(metadata, snapshot),
    uploads: [...made, { path, bytes: list }],
  };
}

/** Puts the files of a change and makes it a table's current snapshot. */
export async function commitFiles(
  job: Job,
  table: IcebergTable,
  change: FileChange,
): Promise<void> {
  const blobs: readonly BlobEntry[] = change.added.map(({ blob }) => blob);
  await job.store.putBlobs(blobs);
  try {
    await commit(job, table, (now) => {
      const { metadata } = now;
      const manifests = manifestsOf(job.store, metadata, currentSnapshot(metadata));
      const live = manifests.flatMap(({ entries }) =>
        entries.filter(({ status }) => status !== "deleted"),
      );
      checkBase(now, table.metadata, live, change);
      return snapshotOf(manifests, metadata, change);
    });
  } catch (error) {
    await discard(job, blobs);
    throw error;
  }
}
