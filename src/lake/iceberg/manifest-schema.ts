import type { IcebergType } from "./schema";

interface AvroField {
  readonly name: string;
  readonly type: unknown;
  readonly "field-id": number;
  readonly default?: null;
}

const required = (id: number, name: string, type: unknown): AvroField => ({
  name,
  type,
  "field-id": id,
});

const optional = (id: number, name: string, type: unknown): AvroField => ({
  name,
  type: ["null", type],
  default: null,
  "field-id": id,
});

const mapOf = (keyId: number, valueId: number, value: string): object => ({
  type: "array",
  items: {
    type: "record",
    name: `k${keyId}_v${valueId}`,
    fields: [required(keyId, "key", "int"), required(valueId, "value", value)],
  },
  logicalType: "map",
});

const listOf = (elementId: number, items: unknown): object => ({
  type: "array",
  items,
  "element-id": elementId,
});

/** Is a field of the tuple that says which partition a file belongs to. */
export interface PartitionColumn {
  readonly id: number;
  readonly name: string;
  readonly type: IcebergType;
}

/** Names a partition field as Avro takes names. */
export const avroName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9_]/g, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^(\d)/, "_$1");

function avroType({ id, type }: PartitionColumn): unknown {
  switch (type) {
    case "date":
      return { type: "int", logicalType: "date" };
    case "time":
      return { type: "long", logicalType: "time-micros" };
    case "timestamp":
    case "timestamptz":
      return {
        type: "long",
        logicalType: "timestamp-micros",
        "adjust-to-utc": type === "timestamptz",
      };
    case "uuid":
      return { type: "fixed", name: `uuid_${id}`, size: 16, logicalType: "uuid" };
    case "binary":
      return "bytes";
    default: {
      const text = String(type);
      const decimal = text.match(/^decimal\((\d+),\s*(\d+)\)$/);
      if (decimal !== null) {
        const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
        const size = decimalSize(precision);
        const name = `decimal_${id}`;
        return { type: "fixed", name, size, logicalType: "decimal", precision, scale };
      }
      const fixed = text.match(/^fixed\[(\d+)\]$/);
      return fixed === null ? text : { type: "fixed", name: `f_${id}`, size: Number(fixed[1]) };
    }
  }
}

/** Counts the bytes that every decimal of a precision fits into. */
export function decimalSize(precision: number): number {
  let size = 1;
  while (10n ** BigInt(precision) > 1n << BigInt(8 * size - 1)) size += 1;
  return size;
}

/** Makes the Avro schema of a manifest's entries for tables split in one way. */
export function entrySchema(partition: readonly PartitionColumn[]): object {
  const tuple = {
    type: "record",
    name: "r102",
    fields: partition.map((column) => optional(column.id, avroName(column.name), avroType(column))),
  };
  const file = {
    type: "record",
    name: "r2",
    fields: [
      required(134, "content", "int"),
      required(100, "file_path", "string"),
      required(101, "file_format", "string"),
      required(102, "partition", tuple),
      required(103, "record_count", "long"),
      required(104, "file_size_in_bytes", "long"),
      optional(108, "column_sizes", mapOf(117, 118, "long")),
      optional(109, "value_counts", mapOf(119, 120, "long")),
      optional(110, "null_value_counts", mapOf(121, 122, "long")),
      optional(137, "nan_value_counts", mapOf(138, 139, "long")),
      optional(125, "lower_bounds", mapOf(126, 127, "bytes")),
      optional(128, "upper_bounds", mapOf(129, 130, "bytes")),
      optional(131, "key_metadata", "bytes"),
      optional(132, "split_offsets", listOf(133, "long")),
      optional(135, "equality_ids", listOf(136, "int")),
      optional(140, "sort_order_id", "int"),
    ],
  };
  return {
    type: "record",
    name: "manifest_entry",
    fields: [
      required(0, "status", "int"),
      optional(1, "snapshot_id", "long"),
      optional(3, "sequence_number", "long"),
      optional(4, "file_sequence_number", "long"),
      required(2, "data_file", file),
    ],
  };
}

const fieldSummary = {
  type: "record",
  name: "r508",
  fields: [
    required(509, "contains_null", "boolean"),
    optional(518, "contains_nan", "boolean"),
    optional(510, "lower_bound", "bytes"),
    optional(511, "upper_bound", "bytes"),
  ],
};

/** Is the Avro schema of a manifest list. */
export const listSchema: object = {
  type: "record",
  name: "manifest_file",
  fields: [
    required(500, "manifest_path", "string"),
    required(501, "manifest_length", "long"),
    required(502, "partition_spec_id", "int"),
    required(517, "content", "int"),
    required(515, "sequence_number", "long"),
    required(516, "min_sequence_number", "long"),
    required(503, "added_snapshot_id", "long"),
    required(504, "added_files_count", "int"),
    required(505, "existing_files_count", "int"),
    required(506, "deleted_files_count", "int"),
    required(512, "added_rows_count", "long"),
    required(513, "existing_rows_count", "long"),
    required(514, "deleted_rows_count", "long"),
    optional(507, "partitions", listOf(508, fieldSummary)),
    optional(519, "key_metadata", "bytes"),
  ],
};
