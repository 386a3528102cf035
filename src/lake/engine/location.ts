import type { ObjectMeta, Store } from "../store/store";
import { QueryFailure } from "./failure";

/** A place in S3; the prefix of a folder ends with a slash or is empty. */
export interface Location {
  readonly bucket: string;
  readonly prefix: string;
}

/** Reads an S3 address of a folder; s3a and s3n mean the same. */
export function parseLocation(uri: string): Location | undefined {
  const match = uri.match(/^s3[an]?:\/\/([^/]+)(?:\/(.*))?$/s);
  if (match === null) return undefined;
  const path = match[2] ?? "";
  return {
    bucket: match[1] ?? "",
    prefix: path === "" || path.endsWith("/") ? path : `${path}/`,
  };
}

/** Reads an S3 address that a table must have. */
export function requireLocation(uri: string | undefined, what: string): Location {
  const location = uri === undefined ? undefined : parseLocation(uri);
  if (location === undefined) {
    throw new QueryFailure("HIVE_METASTORE_ERROR", `${what} has no valid S3 location: ${uri}`);
  }
  return location;
}

/** Writes the S3 address of an object. */
export const addressOf = (object: { readonly bucket: string; readonly key: string }): string =>
  `s3://${object.bucket}/${object.key}`;

/** Answers whether Hive reads an object: no part below the folder is hidden, and it has bytes. */
function isData(object: ObjectMeta, prefix: string): boolean {
  if (object.size === 0) return false;
  const below = object.key.slice(prefix.length).split("/");
  return !below.some((part) => part.startsWith("_") || part.startsWith("."));
}

/** Lists the objects below a folder that hold rows, as Hive finds them. */
export function dataObjects(store: Store, { bucket, prefix }: Location): readonly ObjectMeta[] {
  if (!store.hasBucket(bucket)) return [];
  const objects: ObjectMeta[] = [];
  for (const object of store.listObjects(bucket, prefix)) {
    if (isData(object, prefix)) objects.push(object);
  }
  return objects;
}

/** Answers whether anything at all is below a folder. */
export function isEmpty(store: Store, { bucket, prefix }: Location): boolean {
  if (!store.hasBucket(bucket)) return true;
  for (const object of store.listObjects(bucket, prefix)) {
    if (object.key !== prefix || object.size > 0) return false;
  }
  return true;
}

/** Escapes a partition's name or value as Hive does in folder names. */
export function escapePathName(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Hive escapes these.
    /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** Reverses `escapePathName`. */
export function unescapePathName(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The value that stands for NULL in partition folders and in Glue's partition values. */
export const nullPartition = "__HIVE_DEFAULT_PARTITION__";
