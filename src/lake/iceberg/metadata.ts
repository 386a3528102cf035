import { randomBytes, randomUUID } from "node:crypto";
import { QueryFailure } from "../engine/failure";
import { parseJson, writeJson } from "./json";
import type { Field, Schema } from "./schema";

/** Is one term of a partition spec. */
export interface PartitionField {
  readonly "source-id": number;
  readonly "field-id": number;
  readonly name: string;
  readonly transform: string;
}

/** Is one of a table's ways to be split into partitions. */
export interface PartitionSpec {
  readonly "spec-id": number;
  readonly fields: readonly PartitionField[];
}

/** Is a state of a table. */
export interface Snapshot {
  readonly "snapshot-id": bigint;
  readonly "parent-snapshot-id"?: bigint;
  readonly "sequence-number": number;
  readonly "timestamp-ms": number;
  readonly "manifest-list": string;
  readonly summary: Readonly<Record<string, string>>;
  readonly "schema-id"?: number;
}

/** Is a table's metadata file; what this lake does not know of stays as it came. */
export interface TableMetadata {
  readonly "format-version": number;
  readonly "table-uuid": string;
  readonly location: string;
  readonly "last-sequence-number": number;
  readonly "last-updated-ms": number;
  readonly "last-column-id": number;
  readonly schemas: readonly Schema[];
  readonly "current-schema-id": number;
  readonly "partition-specs": readonly PartitionSpec[];
  readonly "default-spec-id": number;
  readonly "last-partition-id": number;
  readonly properties: Readonly<Record<string, string>>;
  readonly "current-snapshot-id": bigint;
  readonly snapshots: readonly Snapshot[];
  readonly "snapshot-log": readonly {
    readonly "timestamp-ms": number;
    readonly "snapshot-id": bigint;
  }[];
  readonly "metadata-log": readonly {
    readonly "timestamp-ms": number;
    readonly "metadata-file": string;
  }[];
  readonly "sort-orders": readonly unknown[];
  readonly "default-sort-order-id": number;
  readonly refs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const idKeys = ["snapshot-id", "parent-snapshot-id", "current-snapshot-id"];

/** Makes every snapshot id a bigint, whatever its size. */
function withBigIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBigIds);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) =>
      idKeys.includes(key) && typeof item === "number"
        ? [key, BigInt(item)]
        : [key, withBigIds(item)],
    ),
  );
}

/** Reads a metadata file of format version 1 or 2. */
export function parseMetadata(text: string, where: string): TableMetadata {
  const raw = withBigIds(parseJson(text)) as Partial<TableMetadata> & {
    readonly schema?: Schema;
    readonly "partition-spec"?: PartitionSpec["fields"];
  };
  const version = raw["format-version"];
  if (version !== 2) {
    throw new QueryFailure(
      "NOT_SUPPORTED",
      `The local lake reads Iceberg tables of format version 2, not ${version}: ${where}`,
    );
  }
  return {
    "last-sequence-number": 0,
    properties: {},
    snapshots: [],
    "snapshot-log": [],
    "metadata-log": [],
    "sort-orders": [{ "order-id": 0, fields: [] }],
    "default-sort-order-id": 0,
    ...raw,
    "current-snapshot-id": raw["current-snapshot-id"] ?? -1n,
  } as TableMetadata;
}

/** Writes a metadata file. */
export const metadataText = (metadata: TableMetadata): string => writeJson(metadata);

/** Answers the schema that new rows are written with. */
export function currentSchema(metadata: TableMetadata): Schema {
  return schemaOf(metadata, metadata["current-schema-id"]);
}

/** Finds a schema by its number. */
export function schemaOf(metadata: TableMetadata, id: number | undefined): Schema {
  const found = metadata.schemas.find((schema) => schema["schema-id"] === id);
  if (found === undefined) {
    throw new QueryFailure("ICEBERG_INVALID_METADATA", `Schema ${id} is not in the metadata`);
  }
  return found;
}

/** Finds a partition spec by its number. */
export function specOf(metadata: TableMetadata, id: number): PartitionSpec {
  const found = metadata["partition-specs"].find((spec) => spec["spec-id"] === id);
  if (found === undefined) {
    throw new QueryFailure("ICEBERG_INVALID_METADATA", `Spec ${id} is not in the metadata`);
  }
  return found;
}

/** Answers the current snapshot; a new table has none. */
export function currentSnapshot(metadata: TableMetadata): Snapshot | undefined {
  const id = metadata["current-snapshot-id"];
  return metadata.snapshots.find((snapshot) => snapshot["snapshot-id"] === id);
}

/** Makes a snapshot's number, which other readers of JSON can take too. */
export const newSnapshotId = (): bigint => randomBytes(8).readBigUInt64BE() >> 12n;

/** Describes a new table, before any row. */
export function newMetadata(about: {
  readonly location: string;
  readonly fields: readonly Field[];
  readonly lastColumnId: number;
  readonly spec: readonly PartitionField[];
  readonly properties: Readonly<Record<string, string>>;
  readonly now: number;
}): TableMetadata {
  return {
    "format-version": 2,
    "table-uuid": randomUUID(),
    location: about.location,
    "last-sequence-number": 0,
    "last-updated-ms": about.now,
    "last-column-id": about.lastColumnId,
    schemas: [{ type: "struct", "schema-id": 0, fields: about.fields }],
    "current-schema-id": 0,
    "partition-specs": [{ "spec-id": 0, fields: about.spec }],
    "default-spec-id": 0,
    "last-partition-id": Math.max(999, ...about.spec.map((field) => field["field-id"])),
    properties: about.properties,
    "current-snapshot-id": -1n,
    snapshots: [],
    "snapshot-log": [],
    "metadata-log": [],
    "sort-orders": [{ "order-id": 0, fields: [] }],
    "default-sort-order-id": 0,
    refs: {},
  };
}

/** Adds a snapshot to a table and makes it the current one. */
export function withSnapshot(metadata: TableMetadata, snapshot: Snapshot): TableMetadata {
  const id = snapshot["snapshot-id"];
  const time = snapshot["timestamp-ms"];
  return {
    ...metadata,
    "last-sequence-number": snapshot["sequence-number"],
    "last-updated-ms": time,
    "current-snapshot-id": id,
    snapshots: [...metadata.snapshots, snapshot],
    "snapshot-log": [...metadata["snapshot-log"], { "timestamp-ms": time, "snapshot-id": id }],
    refs: { ...metadata.refs, main: { "snapshot-id": id, type: "branch" } },
  };
}
