import { QueryFailure } from "../engine/failure";
import type { Job } from "../engine/job";
import { isEmpty, type Location, requireLocation } from "../engine/location";
import type { TableName } from "../engine/names";
import type { Outcome } from "../engine/outcome";
import { ApiError } from "../protocol";
import type { EmittedQuery } from "../sql/scope";
import { parseType } from "../sql/types";
import { discard, metadataPath, upload } from "./commit";
import { glueInput } from "./glue-entry";
import { metadataText, newMetadata, specOf, type TableMetadata } from "./metadata";
import { type Field, icebergType } from "./schema";
import { snapshotOf } from "./snapshot";
import { partitionFields } from "./transform";
import { type NewFile, placeBelow, withFolder, writeRows } from "./write";

/** Describes a table that is to be made. */
export interface NewTable {
  readonly name: TableName;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly comment?: string;
  }[];
  readonly location: string;
  readonly partitioning: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly comment: string | undefined;
}

/** Answers the folder of a new table, which must exist as a bucket. */
function home(job: Job, { name, location }: NewTable): Location {
  const found = requireLocation(location, `Table '${name.table}'`);
  if (!job.store.hasBucket(found.bucket)) {
    throw new QueryFailure("HIVE_METASTORE_ERROR", `Bucket ${found.bucket} does not exist`);
  }
  return found;
}

/** Numbers columns, then the fields inside of them, as Iceberg's own libraries do. */
function numbered(columns: NewTable["columns"]): {
  readonly fields: readonly Field[];
  readonly last: number;
} {
  let last = columns.length;
  const next = (): number => {
    last += 1;
    return last;
  };
  const fields = columns.map(({ name, type, comment }, index): Field => {
    const iceberg = icebergType(parseType(type), next);
    const doc = comment === undefined ? {} : { doc: comment };
    return { id: index + 1, name: name.toLowerCase(), required: false, type: iceberg, ...doc };
  });
  return { fields, last };
}

/** Describes a new table as its first metadata. */
export function plannedTable(job: Job, table: NewTable): TableMetadata {
  const { fields, last } = numbered(table.columns);
  const { bucket, prefix } = home(job, table);
  return newMetadata({
    location: `s3://${bucket}/${prefix}`.replace(/\/+$/, ""),
    fields,
    lastColumnId: last,
    spec: partitionFields(table.partitioning, fields),
    properties: {
      "write.format.default": "parquet",
      ...table.properties,
      ...(table.comment === undefined ? {} : { comment: table.comment }),
    },
    now: Date.now(),
  });
}

async function register(
  job: Job,
  { name, comment }: NewTable,
  planned: TableMetadata,
  files: readonly NewFile[],
): Promise<void> {
  const blobs = files.map(({ blob }) => blob);
  await job.store.putBlobs(blobs);
  const change = {
    operation: "append",
    added: files,
    removed: new Set<string>(),
    after: "anything",
  } as const;
  const { metadata, uploads } = snapshotOf([], planned, change);
  const path = metadataPath(undefined);
  const bytes = Buffer.from(metadataText(metadata));
  const put = await upload(job, metadata, [...uploads, { path, bytes }]);
  const base = {
    Name: name.table,
    Retention: 0,
    Owner: "hadoop",
    ...(comment === undefined ? {} : { Description: comment }),
  };
  try {
    job.session.check();
    const address = placeBelow(metadata, path).address;
    await job.catalog.createTable(name.database, glueInput(base, metadata, address));
  } catch (error) {
    await discard(job, [...blobs, ...put]);
    throw error;
  }
}

/** Answers whether an error says that the table is there already. */
export const isExisting = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "AlreadyExistsException";

/** Makes a table without rows. */
export async function createEmpty(job: Job, table: NewTable): Promise<void> {
  await register(job, table, plannedTable(job, table), []);
}

/** Makes a table of the rows of a query. */
export async function createFromQuery(
  job: Job,
  table: NewTable,
  query: EmittedQuery,
  withNoData: boolean,
): Promise<Outcome> {
  const planned = plannedTable(job, table);
  const where = home(job, table);
  if (!isEmpty(job.store, where)) {
    throw new QueryFailure(
      "ICEBERG_FILESYSTEM_ERROR",
      "Cannot create a table on a non-empty location: " +
        `${planned.location}, set 'iceberg.unique-table-location=true' in your Iceberg catalog ` +
        "properties to use unique table locations for every table.",
    );
  }
  return withFolder(job, async (folder) => {
    const fields = planned.schemas[0]?.fields ?? [];
    const rows = { sql: query.sql, fields, spec: specOf(planned, 0) };
    const written = withNoData
      ? { count: 0, files: [] }
      : await writeRows(job, planned, rows, folder);
    await register(job, table, planned, written.files);
    const objects = written.files.map(({ file }) => file.path);
    return { kind: "written", count: written.count, objects };
  });
}
