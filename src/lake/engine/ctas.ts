import type { Column, PartitionInput, StorageDescriptor, TableInput } from "../catalog/catalog";
import { createFromQuery, isExisting } from "../iceberg/create";
import { icebergProperties } from "../iceberg/properties";
import { ApiError } from "../protocol";
import { emitQuery } from "../sql/emit-query";
import type { EmittedQuery } from "../sql/scope";
import type { Statement } from "../sql/statement";
import { hiveText } from "../sql/types";
import { partitionFolder, partitionsOf, placed } from "./commit";
import { columnRefusal, storableColumns } from "./ctas-columns";
import { type CtasProperties, ctasProperties } from "./ctas-properties";
import { QueryFailure } from "./failure";
import { fileFormats, serdes } from "./format";
import { type Job, worldOf } from "./job";
import { addressOf, isEmpty, type Location, requireLocation } from "./location";
import { fullName, place, requireDatabase, type TableName } from "./names";
import type { Outcome } from "./outcome";
import { scopeOf } from "./scope";
import { type WriteColumn, type Written, withWritten } from "./write";

type Ctas = Statement & { readonly kind: "ctas" };

interface Layout {
  readonly columns: readonly WriteColumn[];
  readonly keys: readonly WriteColumn[];
}

function layout(all: readonly WriteColumn[], { partitionedBy, buckets }: CtasProperties): Layout {
  const missing = partitionedBy.filter((key) => !all.some(({ name }) => name === key));
  if (missing.length > 0) {
    throw columnRefusal(
      "INVALID_TABLE_PROPERTY",
      `Partition columns [${missing.join(", ")}] not present in schema`,
    );
  }
  const split = all.length - partitionedBy.length;
  const keys = all.slice(split);
  if (keys.some(({ name }, index) => name !== partitionedBy[index])) {
    throw columnRefusal(
      "HIVE_COLUMN_ORDER_MISMATCH",
      "Partition keys must be the last columns in the table and in the same order as the " +
        `table properties: [${partitionedBy.join(", ")}]`,
    );
  }
  if (split === 0) {
    throw columnRefusal("INVALID_TABLE_PROPERTY", "Table contains only partition columns");
  }
  const columns = all.slice(0, split);
  const unbucketed = (buckets?.columns ?? []).filter(
    (bucket) => !columns.some(({ name }) => name === bucket),
  );
  if (unbucketed.length > 0) {
    throw columnRefusal(
      "INVALID_TABLE_PROPERTY",
      `Bucketing columns [${unbucketed.join(", ")}] not present in schema`,
    );
  }
  return { columns, keys };
}

const enforced = (property: string): QueryFailure =>
  new QueryFailure(
    "",
    "The Create Table As Select query failed because it was submitted with an " +
      `'${property}' property to an Athena Workgroup that enforces a centralized ` +
      `output location for all queries. Please remove the '${property}' property ` +
      "and resubmit the query.",
  );

function location(job: Job, { externalLocation }: CtasProperties, name: TableName): Location {
  if (externalLocation !== undefined && job.outputEnforced) throw enforced("external_location");
  const uri = externalLocation ?? `${(job.output ?? "").replace(/\/+$/, "")}/tables/${job.id}/`;
  const found = requireLocation(uri, `Table '${name.table}'`);
  if (!job.store.hasBucket(found.bucket)) {
    throw new QueryFailure("HIVE_METASTORE_ERROR", `Bucket ${found.bucket} does not exist`);
  }
  if (!isEmpty(job.store, found)) {
    const address = addressOf({ bucket: found.bucket, key: found.prefix.replace(/\/$/, "") });
    throw new QueryFailure(
      "HIVE_PATH_ALREADY_EXISTS",
      `Target directory for table '${name.database}.${name.table}' already exists: ${address}. ` +
        `You may need to manually clean the data at location '${address}' before retrying. ` +
        "Athena will not delete data in your account.",
      { type: 1303 },
    );
  }
  return found;
}

const hiveColumns = (columns: readonly WriteColumn[]): readonly Column[] =>
  columns.map(({ name, type }) => ({ Name: name, Type: hiveText(type) }));

function serde(properties: CtasProperties): Pick<
  StorageDescriptor,
  "InputFormat" | "OutputFormat"
> & {
  readonly library: string;
  readonly parameters: Readonly<Record<string, string>>;
} {
  switch (properties.format) {
    case "PARQUET":
      return {
        InputFormat: fileFormats.parquet.input,
        OutputFormat: fileFormats.parquet.output,
        library: serdes.parquet,
        parameters: {},
      };
    case "TEXTFILE":
      return {
        InputFormat: fileFormats.text.input,
        OutputFormat: fileFormats.text.output,
        library: serdes.delimited,
        parameters:
          properties.fieldDelimiter === undefined
            ? {}
            : { "field.delim": properties.fieldDelimiter },
      };
    case "JSON":
      return {
        InputFormat: fileFormats.text.input,
        OutputFormat: fileFormats.text.output,
        library: serdes.hiveJson,
        parameters: {},
      };
  }
}

function tableInput(
  name: TableName,
  { columns, keys }: Layout,
  properties: CtasProperties,
  where: Location,
  comment: string | undefined,
): TableInput {
  const { library, parameters, ...formats } = serde(properties);
  const compression =
    properties.format === "PARQUET"
      ? { "parquet.compression": properties.compressionName }
      : { write_compression: properties.compressionName };
  return {
    Name: name.table,
    Owner: "hadoop",
    TableType: "EXTERNAL_TABLE",
    Retention: 0,
    PartitionKeys: hiveColumns(keys),
    Parameters: {
      EXTERNAL: "TRUE",
      "auto.purge": "false",
      has_encrypted_data: "false",
      transactional: "false",
      ...compression,
      ...(comment === undefined ? {} : { comment }),
      ...(properties.buckets === undefined ? {} : { bucketing_format: "hive" }),
    },
    StorageDescriptor: {
      Columns: hiveColumns(columns),
      Location: addressOf({ bucket: where.bucket, key: where.prefix.replace(/\/$/, "") }),
      ...formats,
      Compressed: false,
      NumberOfBuckets: properties.buckets?.count ?? 0,
      BucketColumns: properties.buckets?.columns ?? [],
      SerdeInfo: { Name: name.table, SerializationLibrary: library, Parameters: parameters },
      SortColumns: [],
      StoredAsSubDirectories: false,
    },
  };
}

/** Describes a new partition as its table's storage in another place. */
export function partitionInput(
  storage: StorageDescriptor | undefined,
  values: readonly string[],
  where: Location,
): PartitionInput {
  const place = addressOf({ bucket: where.bucket, key: where.prefix.replace(/\/$/, "") });
  return { Values: values, StorageDescriptor: { ...storage, Location: place }, Parameters: {} };
}

const exists = (name: TableName, at: string): QueryFailure =>
  new QueryFailure(
    "TABLE_ALREADY_EXISTS",
    `${at}Destination table 'awsdatacatalog.${name.database}.${name.table}' already exists`,
  );

const isIcebergType = ({ properties }: Ctas): boolean =>
  Object.entries(properties).some(
    ([key, value]) =>
      key.toLowerCase() === "table_type" && String(value).toUpperCase() === "ICEBERG",
  );

/** Runs CREATE TABLE AS for an Iceberg table. */
async function icebergTableAs(
  job: Job,
  statement: Ctas,
  name: TableName,
  query: EmittedQuery,
): Promise<Outcome> {
  const { location: given, ...rest } = icebergProperties(statement.properties);
  if (given !== undefined && job.outputEnforced) throw enforced("location");
  storableColumns(query.columns, () => undefined);
  const place = given ?? `${(job.output ?? "").replace(/\/+$/, "")}/tables/${job.id}/`;
  const table = { ...rest, name, columns: query.columns, location: place };
  const { comment } = statement;
  return createFromQuery(job, { ...table, comment }, query, statement.withNoData);
}

/** Runs CREATE TABLE AS: files first, then the table and its partitions in one step. */
export async function createTableAs(job: Job, statement: Ctas): Promise<Outcome> {
  const name = fullName(statement.target.parts, job.context, statement.target.at);
  const at = place(statement.target.at);
  requireDatabase(job.catalog, name.database, statement.target.at);
  if (job.catalog.getTable(name.database, name.table) !== undefined) {
    if (statement.ifNotExists) return { kind: "written", count: 0, objects: [] };
    throw exists(name, at);
  }
  const iceberg = isIcebergType(statement);
  const properties = iceberg ? undefined : ctasProperties(statement.properties);
  const query = await emitQuery(statement.query.query, scopeOf(worldOf(job), job.reading));
  if (properties === undefined) {
    try {
      return await icebergTableAs(job, statement, name, query);
    } catch (error) {
      throw isExisting(error) ? exists(name, at) : error;
    }
  }
  const shape = layout(storableColumns(query.columns), properties);
  const where = location(job, properties, name);
  const input = tableInput(name, shape, properties, where, statement.comment);
  const folderOf = (values: readonly string[]): Location => ({
    bucket: where.bucket,
    prefix: where.prefix + partitionFolder(shape.keys, values),
  });
  const commit = async ({ count, files }: Written): Promise<Outcome> => {
    job.session.check();
    const objects = placed(files, folderOf, job.id, job.startedAt);
    await job.store.putBlobs(objects);
    const partitions = shape.keys.length === 0 ? [] : partitionsOf(files);
    const inputs = partitions.map((values) =>
      partitionInput(input.StorageDescriptor, values, folderOf(values)),
    );
    try {
      await job.catalog.createTable(name.database, input, inputs);
    } catch (error) {
      if (error instanceof ApiError && error.code === "AlreadyExistsException") {
        throw exists(name, at);
      }
      throw error;
    }
    return { kind: "written", count, objects: objects.map(addressOf) };
  };
  if (statement.withNoData) return commit({ count: 0, files: [] });
  const request = {
    sql: query.sql,
    ...shape,
    format: properties.write,
    buckets: properties.buckets,
  };
  return withWritten(job.duck, job.session, request, commit);
}
