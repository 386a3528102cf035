import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { ApiError } from "./protocol";

/** Describes the head of a request, undecoded where a signature depends on the exact text. */
export interface RequestHead {
  readonly method: string;
  /** The path as it was sent. */
  readonly path: string;
  /** The decoded query parameters in their order. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Describes an answer before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

/** Reads the head of a request. */
export function readHead(method: string, url: string, headers: IncomingHttpHeaders): RequestHead {
  const cut = url.indexOf("?");
  const path = cut < 0 ? url : url.slice(0, cut);
  const query = cut < 0 ? "" : url.slice(cut + 1);
  return { method, path, query: parseQuery(query), headers: flatten(headers) };
}

/** Finds a query parameter; a parameter without a value is the empty text. */
export function param(head: RequestHead, name: string): string | undefined {
  return head.query.find(([candidate]) => candidate === name)?.[1];
}

/** Parses a query or a form; throws when an escape sequence is broken. */
export function parseQuery(text: string): readonly (readonly [string, string])[] {
  return text
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const cut = part.indexOf("=");
      return cut < 0
        ? ([decodeForm(part), ""] as const)
        : ([decodeForm(part.slice(0, cut)), decodeForm(part.slice(cut + 1))] as const);
    });
}

/** Reads a body into memory; throws when it is longer than the limit. */
export async function readBody(source: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > limit) {
      throw new ApiError("RequestEntityTooLarge", `The request is longer than ${limit} bytes`, 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decodeForm(text: string): string {
  return decode(text.replaceAll("+", " "));
}

/** Decodes percent escapes; throws the refusal of a broken one. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Refused below, in the words of S3.
  }
  throw new ApiError("InvalidURI", "Couldn't parse the specified URI.");
}

function flatten(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      flat[name] = typeof value === "string" ? value : value.join(",");
    }
  }
  return flat;
}
