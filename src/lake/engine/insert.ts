import type { TableRecord } from "../catalog/catalog";
import { insertIntoIceberg } from "../iceberg/insert";
import { emitQuery } from "../sql/emit-query";
import type { Statement } from "../sql/statement";
import { partitionFolder, partitionsOf, placed } from "./commit";
import { partitionInput } from "./ctas";
import { QueryFailure } from "./failure";
import { formatOf } from "./format";
import { arranged, targets, unlimited } from "./insert-columns";
import { type Job, worldOf } from "./job";
import { addressOf, type Location, requireLocation } from "./location";
import { fullName, isIceberg, place, requireTable } from "./names";
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
  if ((table.StorageDescriptor?.BucketColumns ?? []).length > 0) {
    throw new QueryFailure("NOT_SUPPORTED", "INSERT INTO is not supported on bucketed tables");
  }
  return table;
}

/** Runs INSERT INTO: files first, then the partitions that are new. */
export async function insertInto(job: Job, statement: Insert): Promise<Outcome> {
  const at = place(statement.target.at);
  const table = writable(job, statement);
  if (isIceberg(table)) return insertIntoIceberg(job, table, statement);
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
