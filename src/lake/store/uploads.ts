import { randomBytes } from "node:crypto";
import type { Database, RootDatabase } from "lmdb";
import { ApiError } from "../protocol";
import type { BlobFolder } from "./blobs";
import type { PartRecord, UploadRecord } from "./records";

/** Keeps the uploads in parts that are under way. They survive a restart. */
export class Uploads {
  readonly #blobs: BlobFolder;
  readonly #db: RootDatabase;
  readonly #uploads: Database<UploadRecord, string>;
  readonly #parts: Database<PartRecord, [string, number]>;

  /** Keeps the uploads in the lake's database and their parts among its blobs. */
  constructor(db: RootDatabase, blobs: BlobFolder) {
    this.#db = db;
    this.#blobs = blobs;
    this.#uploads = db.openDB({ name: "uploads" });
    this.#parts = db.openDB({ name: "parts" });
  }

  /** Begins an upload. */
  async begin(upload: Omit<UploadRecord, "uploadId" | "startedAt">): Promise<UploadRecord> {
    const uploadId = randomBytes(24).toString("hex");
    const record = { ...upload, uploadId, startedAt: Date.now() };
    await this.#uploads.put(uploadId, record);
    return record;
  }

  /** Reads an upload; throws S3's error when there is none of that name for that object. */
  get(bucket: string, key: string, uploadId: string): UploadRecord {
    const record = this.#uploads.get(uploadId);
    if (record === undefined || record.bucket !== bucket || record.key !== key) {
      throw new ApiError(
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may " +
          "have been aborted or completed.",
        404,
        { UploadId: uploadId },
      );
    }
    return record;
  }

  /** Lists the uploads of a bucket, by key and then by age. */
  list(bucket: string): readonly UploadRecord[] {
    const records = Array.from(this.#uploads.getRange({}), ({ value }) => value).filter(
      (record) => record.bucket === bucket,
    );
    return records.sort(
      (a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || a.startedAt - b.startedAt,
    );
  }

  /** Puts a part, replacing an earlier one of the same number. */
  async putPart(upload: UploadRecord, number: number, part: PartRecord): Promise<void> {
    const outcome = await this.#db.transaction(() => {
      if (this.#uploads.get(upload.uploadId) === undefined) {
        return { gone: true, replaced: undefined };
      }
      const replaced = this.#parts.get([upload.uploadId, number]);
      void this.#parts.put([upload.uploadId, number], part);
      return { gone: false, replaced };
    });
    if (outcome.gone) {
      this.#blobs.doom([part.blob]);
      this.get(upload.bucket, upload.key, upload.uploadId);
    }
    if (outcome.replaced !== undefined) {
      this.#blobs.doom([outcome.replaced.blob]);
    }
  }

  /** Lists the parts of an upload by number. */
  parts(uploadId: string): readonly { readonly number: number; readonly part: PartRecord }[] {
    const range = this.#parts.getRange({ start: [uploadId, 0], end: [uploadId, Infinity] });
    return Array.from(range, ({ key, value }) => ({ number: key[1], part: value }));
  }

  /** Forgets an upload and its parts. */
  async end(uploadId: string): Promise<void> {
    const parts = await this.#db.transaction(() => {
      const ended = this.parts(uploadId);
      for (const { number } of ended) {
        void this.#parts.remove([uploadId, number]);
      }
      void this.#uploads.remove(uploadId);
      return ended;
    });
    this.#blobs.doom(parts.map(({ part }) => part.blob));
  }

  /** Iterates the names of the blobs that hold parts. */
  *blobIds(): Iterable<string> {
    for (const { value } of this.#parts.getRange({})) {
      yield value.blob;
    }
  }
}
