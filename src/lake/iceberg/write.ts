import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { QueryFailure } from "../engine/failure";
import type { Job } from "../engine/job";
import { duckText, quoteName, quoteText } from "../sql/types";
import type { BlobEntry } from "../store/store";
import { type ColumnStats, fileStats } from "./bounds";
import type { DataFile } from "./manifest";
import type { PartitionSpec, TableMetadata } from "./metadata";
import { type Field, fieldIds, sqlType } from "./schema";
import { partitionSql, transformText, transformType } from "./transform";
import { type Single, singleFromText, singleText } from "./value";

/** Is a finished file: what the manifest says of it, and the bytes. */
export interface NewFile {
  readonly file: DataFile;
  readonly blob: BlobEntry;
}

/** Is what a write made. */
export interface Written {
  readonly count: number;
  readonly files: readonly NewFile[];
}

/** Is rows on their way into a table: a query of DuckDB with the fields' columns, in order. */
export interface WriteRows {
  readonly sql: string;
  readonly fields: readonly Field[];
  readonly spec: PartitionSpec;
}

const openLimit = 100;

/** Writes a column in the form that the file has for it; instants carry no zone there. */
function stored(column: string, { name, type }: Field): string {
  const value =
    type === "timestamptz"
      ? `(${column}.u AT TIME ZONE 'UTC')`
      : `CAST(${column} AS ${duckText(sqlType(type))})`;
  return `${value} AS ${quoteName(name)}`;
}

/** Writes the rows of a query as a file has them. */
function storedRows({ sql, fields }: WriteRows): string {
  const inner = fields.map((_, index) => `c${index}`);
  const list = fields.map((field, index) => stored(`c${index}`, field));
  return `SELECT ${list.join(", ")} FROM (${sql}) q(${inner.join(", ")})`;
}

interface StatsRow {
  readonly path: string;
  readonly count: number;
  readonly size: number;
  readonly columns: ReadonlyMap<string, ColumnStats>;
  readonly group: number;
}

type Pairs<T> = readonly { readonly key: string; readonly value: T }[];

/** Runs COPY and answers what DuckDB tells of each file. */
export async function copyParquet(
  job: Job,
  query: string,
  path: string,
  options: readonly string[],
): Promise<readonly StatsRow[]> {
  const all = ["FORMAT parquet", "RETURN_STATS", ...options].join(", ");
  const rows = await job.session.rows(`COPY (${query}) TO ${quoteText(path)} (${all})`);
  return rows.map((row) => {
    const columns = (row[4] ?? []) as Pairs<Pairs<string>>;
    const keys = (row[5] ?? []) as Pairs<string>;
    return {
      path: String(row[0]),
      count: Number(row[1]),
      size: Number(row[2]),
      columns: new Map(
        columns.map(({ key, value }) => [key, new Map(value.map((one) => [one.key, one.value]))]),
      ),
      group: Number(keys[0]?.value ?? 0),
    };
  });
}

type Tuple = readonly (Single | undefined)[];

interface Groups {
  readonly query: string;
  readonly tuples: readonly Tuple[];
}

/** Keeps the rows aside and numbers the partitions that they fall into. */
async function grouped(job: Job, rows: WriteRows): Promise<Groups> {
  const sources = rows.spec.fields.map((field) => {
    const source = rows.fields.find(({ id }) => id === field["source-id"]);
    if (source === undefined && field.transform !== "void") {
      throw new QueryFailure("ICEBERG_INVALID_METADATA", `Partition ${field.name} has no column`);
    }
    return { field, name: source?.name ?? "", type: source?.type ?? "string" };
  });
  const id = randomUUID().slice(0, 8);
  const [table, groups] = [quoteName(`rows_${id}`), quoteName(`groups_${id}`)];
  const marks = sources.map((_, index) => `"$p${index}"`);
  const values = sources.map(
    ({ field, name, type }, index) => `${partitionSql(field, name, type)} AS "$p${index}"`,
  );
  await job.session.run(
    `CREATE TEMP TABLE ${table} AS SELECT *, ${values.join(", ")} FROM (${storedRows(rows)})`,
  );
  await job.session.run(
    `CREATE TEMP TABLE ${groups} AS SELECT *, CAST(row_number() OVER () AS INTEGER) AS "$group" ` +
      `FROM (SELECT DISTINCT ${marks.join(", ")} FROM ${table})`,
  );
  const found = await job.session.rows(
    `SELECT ${marks.join(", ")} FROM ${groups} ORDER BY "$group" LIMIT ${openLimit + 1}`,
  );
  if (found.length > openLimit) {
    throw new QueryFailure(
      "ICEBERG_TOO_MANY_OPEN_PARTITIONS",
      `Exceeded limit of ${openLimit} open writers for partitions`,
      { type: 1304 },
    );
  }
  const tuples = found.map((row) =>
    sources.map(({ field, type }, index) => {
      const text = row[index];
      if (text === null || text === undefined) return undefined;
      return singleFromText(String(transformType(field.transform, type)), String(text));
    }),
  );
  const on = marks.map((mark) => `r.${mark} IS NOT DISTINCT FROM g.${mark}`).join(" AND ");
  const list = rows.fields.map(({ name }) => `r.${quoteName(name)}`);
  const query = `SELECT ${list.join(", ")}, g."$group" FROM ${table} r JOIN ${groups} g ON ${on}`;
  return { query, tuples };
}

/** Names the folder of a partition below "data/"; readers never look at it. */
function folder(spec: PartitionSpec, tuple: Tuple, fields: readonly Field[]): string {
  return spec.fields
    .map((field, index) => {
      const value = tuple[index];
      const source = fields.find(({ id }) => id === field["source-id"])?.type ?? "string";
      const type = String(transformType(field.transform, source));
      const text =
        value === undefined
          ? "null"
          : (transformText(field.transform, Number(value)) ?? singleText(type, value));
      return `${encodeURIComponent(field.name)}=${encodeURIComponent(text)}/`;
    })
    .join("");
}

/** Names a place below a table's location. */
export function placeBelow(
  metadata: TableMetadata,
  path: string,
): { readonly bucket: string; readonly key: string; readonly address: string } {
  const base = metadata.location.replace(/\/+$/, "");
  const match = base.match(/^s3[an]?:\/\/([^/]+)\/?(.*)$/s);
  const prefix = match?.[2] ?? "";
  const key = prefix === "" ? path : `${prefix}/${path}`;
  return { bucket: match?.[1] ?? "", key, address: `${base}/${path}` };
}

function newFile(metadata: TableMetadata, rows: WriteRows, tuple: Tuple, stats: StatsRow): NewFile {
  const path = `data/${folder(rows.spec, tuple, rows.fields)}${randomUUID()}.parquet`;
  const { bucket, key, address } = placeBelow(metadata, path);
  return {
    file: {
      content: "data",
      path: address,
      format: "PARQUET",
      specId: rows.spec["spec-id"],
      partition: tuple,
      count: stats.count,
      size: stats.size,
      ...fileStats(rows.fields, stats.columns),
    },
    blob: { bucket, key, blobPath: stats.path },
  };
}

const codecs = ["zstd", "gzip", "snappy", "lz4", "brotli", "uncompressed"];

function codec(metadata: TableMetadata): string {
  const asked = metadata.properties["write.parquet.compression-codec"]?.toLowerCase() ?? "zstd";
  const name = asked === "none" ? "uncompressed" : asked;
  if (!codecs.includes(name)) {
    throw new QueryFailure("NOT_SUPPORTED", `The local lake cannot write Parquet with ${asked}`);
  }
  return name === "lz4" ? "lz4_raw" : name;
}

/** Gives a folder for files on their way, and removes it afterwards. */
export async function withFolder<T>(job: Job, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(job.duck.workFolder, randomUUID());
  mkdirSync(folder, { mode: 0o700 });
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the rows of a query as data files, one a partition. */
export async function writeRows(
  job: Job,
  metadata: TableMetadata,
  rows: WriteRows,
  folder: string,
): Promise<Written> {
  const split = rows.spec.fields.length > 0;
  const { query, tuples } = split
    ? await grouped(job, rows)
    : { query: storedRows(rows), tuples: [[]] };
  if (tuples.length === 0) return { count: 0, files: [] };
  const options = [
    `COMPRESSION ${codec(metadata)}`,
    `FIELD_IDS ${fieldIds(rows.fields)}`,
    ...(split ? ['PARTITION_BY ("$group")'] : []),
  ];
  const stats = await copyParquet(job, query, join(folder, randomUUID()), options);
  const filled = stats.filter(({ count }) => count > 0);
  const files = filled.map((one) =>
    newFile(metadata, rows, tuples[split ? one.group - 1 : 0] ?? [], one),
  );
  return { count: filled.reduce((sum, { count }) => sum + count, 0), files };
}
