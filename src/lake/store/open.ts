import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { type Database, open, type RootDatabase } from "lmdb";
import { ApiError } from "../protocol";
import { BlobFolder } from "./blobs";
import {
  after,
  behind,
  keyOf,
  type NewObject,
  noAttributes,
  type ObjectRecord,
  objectKey,
  toMeta,
} from "./records";
import type { BlobEntry, ObjectMeta, PutOptions, Store } from "./store";
import { Uploads } from "./uploads";

/** Throws when the object that is there now (or the lack of one) forbids a write. */
export type Guard = (current: ObjectMeta | undefined) => void;

/** Describes where a listing begins. */
export interface ScanFrom {
  readonly prefix: string;
  /** Only keys behind this one. */
  readonly after?: string;
  /** Only keys behind all that begin with this. */
  readonly behind?: string;
}

const pageSize = 500;

/** Keeps the lake's objects: their records in the database, their bytes in blobs. */
export class LakeStore implements Store {
  readonly dir: string;
  readonly db: RootDatabase;
  readonly blobs: BlobFolder;
  readonly uploads: Uploads;
  readonly #buckets: Database<{ createdAt: number }, string>;
  readonly #objects: Database<ObjectRecord, Buffer>;

  /** Opens the store in a folder, which one process at a time may do. */
  constructor(dir: string) {
    this.dir = dir;
    this.blobs = new BlobFolder(join(dir, "blobs"));
    this.db = open({
      path: join(dir, "catalog"),
      maxDbs: 64,
      // A commit then resolves when it is on disk, and not already when others can see it.
      overlappingSync: false,
    });
    this.#buckets = this.db.openDB({ name: "buckets" });
    this.#objects = this.db.openDB({ name: "objects", keyEncoding: "binary" });
    this.uploads = new Uploads(this.db, this.blobs);
  }

  hasBucket(bucket: string): boolean {
    return this.#buckets.get(bucket) !== undefined;
  }

  /** Lists the buckets with the times of their creation. */
  buckets(): readonly { readonly name: string; readonly createdAt: number }[] {
    return Array.from(this.#buckets.getRange({}), ({ key, value }) => ({ name: key, ...value }));
  }

  async createBucket(bucket: string): Promise<void> {
    await this.db.transaction(() => {
      if (!this.hasBucket(bucket)) {
        void this.#buckets.put(bucket, { createdAt: Date.now() });
      }
    });
  }

  /** Deletes a bucket that has no objects. */
  async deleteBucket(bucket: string): Promise<void> {
    await this.#commit(() => {
      this.#requireBucket(bucket);
      if (this.scan(bucket, { prefix: "" }, 1).length > 0) {
        throw new ApiError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
      }
      void this.#buckets.remove(bucket);
      return [];
    });
  }

  getObject(bucket: string, key: string): ObjectMeta | undefined {
    const record = this.#objects.get(objectKey(bucket, key));
    return record && toMeta(bucket, key, record, this.blobs.pathOf(record.blob));
  }

  /** Reads at most so many objects in the order of their keys. */
  scan(bucket: string, from: ScanFrom, limit: number): readonly ObjectMeta[] {
    const first = objectKey(bucket, from.prefix);
    let start = first;
    if (from.after !== undefined) {
      start = later(start, after(objectKey(bucket, from.after)));
    }
    if (from.behind !== undefined) {
      start = later(start, behind(objectKey(bucket, from.behind)));
    }
    const range = this.#objects.getRange({ start, end: behind(first), limit });
    return Array.from(range, ({ key, value }) =>
      toMeta(bucket, keyOf(key), value, this.blobs.pathOf(value.blob)),
    );
  }

  *listObjects(bucket: string, prefix: string): Iterable<ObjectMeta> {
    // Page by page, so that whoever iterates may await in between without pinning a transaction.
    let from: ScanFrom = { prefix };
    for (;;) {
      const page = this.scan(bucket, from, pageSize);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) {
        return;
      }
      from = { prefix, after: last.key };
    }
  }

  newBlob(): string {
    return this.blobs.create();
  }

  async putBlob(
    bucket: string,
    key: string,
    blobPath: string,
    options: PutOptions = {},
  ): Promise<ObjectMeta> {
    const blob = await this.blobs.adopt(blobPath);
    return this.put({ ...noAttributes, ...options, bucket, key, blob, checksums: {} });
  }

  async putBlobs(entries: readonly BlobEntry[]): Promise<readonly ObjectMeta[]> {
    const objects: NewObject[] = [];
    for (const { blobPath, ...entry } of entries) {
      const blob = await this.blobs.adopt(blobPath);
      objects.push({ ...noAttributes, ...entry, blob, checksums: {} });
    }
    return this.putAll(objects);
  }

  async putBytes(
    bucket: string,
    key: string,
    bytes: Uint8Array,
    options: PutOptions = {},
  ): Promise<ObjectMeta> {
    const blob = await this.blobs.write(bytes);
    return this.put({ ...noAttributes, ...options, bucket, key, blob, checksums: {} });
  }

  /** Puts one object, unless the guard throws. */
  async put(object: NewObject, guard?: Guard): Promise<ObjectMeta> {
    const [meta] = await this.putAll([object], guard);
    return meta as ObjectMeta;
  }

  /** Puts objects, all or none; a refusal removes their blobs. */
  async putAll(objects: readonly NewObject[], guard?: Guard): Promise<readonly ObjectMeta[]> {
    const lastModified = Date.now();
    const records = objects.map((object) => ({ object, record: toRecord(object, lastModified) }));
    try {
      await this.#commit(() => {
        for (const { object } of records) {
          this.#requireBucket(object.bucket);
          guard?.(this.getObject(object.bucket, object.key));
        }
        return records.flatMap(({ object, record }) => {
          const replaced = this.#objects.get(objectKey(object.bucket, object.key));
          void this.#objects.put(objectKey(object.bucket, object.key), record);
          return replaced === undefined ? [] : [replaced.blob];
        });
      });
    } catch (error) {
      await Promise.all(objects.map(({ blob }) => this.blobs.discard(this.blobs.pathOf(blob.id))));
      throw error;
    }
    return records.map(({ object: { bucket, key }, record }) =>
      toMeta(bucket, key, record, this.blobs.pathOf(record.blob)),
    );
  }

  async deleteObject(bucket: string, key: string, guard?: Guard): Promise<void> {
    await this.deleteObjects(bucket, [key], guard);
  }

  /** Deletes objects, all or none; those that are not there count as deleted. */
  async deleteObjects(bucket: string, keys: readonly string[], guard?: Guard): Promise<void> {
    await this.#commit(() => {
      this.#requireBucket(bucket);
      for (const key of keys) {
        guard?.(this.getObject(bucket, key));
      }
      return keys.flatMap((key) => {
        const record = this.#objects.get(objectKey(bucket, key));
        void this.#objects.remove(objectKey(bucket, key));
        return record === undefined ? [] : [record.blob];
      });
    });
  }

  hold<T>(run: () => Promise<T>): Promise<T> {
    return this.blobs.hold(run);
  }

  /** Removes the blobs that a killed process left without a reference. */
  async sweep(): Promise<number> {
    const referenced = new Set<string>(this.uploads.blobIds());
    for (const { name } of this.buckets()) {
      let count = 0;
      for (const { blob } of this.listObjects(name, "")) {
        referenced.add(this.blobs.idOf(blob));
        count += 1;
        if (count % pageSize === 0) {
          // Requests go first. What changes meanwhile is of this process, and never swept.
          await turn();
        }
      }
    }
    return this.blobs.sweep((id) => referenced.has(id));
  }

  /** Closes the database after the writes that are under way. */
  async close(): Promise<void> {
    await this.blobs.settle();
    await this.db.close();
  }

  #requireBucket(bucket: string): void {
    if (!this.hasBucket(bucket)) {
      throw new ApiError("NoSuchBucket", "The specified bucket does not exist", 404, {
        BucketName: bucket,
      });
    }
  }

  /** Runs a write that checks first and answers the blobs that it makes unreferenced. */
  async #commit(write: () => readonly string[]): Promise<void> {
    let doomed: readonly string[] = [];
    // A refusal leaves the callback as a value: a transaction may share its commit with others.
    const refusal = await this.db.transaction(() => {
      try {
        doomed = write();
        for (const id of doomed) {
          this.blobs.dooming(id);
        }
        return undefined;
      } catch (error) {
        return { error };
      }
    });
    if (refusal !== undefined) {
      throw refusal.error;
    }
    this.blobs.doom(doomed);
  }
}

function toRecord(object: NewObject, lastModified: number): ObjectRecord {
  const { bucket: _bucket, key: _key, blob, etag, ...kept } = object;
  return {
    ...kept,
    blob: blob.id,
    size: blob.size,
    etag: `"${etag ?? blob.md5}"`,
    lastModified,
  };
}

function later(one: Buffer, other: Buffer): Buffer {
  return Buffer.compare(one, other) < 0 ? other : one;
}
