import { randomUUID } from "node:crypto";
import type { BlobEntry } from "../store/store";
import { escapePathName, type Location } from "./location";
import type { WriteColumn, WrittenFile } from "./write";

/** Names the folder of a partition below its table's location. */
export function partitionFolder(keys: readonly WriteColumn[], values: readonly string[]): string {
  return keys
    .map(({ name }, index) => `${escapePathName(name)}=${escapePathName(values[index] ?? "")}/`)
    .join("");
}

/** Names the run of a query inside file names, as Trino's query ids look. */
function runName(id: string, startedAt: Date): string {
  const digits = startedAt.toISOString().replace(/\D/g, "");
  return `${digits.slice(0, 8)}_${digits.slice(8, 14)}_00000_${id.slice(0, 5)}`;
}

/** Gives written files their places below a location; buckets are found by their file names. */
export function placed(
  files: readonly WrittenFile[],
  folderOf: (values: readonly string[]) => Location,
  id: string,
  startedAt: Date,
): readonly BlobEntry[] {
  const run = runName(id, startedAt);
  return files.map(({ path, values, bucket, ending }) => {
    const { bucket: s3Bucket, prefix } = folderOf(values);
    const name =
      bucket === undefined
        ? `${run}_${randomUUID()}${ending}`
        : `${String(bucket).padStart(6, "0")}_0_${run}_${randomUUID()}${ending}`;
    return { bucket: s3Bucket, key: `${prefix}${name}`, blobPath: path };
  });
}

/** Answers the different partitions of written files. */
export function partitionsOf(files: readonly WrittenFile[]): readonly (readonly string[])[] {
  const seen = new Map(files.map(({ values }) => [JSON.stringify(values), values]));
  return [...seen.values()];
}
