import type { ResolvedRelation } from "../sql/scope";
import { duckText, parseType, quoteName, quoteText } from "../sql/types";
import type { Store } from "../store/store";
import { partitionColumns } from "./manifest";
import { currentSchema, currentSnapshot, specOf, type TableMetadata } from "./metadata";
import { partitionStatistics } from "./partition-statistics";
import { type IcebergTable, liveEntries, manifestsOf } from "./table";
import { singleFromBytes, singleText } from "./value";

/** Is a column of such a table with its type and its value in each row, in DuckDB's SQL. */
export type Cells = readonly (readonly [name: string, type: string, sql: string])[];

const kinds = ["snapshots", "history", "files", "partitions", "manifests", "refs"];

/** Answers whether a name after "$" is one of Iceberg's tables about a table. */
export const isMetadataTable = (name: string): boolean => kinds.includes(name);

const text = (value: string | undefined): string =>
  value === undefined ? "NULL" : quoteText(value);

const millis = (value: number): string =>
  `struct_pack(u := make_timestamp(${value} * 1000), z := 'UTC')`;

function map(type: string, entries: ReadonlyMap<number | string, string>): string {
  const keys = [...entries.keys()].map((key) => (typeof key === "string" ? quoteText(key) : key));
  const values = [...entries.values()];
  const duck = duckText(parseType(type));
  return `CAST(MAP([${keys.join(", ")}], [${values.join(", ")}]) AS ${duck})`;
}

/** Writes rows of the same columns; without any row the columns are still there. */
export function relationOf(blank: Cells, rows: readonly Cells[]): ResolvedRelation {
  const cell = ([name, type, sql]: Cells[number]): string =>
    `CAST(${sql} AS ${duckText(parseType(type))}) AS ${quoteName(name)}`;
  const arm = (cells: Cells): string => `SELECT ${cells.map(cell).join(", ")}`;
  const none = `${arm(blank.map(([name, type]) => [name, type, "NULL"]))} WHERE false`;
  const sql = rows.length === 0 ? none : rows.map(arm).join(" UNION ALL ");
  return { sql: `(${sql})`, columns: blank.map(([name, type]) => ({ name, type })) };
}

const zoned = "timestamp(3) with time zone";

function ancestors(metadata: TableMetadata): ReadonlySet<bigint> {
  const found = new Set<bigint>();
  for (let one = currentSnapshot(metadata); one !== undefined; ) {
    const parent = one["parent-snapshot-id"];
    found.add(one["snapshot-id"]);
    one = metadata.snapshots.find((other) => other["snapshot-id"] === parent);
  }
  return found;
}

function history({ metadata }: IcebergTable): ResolvedRelation {
  const line = ancestors(metadata);
  const rows = metadata["snapshot-log"].map((entry): Cells => {
    const id = entry["snapshot-id"];
    const one = metadata.snapshots.find((snapshot) => snapshot["snapshot-id"] === id);
    return [
      ["made_current_at", zoned, millis(entry["timestamp-ms"])],
      ["snapshot_id", "bigint", String(id)],
      ["parent_id", "bigint", String(one?.["parent-snapshot-id"] ?? "NULL")],
      ["is_current_ancestor", "boolean", String(line.has(id))],
    ];
  });
  const blank: Cells = [
    ["made_current_at", zoned, ""],
    ["snapshot_id", "bigint", ""],
    ["parent_id", "bigint", ""],
    ["is_current_ancestor", "boolean", ""],
  ];
  return relationOf(blank, rows);
}

function snapshots({ metadata }: IcebergTable): ResolvedRelation {
  const rows = metadata.snapshots.map((one): Cells => {
    const { operation, ...rest } = one.summary;
    const summary = new Map(Object.entries(rest).map(([key, value]) => [key, quoteText(value)]));
    return [
      ["committed_at", zoned, millis(one["timestamp-ms"])],
      ["snapshot_id", "bigint", String(one["snapshot-id"])],
      ["parent_id", "bigint", String(one["parent-snapshot-id"] ?? "NULL")],
      ["operation", "varchar", text(operation)],
      ["manifest_list", "varchar", text(one["manifest-list"])],
      ["summary", "map(varchar, varchar)", map("map(varchar, varchar)", summary)],
    ];
  });
  const blank: Cells = [
    ["committed_at", zoned, ""],
    ["snapshot_id", "bigint", ""],
    ["parent_id", "bigint", ""],
    ["operation", "varchar", ""],
    ["manifest_list", "varchar", ""],
    ["summary", "map(varchar, varchar)", ""],
  ];
  return relationOf(blank, rows);
}

const contents = ["data", "position-deletes", "equality-deletes"];
const counts = "map(integer, bigint)";
const bounds = "map(integer, varchar)";

function files(store: Store, { metadata }: IcebergTable): ResolvedRelation {
  const { fields } = currentSchema(metadata);
  const count = (values: ReadonlyMap<number, number>): string =>
    map(counts, new Map([...values].map(([key, value]) => [key, String(value)])));
  const bound = (values: ReadonlyMap<number, Uint8Array>): string => {
    const texts = [...values].flatMap(([id, bytes]): [number, string][] => {
      const type = fields.find((field) => field.id === id)?.type ?? "string";
      const value = typeof type === "string" ? singleFromBytes(type, bytes) : undefined;
      return value === undefined ? [] : [[id, quoteText(singleText(String(type), value))]];
    });
    return map(bounds, new Map(texts));
  };
  const rows = liveEntries(store, metadata, currentSnapshot(metadata)).map(
    ({ file }): Cells => [
      ["content", "integer", String(contents.indexOf(file.content))],
      ["file_path", "varchar", text(file.path)],
      ["file_format", "varchar", text(file.format)],
      ["record_count", "bigint", String(file.count)],
      ["file_size_in_bytes", "bigint", String(file.size)],
      ["column_sizes", counts, count(file.columnSizes)],
      ["value_counts", counts, count(file.valueCounts)],
      ["null_value_counts", counts, count(file.nullCounts)],
      ["nan_value_counts", counts, "NULL"],
      ["lower_bounds", bounds, bound(file.lower)],
      ["upper_bounds", bounds, bound(file.upper)],
      ["key_metadata", "varbinary", "NULL"],
      ["split_offsets", "array(bigint)", "NULL"],
      ["equality_ids", "array(integer)", "NULL"],
    ],
  );
  const blank: Cells = [
    ["content", "integer", ""],
    ["file_path", "varchar", ""],
    ["file_format", "varchar", ""],
    ["record_count", "bigint", ""],
    ["file_size_in_bytes", "bigint", ""],
    ["column_sizes", counts, ""],
    ["value_counts", counts, ""],
    ["null_value_counts", counts, ""],
    ["nan_value_counts", counts, ""],
    ["lower_bounds", bounds, ""],
    ["upper_bounds", bounds, ""],
    ["key_metadata", "varbinary", ""],
    ["split_offsets", "array(bigint)", ""],
    ["equality_ids", "array(integer)", ""],
  ];
  return relationOf(blank, rows);
}

function manifests(store: Store, { metadata }: IcebergTable): ResolvedRelation {
  const all = manifestsOf(store, metadata, currentSnapshot(metadata));
  const rows = all.map(
    ({ manifest }): Cells => [
      ["path", "varchar", text(manifest.path)],
      ["length", "bigint", String(manifest.length)],
      ["partition_spec_id", "integer", String(manifest.specId)],
      ["added_snapshot_id", "bigint", String(manifest.snapshotId)],
      ["added_data_files_count", "integer", String(manifest.addedFiles)],
      ["existing_data_files_count", "integer", String(manifest.existingFiles)],
      ["deleted_data_files_count", "integer", String(manifest.deletedFiles)],
    ],
  );
  const blank: Cells = [
    ["path", "varchar", ""],
    ["length", "bigint", ""],
    ["partition_spec_id", "integer", ""],
    ["added_snapshot_id", "bigint", ""],
    ["added_data_files_count", "integer", ""],
    ["existing_data_files_count", "integer", ""],
    ["deleted_data_files_count", "integer", ""],
  ];
  return relationOf(blank, rows);
}

function refs({ metadata }: IcebergTable): ResolvedRelation {
  const rows = Object.entries(metadata.refs ?? {}).map(
    ([name, ref]): Cells => [
      ["name", "varchar", text(name)],
      ["type", "varchar", text(String(ref["type"]).toUpperCase())],
      ["snapshot_id", "bigint", String(ref["snapshot-id"])],
    ],
  );
  const blank: Cells = [
    ["name", "varchar", ""],
    ["type", "varchar", ""],
    ["snapshot_id", "bigint", ""],
  ];
  return relationOf(blank, rows);
}

/** Shows what a table's metadata says, as Trino's tables about a table do. */
export function metadataTable(store: Store, table: IcebergTable, kind: string): ResolvedRelation {
  switch (kind) {
    case "history":
      return history(table);
    case "snapshots":
      return snapshots(table);
    case "files":
      return files(store, table);
    case "manifests":
      return manifests(store, table);
    case "refs":
      return refs(table);
    default: {
      const { metadata } = table;
      const spec = specOf(metadata, metadata["default-spec-id"]);
      const { blank, rows } = partitionStatistics(
        liveEntries(store, metadata, currentSnapshot(metadata)),
        currentSchema(metadata).fields.map(({ id, name, type }) => ({ id, name, type })),
        partitionColumns(spec, metadata.schemas),
        spec["spec-id"],
      );
      return relationOf(blank, rows);
    }
  }
}
