import { readFileSync } from "node:fs";
import type { TableRecord } from "../catalog/catalog";
import { QueryFailure } from "../engine/failure";
import type { ObjectMeta, Store } from "../store/store";
import {
  type Entry,
  type Manifest,
  partitionColumns,
  readManifest,
  readManifestList,
} from "./manifest";
import { parseMetadata, type Snapshot, specOf, type TableMetadata } from "./metadata";

/** Is an Iceberg table as the catalog pointed to it at one moment. */
export interface IcebergTable {
  readonly record: TableRecord;
  readonly metadataLocation: string;
  readonly metadata: TableMetadata;
}

/** Is a manifest with its lines. */
export interface OpenManifest {
  readonly manifest: Manifest;
  readonly entries: readonly Entry[];
}

/** Finds the object that an address names. */
export function objectAt(store: Store, address: string): ObjectMeta {
  const match = address.match(/^s3[an]?:\/\/([^/]+)\/(.+)$/s);
  const found = match === null ? undefined : store.getObject(match[1] ?? "", match[2] ?? "");
  if (found === undefined) {
    throw new QueryFailure("ICEBERG_MISSING_METADATA", `Object not found: ${address}`);
  }
  return found;
}

/** Reads the metadata that a table's catalog entry points to. */
export function openTable(store: Store, record: TableRecord): IcebergTable {
  const metadataLocation = record.Parameters?.["metadata_location"];
  if (metadataLocation === undefined) {
    throw new QueryFailure(
      "ICEBERG_INVALID_METADATA",
      `Table has no metadata_location: ${record.DatabaseName}.${record.Name}`,
    );
  }
  const object = objectAt(store, metadataLocation);
  const metadata = parseMetadata(readFileSync(object.blob, "utf8"), metadataLocation);
  return { record, metadataLocation, metadata };
}

/** Keeps what was read of blobs, which never change; the oldest go first. */
const known = new Map<string, readonly Entry[]>();
const knownLimit = 2000;

function entriesOf(store: Store, metadata: TableMetadata, manifest: Manifest): readonly Entry[] {
  const { blob } = objectAt(store, manifest.path);
  const key = `${blob}\0${manifest.sequence}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const columns = partitionColumns(specOf(metadata, manifest.specId), metadata.schemas);
  const entries = readManifest(readFileSync(blob), manifest, columns);
  known.set(key, entries);
  for (const old of known.keys()) {
    if (known.size <= knownLimit) break;
    known.delete(old);
  }
  return entries;
}

/** Reads the manifests of a snapshot. */
export function manifestsOf(
  store: Store,
  metadata: TableMetadata,
  snapshot: Snapshot | undefined,
): readonly OpenManifest[] {
  if (snapshot === undefined) return [];
  const list = readFileSync(objectAt(store, snapshot["manifest-list"]).blob);
  return readManifestList(list).map((manifest) => ({
    manifest,
    entries: entriesOf(store, metadata, manifest),
  }));
}

/** Answers the files that a snapshot is made of. */
export function liveEntries(
  store: Store,
  metadata: TableMetadata,
  snapshot: Snapshot | undefined,
): readonly Entry[] {
  return manifestsOf(store, metadata, snapshot).flatMap(({ entries }) =>
    entries.filter(({ status }) => status !== "deleted"),
  );
}
