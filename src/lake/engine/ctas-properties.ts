import type { PropertyValue } from "../sql/statement";
import { QueryFailure } from "./failure";
import type { TextCompression, WriteFormat } from "./write";

/** What WITH (…) of a CREATE TABLE AS says. */
export interface CtasProperties {
  readonly format: "PARQUET" | "TEXTFILE" | "JSON";
  readonly write: WriteFormat;
  readonly compressionName: string;
  readonly fieldDelimiter: string | undefined;
  readonly externalLocation: string | undefined;
  readonly partitionedBy: readonly string[];
  readonly buckets: { readonly columns: readonly string[]; readonly count: number } | undefined;
}

const known = new Set([
  "table_type",
  "is_external",
  "external_location",
  "format",
  "write_compression",
  "parquet_compression",
  "orc_compression",
  "field_delimiter",
  "partitioned_by",
  "bucketed_by",
  "bucket_count",
  "vacuum_min_snapshots_to_keep",
  "vacuum_max_snapshot_age_seconds",
  "location",
  "partitioning",
  "optimize_rewrite_min_data_file_size_bytes",
]);

const invalid = (detail: string): QueryFailure =>
  new QueryFailure("INVALID_TABLE_PROPERTY", detail);

function textProperty(
  properties: Readonly<Record<string, PropertyValue>>,
  name: string,
): string | undefined {
  const value = properties[name];
  if (value === undefined) return undefined;
  if (typeof value !== "string") {
    throw invalid(`Invalid value for catalog 'awsdatacatalog' table property '${name}'`);
  }
  return value;
}

function listProperty(
  properties: Readonly<Record<string, PropertyValue>>,
  name: string,
): readonly string[] {
  const value = properties[name] ?? [];
  if (!Array.isArray(value)) {
    throw invalid(`Invalid value for catalog 'awsdatacatalog' table property '${name}'`);
  }
  return value.map((item) => String(item).toLowerCase());
}

const parquetCodecs: Readonly<Record<string, string>> = {
  GZIP: "gzip",
  SNAPPY: "snappy",
  ZSTD: "zstd",
  LZ4: "lz4_raw",
  NONE: "uncompressed",
  UNCOMPRESSED: "uncompressed",
  BROTLI: "brotli",
};

const textCodecs: Readonly<Record<string, TextCompression>> = {
  GZIP: "gzip",
  ZSTD: "zstd",
  NONE: "none",
  UNCOMPRESSED: "none",
};

function codec<T>(codecs: Readonly<Record<string, T>>, name: string, format: string): T {
  const found = codecs[name];
  if (found === undefined) {
    throw new QueryFailure(
      "NOT_SUPPORTED",
      `The local lake cannot write ${format} with compression ${name}`,
    );
  }
  return found;
}

function writeFormat(format: string, compression: string, fields: string | undefined): WriteFormat {
  if (format === "PARQUET") {
    return { kind: "parquet", compression: codec(parquetCodecs, compression, format) };
  }
  const text = codec(textCodecs, compression, format);
  if (format === "JSON") return { kind: "json", compression: text };
  const separators = [fields ?? "\u0001", "\u0002", "\u0003", "\u0004", "\u0005", "\u0006"];
  return { kind: "delimited", separators, nullText: "\\N", compression: text };
}

function buckets(properties: Readonly<Record<string, PropertyValue>>): CtasProperties["buckets"] {
  const columns = listProperty(properties, "bucketed_by");
  const count = properties["bucket_count"];
  if (columns.length === 0 && count === undefined) return undefined;
  if (columns.length === 0 || typeof count !== "number" || !Number.isInteger(count) || count < 1) {
    throw invalid("bucketed_by and bucket_count must be set together");
  }
  return { columns, count };
}

/** Reads the properties of a Hive CREATE TABLE AS; what the lake cannot do is refused. */
export function ctasProperties(given: Readonly<Record<string, PropertyValue>>): CtasProperties {
  const properties = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const unknown = Object.keys(properties).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw invalid(`Catalog 'awsdatacatalog' table property '${unknown}' does not exist`);
  }
  const type = textProperty(properties, "table_type")?.toUpperCase() ?? "HIVE";
  if (type !== "HIVE") {
    throw new QueryFailure("NOT_SUPPORTED", `The local lake does not support ${type} tables`);
  }
  const asked = textProperty(properties, "format")?.toUpperCase() ?? "PARQUET";
  const format = asked === "TEXT" ? "TEXTFILE" : asked;
  if (format !== "PARQUET" && format !== "TEXTFILE" && format !== "JSON") {
    throw new QueryFailure("NOT_SUPPORTED", `The local lake cannot write ${format} tables`);
  }
  const compressionName = (
    textProperty(properties, "write_compression") ??
    textProperty(properties, "parquet_compression") ??
    "GZIP"
  ).toUpperCase();
  const fieldDelimiter = textProperty(properties, "field_delimiter");
  return {
    format,
    write: writeFormat(format, compressionName, fieldDelimiter),
    compressionName,
    fieldDelimiter,
    externalLocation: textProperty(properties, "external_location"),
    partitionedBy: listProperty(properties, "partitioned_by"),
    buckets: buckets(properties),
  };
}
