import type { TableRecord } from "../catalog/catalog";
import { emitQuery } from "../sql/emit-query";
import type { Statement } from "../sql/statement";
import { duckText, quoteText, type SqlType, typeText } from "../sql/types";
import { partitionFolder, partitionsOf, placed } from "./commit";
import { partitionInput } from "./ctas";
import { QueryFailure } from "./failure";
import { formatOf } from "./format";
import { type Job, worldOf } from "./job";
import { addressOf, type Location, requireLocation } from "./location";
import { fullName, place, refuseIceberg, requireTable } from "./names";
import type { Outcome } from "./outcome";
import { typed } from "./relation";
import { scopeOf } from "./scope";
import { isView } from "./view";
import { type WriteColumn, type WriteFormat, type Written, withWritten } from "./write";

type Insert = Statement & { readonly kind: "insert" };

function writeFormat(table: TableRecord): WriteFormat {
  const format = formatOf(table, table.StorageDescriptor);
  const asked = table.Parameters?.["parquet.compression"]?.toUpperCase();
  switch (format.kind) {
    case "parquet": {
      const codec = asked === "SNAPPY" || asked === "ZSTD" ? asked.toLowerCase() : "gzip";
      return { kind: "parquet", compression: codec };
    }
    case "json":
      return { kind: "json", compression: "gzip" };
    case "delimited":
      return { ...format, kind: "delimited", compression: "gzip" };
    case "csv":
      throw new QueryFailure("NOT_SUPPORTED", "Cannot write to tables with OpenCSVSerde");
  }
}

/** Answers the columns that an INSERT names, in its order. */
function targets(
  all: readonly WriteColumn[],
  named: readonly string[] | undefined,
  at: string,
): readonly WriteColumn[] {
  if (named === undefined) return all;
  return named.map((name) => {
    const found = all.find((column) => column.name === name.toLowerCase());
    if (found === undefined) {
      throw new QueryFailure(
        "COLUMN_NOT_FOUND",
        `${at}Insert column name does not exist in target table: ${name.toLowerCase()}`,
      );
    }
    return found;
  });
}

/** Asks for text without its limit, because what is too long is an error and never cut. */
const unlimited = (type: SqlType): SqlType =>
  type.kind === "varchar" ? { kind: "varchar", length: undefined } : type;

/** Checks text against the limit of its column; only spaces at the end may go. */
function limited(value: string, type: SqlType): string {
  if (type.kind !== "varchar" || type.length === undefined) return value;
  const refusal =
    "INVALID_CAST_ARGUMENT: Cannot truncate non-space characters when casting to " +
    `${typeText(type)} on INSERT`;
  return (
    `CASE WHEN length(rtrim(${value})) > ${type.length} THEN error(${quoteText(refusal)}) ` +
    `ELSE left(${value}, ${type.length}) END`
  );
}

/** Puts a query's columns into the places of a table's; columns that are not named are NULL. */
function arranged(
  all: readonly WriteColumn[],
  chosen: readonly WriteColumn[],
  sql: string,
): string {
  const inner = chosen.map((_, index) => `c${index}`).join(", ");
  const list = all.map(({ name, type }) => {
    const index = chosen.findIndex((column) => column.name === name);
    const value = index < 0 ? "NULL" : limited(`c${index}`, type);
    return `CAST(${value} AS ${duckText(type)})`;
  });
  return `SELECT ${list.join(", ")} FROM (${sql}) i(${inner})`;
}

/** Answers where the files of a partition go: to its own place when it exists already. */
function folders(job: Job, table: TableRecord, keys: readonly WriteColumn[]) {
  const root = requireLocation(table.StorageDescriptor?.Location, `Table ${table.Name}`);
  return (values: readonly string[]): Location => {
    if (keys.length === 0) return root;
    const existing = job.catalog.getPartition(table.DatabaseName, table.Name, values);
    const own = existing?.StorageDescriptor?.Location;
    if (own !== undefined) return requireLocation(own, `Partition ${values.join("/")}`);
    return { bucket: root.bucket, prefix: root.prefix + partitionFolder(keys, values) };
  };
}

function writable(job: Job, statement: Insert): TableRecord {
  const { parts, at } = statement.target;
  const table = requireTable(job.catalog, fullName(parts, job.context, at), at);
  if (isView(table)) {
    throw new QueryFailure("NOT_SUPPORTED", `${place(at)}Inserting into views is not supported`);
  }
  refuseIceberg(table);
  if ((table.StorageDescriptor?.BucketColumns ?? []).length > 0) {
    throw new QueryFailure("NOT_SUPPORTED", "INSERT INTO is not supported on bucketed tables");
  }
  return table;
}

/** Runs INSERT INTO: files first, then the partitions that are new. */
export async function insertInto(job: Job, statement: Insert): Promise<Outcome> {
  const at = place(statement.target.at);
  const table = writable(job, statement);
  const columns = typed(table.StorageDescriptor?.Columns);
  const keys = typed(table.PartitionKeys);
  const all = [...columns, ...keys];
  const chosen = targets(all, statement.columns, at);
  const scope = scopeOf(worldOf(job), job.reading);
  const as = chosen.map(({ type }) => unlimited(type));
  const query = await emitQuery(statement.query.query, scope, { as });
  const sql = arranged(all, chosen, query.sql);
  const folderOf = folders(job, table, keys);
  const commit = async ({ count, files }: Written): Promise<Outcome> => {
    job.session.check();
    const objects = placed(files, folderOf, job.id, job.startedAt);
    await job.store.putBlobs(objects);
    const partitions = keys.length === 0 ? [] : partitionsOf(files);
    if (partitions.length > 0) {
      const inputs = partitions.map((values) =>
        partitionInput(table.StorageDescriptor, values, folderOf(values)),
      );
      await job.catalog.createPartitions(table.DatabaseName, table.Name, inputs, {
        existing: "skip",
      });
    }
    return { kind: "written", count, objects: objects.map(addressOf) };
  };
  const request = { sql, columns, keys, format: writeFormat(table), buckets: undefined };
  return withWritten(job.duck, job.session, request, commit);
}
