import { QueryFailure } from "../engine/failure";
import { readAvro, writeAvro } from "./avro";
import {
  avroName,
  decimalSize,
  entrySchema,
  listSchema,
  type PartitionColumn,
} from "./manifest-schema";
import type { PartitionSpec, TableMetadata } from "./metadata";
import type { Schema } from "./schema";
import { transformType } from "./transform";
import { bigEndian, type Single, singleFromBytes, singleToBytes, uuidText } from "./value";

/** Says what rows a file holds: data, positions of deleted rows, or values of deleted rows. */
export type Content = "data" | "position-deletes" | "equality-deletes";

/** Is a file of a table with what is known of its values; maps go by field number. */
export interface DataFile {
  readonly content: Content;
  readonly path: string;
  readonly format: string;
  readonly specId: number;
  readonly partition: readonly (Single | undefined)[];
  readonly count: number;
  readonly size: number;
  readonly columnSizes: ReadonlyMap<number, number>;
  readonly valueCounts: ReadonlyMap<number, number>;
  readonly nullCounts: ReadonlyMap<number, number>;
  readonly lower: ReadonlyMap<number, Uint8Array>;
  readonly upper: ReadonlyMap<number, Uint8Array>;
}

/** Is a line of a manifest: a file, and when it came or went. */
export interface Entry {
  readonly status: "existing" | "added" | "deleted";
  readonly snapshotId: bigint;
  readonly sequence: number;
  readonly fileSequence: number;
  readonly file: DataFile;
}

/** Is a line of a manifest list. */
export interface Manifest {
  readonly path: string;
  readonly length: number;
  readonly specId: number;
  readonly deletes: boolean;
  readonly sequence: number;
  readonly minSequence: number;
  readonly snapshotId: bigint;
  readonly addedFiles: number;
  readonly existingFiles: number;
  readonly deletedFiles: number;
  readonly addedRows: number;
  readonly existingRows: number;
  readonly deletedRows: number;
  /** Is kept as it was read: bounds of the partitions inside. */
  readonly partitions: unknown;
}

const contents: readonly Content[] = ["data", "position-deletes", "equality-deletes"];
const statuses = ["existing", "added", "deleted"] as const;

type Row = Readonly<Record<string, unknown>>;

/** Answers the columns of the tuple that names a partition. */
export function partitionColumns(
  spec: PartitionSpec,
  schemas: readonly Schema[],
): readonly PartitionColumn[] {
  return spec.fields.map((field) => {
    const source = schemas
      .flatMap(({ fields }) => fields)
      .findLast(({ id }) => id === field["source-id"]);
    const type = transformType(field.transform, source?.type ?? "string");
    return { id: field["field-id"], name: field.name, type };
  });
}

function toAvro(value: Single | undefined, type: string): unknown {
  if (value === undefined) return null;
  if (type === "uuid") return singleToBytes(type, value);
  if (type.startsWith("decimal")) {
    const size = decimalSize(Number(type.match(/\d+/)?.[0] ?? 38));
    const bytes = bigEndian(BigInt(value as bigint));
    const fill = (bytes[0] ?? 0) > 127 ? 255 : 0;
    return Buffer.concat([Buffer.alloc(size - bytes.length, fill), bytes]);
  }
  if (type === "int" || type === "date") return Number(value);
  // A column may have become long since the value was read.
  if (typeof value === "number" && type === "long") return BigInt(value);
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}

function fromAvro(value: unknown, type: string): Single | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Uint8Array) {
    return type === "uuid" ? uuidText(value) : singleFromBytes(type, value);
  }
  if (typeof value === "bigint" && (type === "int" || type === "date")) return Number(value);
  return value as Single;
}

const pairs = <T, U>(map: ReadonlyMap<number, T>, turn: (value: T) => U): object[] | null =>
  map.size === 0 ? null : [...map].map(([key, value]) => ({ key, value: turn(value) }));

function fromPairs<T, U>(list: unknown, turn: (value: T) => U): Map<number, U> {
  const items = (list ?? []) as readonly { readonly key: number; readonly value: T }[];
  return new Map(items.map(({ key, value }) => [key, turn(value)]));
}

const asNumber = (value: unknown): number => Number(value ?? 0);

function fileRow(file: DataFile, columns: readonly PartitionColumn[]): object {
  return {
    content: contents.indexOf(file.content),
    file_path: file.path,
    file_format: file.format,
    partition: Object.fromEntries(
      columns.map(({ name, type }, index) => [
        avroName(name),
        toAvro(file.partition[index], String(type)),
      ]),
    ),
    record_count: BigInt(file.count),
    file_size_in_bytes: BigInt(file.size),
    column_sizes: pairs(file.columnSizes, BigInt),
    value_counts: pairs(file.valueCounts, BigInt),
    null_value_counts: pairs(file.nullCounts, BigInt),
    nan_value_counts: null,
    lower_bounds: pairs(file.lower, Buffer.from),
    upper_bounds: pairs(file.upper, Buffer.from),
    key_metadata: null,
    split_offsets: null,
    equality_ids: null,
    sort_order_id: file.content === "data" ? 0 : null,
  };
}

/** Writes a manifest: lines of one content and one partition spec. */
export function writeManifest(
  metadata: TableMetadata,
  spec: PartitionSpec,
  deletes: boolean,
  entries: readonly Entry[],
): Buffer {
  const columns = partitionColumns(spec, metadata.schemas);
  const schema = metadata.schemas.find((s) => s["schema-id"] === metadata["current-schema-id"]);
  const meta = {
    schema: JSON.stringify(schema),
    "schema-id": String(metadata["current-schema-id"]),
    "partition-spec": JSON.stringify(spec.fields),
    "partition-spec-id": String(spec["spec-id"]),
    "format-version": "2",
    content: deletes ? "deletes" : "data",
  };
  const rows = entries.map((entry) => ({
    status: statuses.indexOf(entry.status),
    snapshot_id: entry.snapshotId,
    sequence_number: BigInt(entry.sequence),
    file_sequence_number: BigInt(entry.fileSequence),
    data_file: fileRow(entry.file, columns),
  }));
  return writeAvro(entrySchema(columns), meta, rows);
}

interface RecordSchema {
  readonly fields?: readonly {
    readonly name: string;
    readonly type: unknown;
    readonly "field-id"?: number;
  }[];
}

/** Finds how the writer of a manifest named the fields of the partition tuple. */
function partitionNames(schema: unknown): ReadonlyMap<number, string> {
  const field = (record: unknown, name: string): unknown =>
    (record as RecordSchema).fields?.find((one) => one.name === name)?.type;
  const tuple = field(field(schema, "data_file"), "partition") as RecordSchema | undefined;
  return new Map((tuple?.fields ?? []).map((one) => [one["field-id"] ?? -1, one.name]));
}

/** Reads the lines of a manifest, with what they inherit from the manifest list. */
export function readManifest(
  bytes: Buffer,
  manifest: Manifest,
  columns: readonly PartitionColumn[],
): readonly Entry[] {
  const { schema, records } = readAvro(bytes);
  const names = partitionNames(schema);
  return records.map((record) => {
    const status = statuses[asNumber(record["status"])] ?? "existing";
    const row = record["data_file"] as Row;
    const tuple = (row["partition"] ?? {}) as Row;
    const inherited = status === "added" ? manifest.sequence : 0;
    const long = (name: string, otherwise: number): number =>
      record[name] === null || record[name] === undefined ? otherwise : asNumber(record[name]);
    return {
      status,
      snapshotId: (record["snapshot_id"] as bigint | null) ?? manifest.snapshotId,
      sequence: long("sequence_number", inherited),
      fileSequence: long("file_sequence_number", inherited),
      file: {
        content: contents[asNumber(row["content"])] ?? "data",
        path: String(row["file_path"]),
        format: String(row["file_format"]).toUpperCase(),
        specId: manifest.specId,
        partition: columns.map(({ id, type }) =>
          fromAvro(tuple[names.get(id) ?? ""], String(type)),
        ),
        count: asNumber(row["record_count"]),
        size: asNumber(row["file_size_in_bytes"]),
        columnSizes: fromPairs(row["column_sizes"], asNumber),
        valueCounts: fromPairs(row["value_counts"], asNumber),
        nullCounts: fromPairs(row["null_value_counts"], asNumber),
        lower: fromPairs(row["lower_bounds"], (value: Uint8Array) => value),
        upper: fromPairs(row["upper_bounds"], (value: Uint8Array) => value),
      },
    };
  });
}

/** Writes a manifest list. */
export function writeManifestList(
  manifests: readonly Manifest[],
  about: {
    readonly snapshotId: bigint;
    readonly parent: bigint | undefined;
    readonly sequence: number;
  },
): Buffer {
  const meta = {
    "snapshot-id": String(about.snapshotId),
    "parent-snapshot-id": String(about.parent ?? "null"),
    "sequence-number": String(about.sequence),
    "format-version": "2",
  };
  const rows = manifests.map((manifest) => ({
    manifest_path: manifest.path,
    manifest_length: BigInt(manifest.length),
    partition_spec_id: manifest.specId,
    content: manifest.deletes ? 1 : 0,
    sequence_number: BigInt(manifest.sequence),
    min_sequence_number: BigInt(manifest.minSequence),
    added_snapshot_id: manifest.snapshotId,
    added_files_count: manifest.addedFiles,
    existing_files_count: manifest.existingFiles,
    deleted_files_count: manifest.deletedFiles,
    added_rows_count: BigInt(manifest.addedRows),
    existing_rows_count: BigInt(manifest.existingRows),
    deleted_rows_count: BigInt(manifest.deletedRows),
    partitions: manifest.partitions ?? null,
    key_metadata: null,
  }));
  return writeAvro(listSchema, meta, rows);
}

/** Reads a manifest list; older writers have other names for the counts of files. */
export function readManifestList(bytes: Buffer): readonly Manifest[] {
  return readAvro(bytes).records.map((row) => {
    const count = (name: string): number =>
      asNumber(row[name] ?? row[name.replace("_files_", "_data_files_")]);
    const content = asNumber(row["content"]);
    if (content > 1) throw new QueryFailure("NOT_SUPPORTED", "Unknown kind of Iceberg manifest");
    return {
      path: String(row["manifest_path"]),
      length: asNumber(row["manifest_length"]),
      specId: asNumber(row["partition_spec_id"]),
      deletes: content === 1,
      sequence: asNumber(row["sequence_number"]),
      minSequence: asNumber(row["min_sequence_number"]),
      snapshotId: (row["added_snapshot_id"] as bigint | null) ?? 0n,
      addedFiles: count("added_files_count"),
      existingFiles: count("existing_files_count"),
      deletedFiles: count("deleted_files_count"),
      addedRows: asNumber(row["added_rows_count"]),
      existingRows: asNumber(row["existing_rows_count"]),
      deletedRows: asNumber(row["deleted_rows_count"]),
      partitions: row["partitions"] ?? null,
    };
  });
}
