import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Job } from "../engine/job";
import { quoteName, quoteText } from "../sql/types";
import type { DataFile, Entry } from "./manifest";
import type { TableMetadata } from "./metadata";
import { copyParquet, type NewFile, placeBelow } from "./write";

/** The numbers that the specification keeps for the columns of such files. */
const ids = { path: 2147483546, pos: 2147483545 } as const;

function described(target: DataFile, address: string, count: number, size: number): DataFile {
  const path = Buffer.from(target.path);
  return {
    content: "position-deletes",
    path: address,
    format: "PARQUET",
    specId: target.specId,
    partition: target.partition,
    count,
    size,
    columnSizes: new Map(),
    valueCounts: new Map([
      [ids.path, count],
      [ids.pos, count],
    ]),
    nullCounts: new Map(),
    // Both bounds name the one data file in full, so that readers know it without opening this.
    lower: new Map([[ids.path, path]]),
    upper: new Map([[ids.path, path]]),
  };
}

/** Writes which rows of a data file are deleted, in the order of their places. */
export async function writePositionDeletes(
  job: Job,
  metadata: TableMetadata,
  { file }: Entry,
  rows: { readonly table: string; readonly path: string; readonly place: string },
  folder: string,
): Promise<NewFile> {
  const query =
    `SELECT ${quoteName(rows.path)} AS file_path, ${quoteName(rows.place)} AS pos ` +
    `FROM ${rows.table} WHERE ${quoteName(rows.path)} = ${quoteText(file.path)} ORDER BY pos`;
  const [stats] = await copyParquet(job, query, join(folder, randomUUID()), [
    "COMPRESSION zstd",
    `FIELD_IDS {file_path: ${ids.path}, pos: ${ids.pos}}`,
  ]);
  const name = file.path
    .split("/")
    .at(-1)
    ?.replace(/\.parquet$/, "");
  const below = placeBelow(metadata, `data/${name}-${randomUUID()}-deletes.parquet`);
  const { path = "", count = 0, size = 0 } = stats ?? {};
  return {
    file: described(file, below.address, count, size),
    blob: { bucket: below.bucket, key: below.key, blobPath: path },
  };
}
