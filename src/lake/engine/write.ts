import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { quoteName, quoteText, type SqlType } from "../sql/types";
import type { Duck, Session } from "./duck";
import { QueryFailure } from "./failure";
import { nullPartition } from "./location";
import { bucketNumber, delimitedText, jsonValue, partitionText } from "./write-values";

/** How new files are written. */
export type WriteFormat =
  | { readonly kind: "parquet"; readonly compression: string }
  | { readonly kind: "json"; readonly compression: TextCompression }
  | {
      readonly kind: "delimited";
      readonly separators: readonly string[];
      readonly nullText: string;
      readonly compression: TextCompression;
    };

/** The compressions of text files that DuckDB writes. */
export type TextCompression = "none" | "gzip" | "zstd";

/** A column of the rows to be written. */
export interface WriteColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** Rows to be written as files of a table. */
export interface WriteRequest {
  /** A query of DuckDB that yields the columns, then the keys, in order. */
  readonly sql: string;
  readonly columns: readonly WriteColumn[];
  /** Partition keys, which are not in the files. */
  readonly keys: readonly WriteColumn[];
  readonly format: WriteFormat;
  readonly buckets: { readonly columns: readonly string[]; readonly count: number } | undefined;
}

/** A finished file and the partition it belongs to. */
export interface WrittenFile {
  readonly path: string;
  /** Values of the partition keys; NULL has Hive's name for it. */
  readonly values: readonly string[];
  readonly bucket: number | undefined;
  readonly ending: string;
}

/** What a write made. */
export interface Written {
  readonly count: number;
  readonly files: readonly WrittenFile[];
}

const openLimit = 100;

const endings: Readonly<Record<TextCompression, string>> = { none: "", gzip: ".gz", zstd: ".zst" };

function copyOptions(format: WriteFormat): string {
  if (format.kind === "parquet") return `FORMAT parquet, COMPRESSION ${format.compression}`;
  return (
    `FORMAT csv, HEADER false, DELIM '\u0001\u0002\u0003\u0004', QUOTE '', ESCAPE '', ` +
    `COMPRESSION ${format.compression}`
  );
}

/** Writes the select list of a file: the columns of Parquet, or one line of text. */
function fileColumns(format: WriteFormat, columns: readonly WriteColumn[]): string {
  switch (format.kind) {
    case "parquet":
      return columns.map(({ name }) => quoteName(name)).join(", ");
    case "json": {
      const members = columns.map(
        ({ name, type }) => `${quoteName(name)} := ${jsonValue(quoteName(name), type)}`,
      );
      return `CAST(to_json(struct_pack(${members.join(", ")})) AS VARCHAR) AS line`;
    }
    case "delimited": {
      const { separators, nullText } = format;
      const texts = columns.map(({ name, type }) => {
        const text = delimitedText(quoteName(name), type, separators, nullText);
        return `coalesce(${text}, ${quoteText(nullText)})`;
      });
      const separator = quoteText(separators[0] ?? "\u0001");
      return `array_to_string([${texts.join(", ")}], ${separator}) AS line`;
    }
  }
}

const number = (value: unknown): number => Number(value ?? 0);

async function writeFlat(
  session: Session,
  request: WriteRequest,
  folder: string,
): Promise<Written> {
  const path = join(folder, "rows");
  const list = fileColumns(request.format, request.columns);
  const names = request.columns.map(({ name }) => quoteName(name)).join(", ");
  const rows = await session.rows(
    `COPY (SELECT ${list} FROM (${request.sql}) q(${names})) TO ${quoteText(path)} ` +
      `(${copyOptions(request.format)})`,
  );
  const count = number(rows[0]?.[0]);
  const ending = request.format.kind === "parquet" ? "" : endings[request.format.compression];
  const files = count === 0 ? [] : [{ path, values: [], bucket: undefined, ending }];
  return { count, files };
}

interface Group {
  readonly values: readonly string[];
  readonly bucket: number | undefined;
}

/** Keeps the rows aside and numbers the partitions and buckets that they fall into. */
async function stage(session: Session, request: WriteRequest): Promise<readonly Group[]> {
  const all = [...request.columns, ...request.keys];
  const names = all.map(({ name }) => quoteName(name)).join(", ");
  const keys = request.keys.map(({ name, type }, index) => {
    return `${partitionText(quoteName(name), type)} AS "$k${index}"`;
  });
  const bucketed = (request.buckets?.columns ?? []).flatMap((name) =>
    request.columns.filter((column) => column.name === name),
  );
  const bucket =
    request.buckets === undefined
      ? []
      : [`${bucketNumber(bucketed, request.buckets.count)} AS "$bucket"`];
  await session.run(
    `CREATE TEMP TABLE lake_rows AS SELECT *, ${[...keys, ...bucket].join(", ")} ` +
      `FROM (${request.sql}) q(${names})`,
  );
  const marks = [
    ...request.keys.map((_, index) => `"$k${index}"`),
    ...bucket.map(() => '"$bucket"'),
  ];
  await session.run(
    `CREATE TEMP TABLE lake_groups AS SELECT *, CAST(row_number() OVER () AS INTEGER) AS "$group" ` +
      `FROM (SELECT DISTINCT ${marks.join(", ")} FROM lake_rows)`,
  );
  const total = number((await session.rows("SELECT count(*) FROM lake_groups"))[0]?.[0]);
  if (total > openLimit) {
    const what = request.keys.length === 0 ? "buckets" : "partitions/buckets";
    throw new QueryFailure(
      "HIVE_TOO_MANY_OPEN_PARTITIONS",
      `Exceeded limit of ${openLimit} open writers for ${what}`,
      { type: 1304 },
    );
  }
  const rows = await session.rows(`SELECT ${marks.join(", ")} FROM lake_groups ORDER BY "$group"`);
  return rows.map((row) => ({
    values: request.keys.map((_, index) => {
      const value = row[index];
      return value === null || value === undefined ? nullPartition : String(value);
    }),
    bucket: request.buckets === undefined ? undefined : number(row.at(-1)),
  }));
}

async function writeGroups(
  session: Session,
  request: WriteRequest,
  folder: string,
): Promise<Written> {
  const groups = await stage(session, request);
  const count = number((await session.rows("SELECT count(*) FROM lake_rows"))[0]?.[0]);
  if (count === 0) return { count, files: [] };
  const marks = [
    ...request.keys.map((_, index) => `"$k${index}"`),
    ...(request.buckets === undefined ? [] : ['"$bucket"']),
  ];
  const on = marks.map((mark) => `r.${mark} IS NOT DISTINCT FROM g.${mark}`).join(" AND ");
  const list = fileColumns(request.format, request.columns);
  const target = join(folder, "groups");
  await session.run(
    `COPY (SELECT ${list}, "$group" FROM (SELECT r.*, g."$group" FROM lake_rows r ` +
      `JOIN lake_groups g ON ${on})) TO ${quoteText(target)} ` +
      `(${copyOptions(request.format)}, PARTITION_BY ("$group"))`,
  );
  const ending = request.format.kind === "parquet" ? "" : endings[request.format.compression];
  const files: WrittenFile[] = [];
  for (const entry of await readdir(target, { withFileTypes: true, recursive: true })) {
    const group = groups[Number(entry.parentPath.match(/=(\d+)$/)?.[1] ?? 0) - 1];
    if (!entry.isFile() || group === undefined) continue;
    files.push({ path: join(entry.parentPath, entry.name), ...group, ending });
  }
  return { count, files };
}

/** Writes the rows of a query as files in a folder of their own, and hands these to `use`. */
export async function withWritten<T>(
  duck: Duck,
  session: Session,
  request: WriteRequest,
  use: (written: Written) => Promise<T>,
): Promise<T> {
  const folder = join(duck.workFolder, randomUUID());
  mkdirSync(folder, { mode: 0o700 });
  try {
    const flat = request.keys.length === 0 && request.buckets === undefined;
    const written = await (flat ? writeFlat : writeGroups)(session, request, folder);
    return await use(written);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
