import type { RootDatabase } from "lmdb";

/** Describes an object of a bucket and the immutable file that holds its bytes. */
export interface ObjectMeta {
  readonly bucket: string;
  readonly key: string;
  /** The absolute path of the file with the object's bytes. */
  readonly blob: string;
  readonly size: number;
  /** The entity tag, with its quotes. */
  readonly etag: string;
  /** When the object was put, in milliseconds of the epoch. */
  readonly lastModified: number;
  readonly contentType?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Further response headers that the object was put with, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The checksums of the whole object by algorithm (`crc32`, `sha256`, …), in base64. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** Describes what may accompany the bytes of a put. */
export interface PutOptions {
  readonly contentType?: string;
}

/** Names a finished file that is to become an object. */
export interface BlobEntry extends PutOptions {
  readonly bucket: string;
  readonly key: string;
  readonly blobPath: string;
}

/**
 * Holds the lake's objects and the database of its metadata. Reads are synchronous and see every
 * write whose promise has resolved; a resolved write is durable.
 */
export interface Store {
  readonly dir: string;
  /** The environment of all metadata; open a sub-database with `openDB({ name })`. */
  readonly db: RootDatabase;
  /** Iterates the objects under a prefix in the order of their keys' UTF-8 bytes. */
  listObjects(bucket: string, prefix: string): Iterable<ObjectMeta>;
  getObject(bucket: string, key: string): ObjectMeta | undefined;
  /** Answers the path of a file that does not exist yet and that a writer may create. */
  newBlob(): string;
  /** Adopts a finished file as an object; its entity tag is the MD5 of its bytes. */
  putBlob(bucket: string, key: string, blobPath: string, options?: PutOptions): Promise<ObjectMeta>;
  /** Adopts finished files as objects, all or none. */
  putBlobs(entries: readonly BlobEntry[]): Promise<readonly ObjectMeta[]>;
  putBytes(
    bucket: string,
    key: string,
    bytes: Uint8Array,
    options?: PutOptions,
  ): Promise<ObjectMeta>;
  /** Deletes an object; an object that is not there counts as deleted. */
  deleteObject(bucket: string, key: string): Promise<void>;
  /** Runs something while every blob that exists at its start stays on disk. */
  hold<T>(run: () => Promise<T>): Promise<T>;
  hasBucket(bucket: string): boolean;
  createBucket(bucket: string): Promise<void>;
}
