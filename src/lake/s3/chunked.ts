import { createHash } from "node:crypto";
import { type Signature, sameText, sha256 } from "../auth";
import { ApiError } from "../protocol";

/** The headers that follow an `aws-chunked` body, names in lower case. */
export type Trailers = Readonly<Record<string, string>>;

const lineLimit = 16 * 1024;

/**
 * Decodes an `aws-chunked` body. Chunks that the client signed are verified, each at its end, so
 * whoever consumes the bytes must not use them before the iteration has come to its end.
 */
export async function* decodeChunked(
  source: AsyncIterable<Uint8Array>,
  signature: Signature,
  finish: (trailers: Trailers) => void,
): AsyncGenerator<Uint8Array> {
  const signed = !signature.payload.startsWith("STREAMING-UNSIGNED");
  const wire = new Wire(source);
  let previous = signature.signature;
  for (;;) {
    const [size = "", ...extensions] = (await wire.line()).split(";");
    if (!/^[0-9a-fA-F]{1,8}$/.test(size)) {
      throw incomplete();
    }
    const hash = createHash("sha256");
    for await (const bytes of wire.take(Number.parseInt(size, 16))) {
      if (signed) {
        hash.update(bytes);
      }
      yield bytes;
    }
    if (signed) {
      const claimed = extensions.find((text) => text.startsWith("chunk-signature="));
      const expected = signature.signChunk(previous, "PAYLOAD", hash.digest("hex"));
      requireSame(claimed?.slice("chunk-signature=".length), expected);
      previous = expected;
    }
    if (Number.parseInt(size, 16) === 0) {
      break;
    }
    if ((await wire.line()) !== "") {
      throw incomplete();
    }
  }
  finish(await readTrailers(wire, signed ? signature : undefined, previous));
}

async function readTrailers(
  wire: Wire,
  signature: Signature | undefined,
  previous: string,
): Promise<Trailers> {
  const trailers: Record<string, string> = {};
  for (;;) {
    const line = await wire.line({ mayEnd: true });
    const cut = line.indexOf(":");
    if (cut < 0) {
      break;
    }
    trailers[line.slice(0, cut).trim().toLowerCase()] = line.slice(cut + 1).trim();
  }
  if (signature?.payload.endsWith("-TRAILER")) {
    const { "x-amz-trailer-signature": claimed, ...rest } = trailers;
    const text = Object.entries(rest).map(([name, value]) => `${name}:${value}\n`);
    requireSame(claimed, signature.signChunk(previous, "TRAILER", sha256(text.join(""))));
    return rest;
  }
  return trailers;
}

function requireSame(claimed: string | undefined, expected: string): void {
  if (claimed === undefined || !sameText(claimed, expected)) {
    throw new ApiError(
      "SignatureDoesNotMatch",
      "The signature of a chunk of the body does not match the one we calculated.",
      403,
    );
  }
}

function incomplete(): ApiError {
  return new ApiError(
    "IncompleteBody",
    "The request body terminated unexpectedly or is not encoded as aws-chunked",
  );
}

/** Reads lines and stretches of bytes off a stream. */
class Wire {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Reads up to the next line break; the end of the stream is one only where it may be. */
  async line(options: { readonly mayEnd?: boolean } = {}): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#rest.toString("latin1", 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (this.#rest.length > lineLimit) {
        throw incomplete();
      }
      if (!(await this.#fill())) {
        if (options.mayEnd === true) {
          return "";
        }
        throw incomplete();
      }
    }
  }

  /** Reads exactly so many bytes, piece by piece. */
  async *take(length: number): AsyncGenerator<Uint8Array> {
    let left = length;
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#fill())) {
        throw incomplete();
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async #fill(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) {
      return false;
    }
    const chunk = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    return true;
  }
}
