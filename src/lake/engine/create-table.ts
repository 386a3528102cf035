import type { Column, StorageDescriptor } from "../catalog/catalog";
import { createEmpty, isExisting } from "../iceberg/create";
import { icebergProperties } from "../iceberg/properties";
import { ApiError } from "../protocol";
import type { ColumnDefinition, CreateTable } from "../sql/statement";
import { hiveText, parseType } from "../sql/types";
import { QueryFailure } from "./failure";
import { fileFormats, serdes } from "./format";
import type { Job } from "./job";
import { parseLocation } from "./location";
import { fullName, requireDatabase, type TableName } from "./names";
import { nothing, type Outcome } from "./outcome";
import { icebergText } from "./type-names";

interface Formats {
  readonly InputFormat: string;
  readonly OutputFormat: string;
  readonly library: string;
}

const text = { InputFormat: fileFormats.text.input, OutputFormat: fileFormats.text.output };
const ql = "org.apache.hadoop.hive.ql.io";

const storedAs: Readonly<Record<string, Formats>> = {
  PARQUET: {
    InputFormat: fileFormats.parquet.input,
    OutputFormat: fileFormats.parquet.output,
    library: serdes.parquet,
  },
  TEXTFILE: { ...text, library: serdes.delimited },
  JSONFILE: { ...text, library: serdes.hiveJson },
  ORC: {
    InputFormat: `${ql}.orc.OrcInputFormat`,
    OutputFormat: `${ql}.orc.OrcOutputFormat`,
    library: `${ql}.orc.OrcSerde`,
  },
  AVRO: {
    InputFormat: `${ql}.avro.AvroContainerInputFormat`,
    OutputFormat: `${ql}.avro.AvroContainerOutputFormat`,
    library: "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
  },
};

/** Writes columns of a statement as Glue keeps them. */
export const glueColumns = (columns: readonly ColumnDefinition[]): readonly Column[] =>
  columns.map(({ name, type, comment }) => ({
    Name: name.toLowerCase(),
    Type: hiveText(parseType(type, "hive")),
    ...(comment === undefined ? {} : { Comment: comment }),
  }));

function serdeParameters({ delimited, serdeProperties }: CreateTable): Record<string, string> {
  const given: readonly (readonly [string, string | undefined])[] = [
    ["field.delim", delimited?.fields],
    ["serialization.format", delimited?.fields],
    ["escape.delim", delimited?.escape],
    ["collection.delim", delimited?.collectionItems],
    ["mapkey.delim", delimited?.mapKeys],
    ["line.delim", delimited?.lines],
    ["serialization.null.format", delimited?.nullDefinedAs],
  ];
  const set = given.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const base = Object.fromEntries(set);
  return { "serialization.format": "1", ...base, ...serdeProperties };
}

function storage(statement: CreateTable, location: string): StorageDescriptor {
  const kind = statement.storedAs ?? "TEXTFILE";
  const formats = storedAs[kind];
  if (formats === undefined) {
    throw new QueryFailure("NOT_SUPPORTED", `The local lake does not know STORED AS ${kind}`);
  }
  // A JSON or Parquet serde by name without STORED AS still reads Hive's text or Parquet files.
  const byName = /parquet/i.test(statement.serde ?? "") ? storedAs["PARQUET"] : undefined;
  const { InputFormat, OutputFormat, library } = byName ?? formats;
  return {
    Columns: glueColumns(statement.columns),
    Location: location,
    InputFormat: statement.inputFormat ?? InputFormat,
    OutputFormat: statement.outputFormat ?? OutputFormat,
    Compressed: false,
    NumberOfBuckets: statement.buckets ?? -1,
    BucketColumns: statement.clusteredBy.map((name) => name.toLowerCase()),
    SerdeInfo: {
      SerializationLibrary: statement.serde ?? library,
      Parameters: serdeParameters(statement),
    },
    SortColumns: [],
    StoredAsSubDirectories: false,
  };
}

const failed = (detail: string): QueryFailure => new QueryFailure("", `FAILED: ${detail}`);

function checkColumns(statement: CreateTable): void {
  const seen = new Set<string>();
  for (const { name } of [...statement.columns, ...statement.partitionedBy]) {
    const lower = name.toLowerCase();
    if (seen.has(lower)) {
      throw failed(`SemanticException [Error 10036]: Duplicate column name: ${lower}`);
    }
    seen.add(lower);
  }
}

/** Runs CREATE TABLE … TBLPROPERTIES ('table_type' = 'ICEBERG'). */
async function createIceberg(job: Job, statement: CreateTable, name: TableName): Promise<Outcome> {
  if (statement.external) {
    throw failed("SemanticException Iceberg tables cannot be external: use CREATE TABLE");
  }
  requireDatabase(job.catalog, name.database, statement.target.at);
  const exists = `Table ${name.database}.${name.table} already exists`;
  if (job.catalog.getTable(name.database, name.table) !== undefined) {
    if (statement.ifNotExists) return nothing;
    throw failed(`SemanticException [Error 10032]: ${exists}`);
  }
  if (statement.location === undefined) {
    throw failed(`SemanticException Iceberg table ${name.table} needs a LOCATION`);
  }
  if (statement.partitionedBy.length > 0) {
    throw failed("SemanticException Partition columns of Iceberg tables have no types");
  }
  checkColumns(statement);
  const { properties } = icebergProperties(statement.properties);
  const columns = statement.columns.map(({ name: column, type, comment }) => ({
    name: column,
    type: icebergText(type),
    ...(comment === undefined ? {} : { comment }),
  }));
  const { location, comment, partitionTransforms: partitioning } = statement;
  try {
    await createEmpty(job, { name, columns, location, partitioning, properties, comment });
  } catch (error) {
    if (!isExisting(error)) throw error;
    if (!statement.ifNotExists) throw failed(`SemanticException [Error 10032]: ${exists}`);
  }
  return nothing;
}

/** Runs CREATE EXTERNAL TABLE in Hive's notation. */
export async function createTable(job: Job, statement: CreateTable): Promise<Outcome> {
  const name = fullName(statement.target.parts, job.context, statement.target.at);
  if (statement.properties["table_type"]?.toUpperCase() === "ICEBERG") {
    return createIceberg(job, statement, name);
  }
  if (!statement.external) {
    throw failed(
      "SemanticException Cannot create a managed table. " +
        "Use CREATE EXTERNAL TABLE to create an external table",
    );
  }
  requireDatabase(job.catalog, name.database, statement.target.at);
  const exists = `Table ${name.database}.${name.table} already exists`;
  if (job.catalog.getTable(name.database, name.table) !== undefined) {
    if (statement.ifNotExists) return nothing;
    throw failed(`SemanticException [Error 10032]: ${exists}`);
  }
  const { location } = statement;
  if (location === undefined || parseLocation(location) === undefined) {
    throw failed(`SemanticException table ${name.table} has no valid S3 LOCATION: ${location}`);
  }
  checkColumns(statement);
  const comment = statement.comment === undefined ? {} : { comment: statement.comment };
  try {
    await job.catalog.createTable(name.database, {
      Name: name.table,
      Owner: "hadoop",
      TableType: "EXTERNAL_TABLE",
      Retention: 0,
      PartitionKeys: glueColumns(statement.partitionedBy),
      Parameters: { EXTERNAL: "TRUE", ...comment, ...statement.properties },
      StorageDescriptor: storage(statement, location),
    });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "AlreadyExistsException") throw error;
    if (!statement.ifNotExists) throw failed(`SemanticException [Error 10032]: ${exists}`);
  }
  return nothing;
}
