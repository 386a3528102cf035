import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Blob } from "../store/blobs";
import type { LakeStore } from "../store/open";
import type { PartRecord, UploadRecord } from "../store/records";
import { type Algorithm, checksum, toAlgorithm } from "./checksums";

/** A stretch of a file. */
export interface Piece {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Writes pieces one after the other into a new blob and computes checksums of the whole. */
export async function concatenate(
  store: LakeStore,
  pieces: readonly Piece[],
  sums: readonly Algorithm[],
): Promise<{ readonly blob: Blob; readonly checksums: Readonly<Record<string, string>> }> {
  const path = store.blobs.create();
  const md5 = createHash("md5");
  const running = sums.map((name) => ({ name, sum: checksum(name) }));
  let size = 0;
  try {
    const file = await open(path, "wx", 0o600);
    try {
      for (const { path: source, start, end } of pieces.filter(
        (piece) => piece.end > piece.start,
      )) {
        for await (const chunk of createReadStream(source, { start, end: end - 1 })) {
          const bytes = chunk as Buffer;
          md5.update(bytes);
          running.forEach(({ sum }) => void sum.update(bytes));
          size += bytes.length;
          await file.appendFile(bytes);
        }
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await store.blobs.discard(path);
    throw error;
  }
  const blob = { id: store.blobs.idOf(path), size, md5: md5.digest("hex") };
  const checksums = Object.fromEntries(running.map(({ name, sum }) => [name, sum.digest()]));
  return { blob, checksums };
}

/** Computes the entity tag that S3 gives an object made of parts. */
export function tagOfParts(parts: readonly PartRecord[]): string {
  const all = Buffer.concat(parts.map(({ md5 }) => Buffer.from(md5, "hex")));
  return `${createHash("md5").update(all).digest("hex")}-${parts.length}`;
}

/** Computes the checksum of the parts' checksums, which is what S3 keeps of most uploads. */
export function composite(
  { checksumAlgorithm }: UploadRecord,
  parts: readonly PartRecord[],
): Readonly<Record<string, string>> {
  const algorithm = toAlgorithm(checksumAlgorithm ?? "");
  const values = parts.map((part) => part.checksums[algorithm ?? ""]);
  if (algorithm === undefined || values.includes(undefined)) {
    return {};
  }
  const sum = checksum(algorithm);
  for (const value of values) {
    sum.update(Buffer.from(value ?? "", "base64"));
  }
  return { [algorithm]: `${sum.digest()}-${parts.length}` };
}
