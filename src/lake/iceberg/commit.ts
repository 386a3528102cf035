import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import type { TableInput, TableRecord } from "../catalog/catalog";
import { QueryFailure } from "../engine/failure";
import type { Job } from "../engine/job";
import { ApiError } from "../protocol";
import type { BlobEntry } from "../store/store";
import { glueInput } from "./glue-entry";
import { metadataText, type TableMetadata } from "./metadata";
import { type IcebergTable, openTable } from "./table";
import { placeBelow } from "./write";

const attempts = 30;

/** Is a file of a table that is written from bytes. */
export interface Upload {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Is the next state of a table, with the files that it needs. */
export interface Next {
  readonly metadata: TableMetadata;
  readonly uploads: readonly Upload[];
}

/** Makes Athena's error for a commit that another one came before. */
export const commitError = (record: { readonly DatabaseName: string; readonly Name: string }) =>
  new QueryFailure(
    "ICEBERG_COMMIT_ERROR",
    `Failed to commit Iceberg update to table: ${record.DatabaseName}.${record.Name}`,
    { type: 233 },
  );

/** Answers what a caller would say to make a table what it is. */
export function asInput(table: TableRecord): TableInput {
  const {
    DatabaseName: _,
    CatalogId: __,
    CreateTime: ___,
    UpdateTime: ____,
    VersionId: _____,
    IsRegisteredWithLakeFormation: ______,
    ...input
  } = table;
  return input;
}

/** Puts bytes below a table's location and answers their addresses, all or none. */
export async function upload(
  job: Job,
  metadata: TableMetadata,
  uploads: readonly Upload[],
): Promise<readonly BlobEntry[]> {
  const blobs: BlobEntry[] = [];
  for (const { path, bytes } of uploads) {
    const blobPath = job.store.newBlob();
    await writeFile(blobPath, bytes);
    const { bucket, key } = placeBelow(metadata, path);
    blobs.push({ bucket, key, blobPath });
  }
  await job.store.putBlobs(blobs);
  return blobs;
}

/** Removes objects that nothing refers to. */
export async function discard(
  job: Job,
  objects: readonly { readonly bucket: string; readonly key: string }[],
): Promise<void> {
  for (const { bucket, key } of objects) await job.store.deleteObject(bucket, key);
}

/** Names the next metadata file after the one before it. */
export function metadataPath(before: string | undefined): string {
  const number = Number(before?.match(/\/(\d+)-[^/]*$/)?.[1] ?? -1) + 1;
  return `metadata/${String(number).padStart(5, "0")}-${randomUUID()}.metadata.json`;
}

const logLimit = 100;

/** Notes where a table's metadata was before. */
function logged(table: IcebergTable, metadata: TableMetadata): TableMetadata {
  const before = {
    "timestamp-ms": table.metadata["last-updated-ms"],
    "metadata-file": table.metadataLocation,
  };
  const log = [...table.metadata["metadata-log"], before].slice(-logLimit);
  return { ...metadata, "metadata-log": log };
}

async function tryCommit(
  job: Job,
  table: IcebergTable,
  { metadata, uploads }: Next,
): Promise<boolean> {
  const path = metadataPath(table.metadataLocation);
  const bytes = Buffer.from(metadataText(logged(table, metadata)));
  const put = await upload(job, metadata, [...uploads, { path, bytes }]);
  const address = placeBelow(metadata, path).address;
  const { record } = table;
  try {
    job.session.check();
    await job.catalog.updateTable(
      record.DatabaseName,
      glueInput(asInput(record), metadata, address),
      { versionId: record.VersionId, skipArchive: true },
    );
    return true;
  } catch (error) {
    await discard(job, put);
    if (error instanceof ApiError && error.code === "ConcurrentModificationException") return false;
    throw error;
  }
}

/**
 * Moves a table to its next state with one guarded update of the catalog. When another commit came
 * first, the change is made again on top of that one; `next` throws when it cannot be.
 */
export async function commit(
  job: Job,
  table: IcebergTable,
  next: (now: IcebergTable) => Next,
): Promise<void> {
  let now = table;
  const { DatabaseName, Name } = table.record;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const record = job.catalog.getTable(DatabaseName, Name);
    if (record === undefined) throw commitError(table.record);
    if (record.VersionId !== now.record.VersionId) now = openTable(job.store, record);
    if (now.metadata["table-uuid"] !== table.metadata["table-uuid"]) throw commitError(record);
    if (await tryCommit(job, now, next(now))) return;
  }
  throw commitError(table.record);
}
