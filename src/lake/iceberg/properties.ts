import { QueryFailure } from "../engine/failure";
import type { PropertyValue } from "../sql/statement";

/** Is what WITH (…) or TBLPROPERTIES say of an Iceberg table. */
export interface IcebergProperties {
  readonly location: string | undefined;
  readonly partitioning: readonly string[];
  /** Holds what the metadata keeps. */
  readonly properties: Readonly<Record<string, string>>;
}

const own = ["table_type", "is_external", "location", "format", "partitioning"];

/** The properties that Athena knows for Iceberg tables beside these. */
const kept = [
  "write_compression",
  "parquet_compression",
  "compression_level",
  "optimize_rewrite_min_data_file_size_bytes",
  "optimize_rewrite_max_data_file_size_bytes",
  "optimize_rewrite_data_file_threshold",
  "optimize_rewrite_delete_file_threshold",
  "vacuum_min_snapshots_to_keep",
  "vacuum_max_snapshot_age_seconds",
  "vacuum_max_metadata_files_to_keep",
  "write_target_data_file_size_bytes",
];

const invalid = (detail: string): QueryFailure =>
  new QueryFailure("INVALID_TABLE_PROPERTY", detail);

function checkFormat(value: PropertyValue | undefined): void {
  const format = String(value ?? "PARQUET").toUpperCase();
  if (format === "PARQUET") return;
  if (format === "AVRO" || format === "ORC") {
    throw new QueryFailure(
      "NOT_SUPPORTED",
      `The local lake cannot write Iceberg tables in ${format}; the format must be PARQUET`,
    );
  }
  throw invalid(`Unsupported file format for Iceberg tables: ${format}`);
}

function metadataProperties(key: string, value: string): readonly (readonly [string, string])[] {
  if (key !== "write_compression" && key !== "parquet_compression") return [[key, value]];
  const codec = value.toLowerCase() === "none" ? "uncompressed" : value.toLowerCase();
  return [
    ["write_compression", value.toLowerCase()],
    ["write.parquet.compression-codec", codec],
  ];
}

/** Reads the properties of a new Iceberg table; what Athena does not know is refused. */
export function icebergProperties(
  given: Readonly<Record<string, PropertyValue>>,
): IcebergProperties {
  const all = new Map(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]));
  const unknown = [...all.keys()].find((key) => !own.includes(key) && !kept.includes(key));
  if (unknown !== undefined) {
    throw invalid(`Catalog 'awsdatacatalog' table property '${unknown}' does not exist`);
  }
  if (String(all.get("is_external") ?? "false").toLowerCase() === "true") {
    throw invalid("Iceberg tables cannot be external: is_external must be false");
  }
  checkFormat(all.get("format"));
  const location = all.get("location");
  if (location !== undefined && typeof location !== "string") {
    throw invalid("Invalid value for catalog 'awsdatacatalog' table property 'location'");
  }
  const terms = all.get("partitioning") ?? [];
  if (!Array.isArray(terms)) {
    throw invalid("Invalid value for catalog 'awsdatacatalog' table property 'partitioning'");
  }
  const properties = [...all]
    .filter(([key]) => kept.includes(key))
    .flatMap(([key, value]) => metadataProperties(key, String(value)));
  return {
    location,
    partitioning: terms.map(String),
    properties: Object.fromEntries(properties),
  };
}
