import type { RequestHead } from "../http";
import { ApiError } from "../protocol";
import type { Attributes } from "../store/records";
import type { ObjectMeta } from "../store/store";
import { algorithms } from "./checksums";

/** The headers beside the content type that an object keeps and shows again. */
const kept = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-storage-class",
  "x-amz-website-redirect-location",
];

const metadataPrefix = "x-amz-meta-";
const metadataLimit = 2048;

/** Reads off a request what the object is to keep beside its bytes. */
export function readAttributes({ headers }: RequestHead): Attributes {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(metadataPrefix)) {
      metadata[name.slice(metadataPrefix.length)] = value;
      size += name.length - metadataPrefix.length + value.length;
    }
  }
  if (size > metadataLimit) {
    throw new ApiError(
      "MetadataTooLarge",
      "Your metadata headers exceed the maximum allowed metadata size",
    );
  }
  const others: Record<string, string> = {};
  for (const name of kept) {
    const value = name === "content-encoding" ? contentEncoding(headers) : headers[name];
    if (value !== undefined && value !== "") {
      others[name] = value;
    }
  }
  const contentType = headers["content-type"];
  return { ...(contentType === undefined ? {} : { contentType }), metadata, headers: others };
}

/** Renders the headers that describe an object. */
export function objectHeaders(object: ObjectMeta): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(
    ([name, value]) => [metadataPrefix + name, value] as const,
  );
  return {
    ...object.headers,
    ...Object.fromEntries(metadata),
    "content-type": object.contentType ?? "binary/octet-stream",
    etag: object.etag,
    "last-modified": new Date(object.lastModified).toUTCString(),
    "accept-ranges": "bytes",
  };
}

/** Renders the checksums of an object as headers. */
export function checksumHeaders(
  checksums: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const found = algorithms.flatMap((name) => {
    const value = checksums[name];
    return value === undefined ? [] : [[`x-amz-checksum-${name}`, value] as const];
  });
  if (found.length === 0) {
    return {};
  }
  const composite = found.some(([, value]) => value.includes("-"));
  return {
    ...Object.fromEntries(found),
    "x-amz-checksum-type": composite ? "COMPOSITE" : "FULL_OBJECT",
  };
}

/** Refuses a key that S3 would not take. */
export function requireKey(key: string): void {
  if (Buffer.byteLength(key) > 1024) {
    throw new ApiError("KeyTooLongError", "Your key is too long");
  }
}

function contentEncoding(headers: Readonly<Record<string, string>>): string | undefined {
  return headers["content-encoding"]
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "aws-chunked")
    .join(",");
}
