import type { Blob } from "./blobs";
import type { ObjectMeta } from "./store";

/** Describes what an object keeps beside its bytes. */
export interface Attributes {
  readonly contentType?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The attributes of an object that was put without any. */
export const noAttributes: Attributes = { metadata: {}, headers: {} };

/** Describes an object as the database keeps it; its bucket and key are the record's key. */
export interface ObjectRecord extends Attributes {
  /** The blob's name below the folder of blobs, so that the lake's folder can be moved. */
  readonly blob: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  readonly checksums: Readonly<Record<string, string>>;
}

/** Describes an object that is to be put. */
export interface NewObject extends Attributes {
  readonly bucket: string;
  readonly key: string;
  readonly blob: Blob;
  /** The entity tag without quotes; the MD5 of the bytes where none is given. */
  readonly etag?: string;
  readonly checksums: Readonly<Record<string, string>>;
}

/** Describes one object of an upload in parts. */
export interface UploadRecord extends Attributes {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedAt: number;
  readonly checksumAlgorithm?: string;
  readonly checksumType?: string;
}

/** Describes an uploaded part. */
export interface PartRecord {
  readonly blob: string;
  readonly size: number;
  readonly md5: string;
  readonly lastModified: number;
  readonly checksums: Readonly<Record<string, string>>;
}

/**
 * Encodes a bucket and a key (or the beginning of one) so that the order of the bytes is S3's order.
 */
export function objectKey(bucket: string, key: string): Buffer {
  return Buffer.from(`${bucket}\0${key}`, "utf8");
}

/** Decodes the key out of an encoded bucket and key. */
export function keyOf(encoded: Buffer): string {
  return encoded.toString("utf8", encoded.indexOf(0) + 1);
}

/** Answers the first encoded key behind all that begin with the given bytes. */
export function behind(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  // No byte of UTF-8 is 0xff, so the last one can always be counted up.
  next[next.length - 1] = (next[next.length - 1] ?? 0) + 1;
  return next;
}

/** Answers the first encoded key after the given one. */
export function after(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.from([0])]);
}

/** Completes a record to the object it describes. */
export function toMeta(
  bucket: string,
  key: string,
  record: ObjectRecord,
  blob: string,
): ObjectMeta {
  return { ...record, bucket, key, blob };
}
