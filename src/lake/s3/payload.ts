import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { sameText } from "../auth";
import { readBody } from "../http";
import { ApiError } from "../protocol";
import type { Blob } from "../store/blobs";
import { type Algorithm, algorithms, type Checksum, checksum, toAlgorithm } from "./checksums";
import { decodeChunked, type Trailers } from "./chunked";
import type { S3Request } from "./request";

/** Bytes that have arrived whole, are what the client meant to send, and are on disk. */
export interface Received {
  readonly blob: Blob;
  readonly checksums: Readonly<Record<string, string>>;
}

const objectLimit = 5 * 1024 ** 3;
const documentLimit = 8 * 1024 * 1024;

/** Receives a body into a new blob, never holding more of it than a piece. */
export async function receiveBlob(request: S3Request): Promise<Received> {
  const { blobs } = request.store;
  if (Number(declaredLength(request)) > objectLimit) {
    throw tooLarge();
  }
  const path = blobs.create();
  const payload = new Payload(request);
  let size = 0;
  try {
    const file = await open(path, "wx", 0o600);
    try {
      for await (const bytes of payload.bytes()) {
        size += bytes.byteLength;
        if (size > objectLimit) {
          throw tooLarge();
        }
        await writeAll(file, bytes);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await blobs.discard(path);
    throw error;
  }
  const blob = { id: blobs.idOf(path), size, md5: payload.md5 };
  return { blob, checksums: payload.checksums };
}

/** Receives a body that is a document. */
export async function receiveText(request: S3Request): Promise<string> {
  return (await readBody(new Payload(request).bytes(), documentLimit)).toString("utf8");
}

interface Writer {
  write(bytes: Uint8Array): Promise<{ readonly bytesWritten: number }>;
}

async function writeAll(file: Writer, bytes: Uint8Array): Promise<void> {
  let left = bytes;
  while (left.byteLength > 0) {
    const { bytesWritten } = await file.write(left);
    left = left.subarray(bytesWritten);
  }
}

/** Decodes a body and verifies it against everything that the client said about it. */
class Payload {
  readonly #request: S3Request;
  readonly #checksums: ReadonlyMap<Algorithm, Checksum>;
  md5 = "";
  checksums: Readonly<Record<string, string>> = {};

  constructor(request: S3Request) {
    this.#request = request;
    this.#checksums = new Map(named(request).map((name) => [name, checksum(name)]));
  }

  /** Iterates the decoded bytes; throws at the end when they are not what was announced. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const { signature, body } = this.#request;
    const md5 = createHash("md5");
    const sha256 = /^[0-9a-f]{64}$/.test(signature.payload) ? createHash("sha256") : undefined;
    let trailers: Trailers = {};
    const keepTrailers = (found: Trailers): void => {
      trailers = found;
    };
    const chunked = signature.payload.startsWith("STREAMING-");
    let size = 0;
    for await (const bytes of chunked ? decodeChunked(body, signature, keepTrailers) : body) {
      size += bytes.byteLength;
      md5.update(bytes);
      sha256?.update(bytes);
      for (const running of this.#checksums.values()) {
        running.update(bytes);
      }
      yield bytes;
    }
    this.#requireLength(size);
    if (sha256 !== undefined && !sameText(sha256.digest("hex"), signature.payload)) {
      throw new ApiError(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    this.#requireMd5(md5.digest("base64"));
    this.#requireChecksums(trailers);
  }

  #requireLength(size: number): void {
    const declared = declaredLength(this.#request);
    if (declared !== undefined && Number(declared) !== size) {
      throw new ApiError(
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
      );
    }
  }

  #requireMd5(actual: string): void {
    const claimed = this.#request.head.headers["content-md5"];
    if (claimed !== undefined && claimed !== actual) {
      const valid = Buffer.from(claimed, "base64").length === 16;
      throw valid
        ? new ApiError("BadDigest", "The Content-MD5 you specified did not match what we received.")
        : new ApiError("InvalidDigest", "The Content-MD5 you specified is not valid.");
    }
    this.md5 = Buffer.from(actual, "base64").toString("hex");
  }

  #requireChecksums(trailers: Trailers): void {
    const { headers } = this.#request.head;
    const found: Record<string, string> = {};
    for (const [name, running] of this.#checksums) {
      const actual = running.digest();
      const claimed = headers[`x-amz-checksum-${name}`] ?? trailers[`x-amz-checksum-${name}`];
      if (claimed !== undefined && claimed !== actual) {
        throw new ApiError(
          "BadDigest",
          `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
        );
      }
      found[name] = actual;
    }
    this.checksums = found;
  }
}

/** Lists the algorithms that a request names in a header or announces for its trailer. */
function named({ head: { headers } }: S3Request): readonly Algorithm[] {
  const trailer = (headers["x-amz-trailer"] ?? "").split(",").map((name) => name.trim());
  const asked = toAlgorithm(headers["x-amz-sdk-checksum-algorithm"] ?? "");
  return algorithms.filter(
    (name) =>
      name === asked ||
      headers[`x-amz-checksum-${name}`] !== undefined ||
      trailer.includes(`x-amz-checksum-${name}`),
  );
}

function declaredLength({ head: { headers }, signature }: S3Request): string | undefined {
  return signature.payload.startsWith("STREAMING-")
    ? headers["x-amz-decoded-content-length"]
    : headers["content-length"];
}

function tooLarge(): ApiError {
  return new ApiError(
    "EntityTooLarge",
    "Your proposed upload exceeds the maximum allowed object size.",
  );
}
