import { param, type RequestHead } from "../http";
import { ApiError } from "../protocol";
import type { Blob } from "../store/blobs";
import type { LakeStore } from "../store/open";
import type { PartRecord, UploadRecord } from "../store/records";
import { element, malformed, members, parseXml } from "../xml";
import { composite, concatenate, tagOfParts } from "./assemble";
import { checksumHeaders, readAttributes, requireKey } from "./attributes";
import { algorithms, toAlgorithm } from "./checksums";
import { guardWrite } from "./conditions";
import { requireSource } from "./copy";
import { receiveBlob, receiveText } from "./payload";
import { readRange } from "./range";
import { isoTime, requireBucket, type S3Operation, type S3Request, xmlReply } from "./request";

const smallestPart = 5 * 1024 * 1024;

/** Begins an upload in parts. */
export const createMultipartUpload: S3Operation = async ({ store, bucket, key, head }) => {
  requireKey(key);
  requireBucket(store, bucket);
  const algorithm = toAlgorithm(head.headers["x-amz-checksum-algorithm"] ?? "");
  const type = head.headers["x-amz-checksum-type"];
  const upload = await store.uploads.begin({
    ...readAttributes(head),
    bucket,
    key,
    ...(algorithm === undefined ? {} : { checksumAlgorithm: algorithm }),
    ...(type === undefined ? {} : { checksumType: type }),
  });
  return xmlReply(
    "InitiateMultipartUploadResult",
    members({ Bucket: bucket, Key: key, UploadId: upload.uploadId }),
    algorithm === undefined ? {} : { "x-amz-checksum-algorithm": algorithm.toUpperCase() },
  );
};

/** Receives a part. */
export const uploadPart: S3Operation = async (request) => {
  const number = partNumber(request.head);
  const upload = requireUpload(request);
  const { blob, checksums } = await receiveBlob(request);
  await request.store.uploads.putPart(upload, number, toPart(blob, checksums));
  return { status: 200, headers: { etag: `"${blob.md5}"`, ...checksumHeaders(checksums) } };
};

/** Makes a part out of an object or of a range of it. */
export const uploadPartCopy: S3Operation = async (request) => {
  const { store, head } = request;
  const number = partNumber(head);
  const upload = requireUpload(request);
  const source = requireSource(store, head);
  const range = readRange(head.headers["x-amz-copy-source-range"], source.size);
  const piece = { path: source.blob, ...(range ?? { start: 0, end: source.size }) };
  const { blob } = await store.hold(() => concatenate(store, [piece], []));
  const part = toPart(blob, {});
  await store.uploads.putPart(upload, number, part);
  return xmlReply(
    "CopyPartResult",
    members({ LastModified: isoTime(part.lastModified), ETag: `"${blob.md5}"` }),
  );
};

/** Puts the parts together to the object. */
export const completeMultipartUpload: S3Operation = async (request) => {
  const { store, bucket, key, head } = request;
  const text = await receiveText(request);
  requireBucket(store, bucket);
  const upload = requireUpload(request);
  const parts = chosenParts(store, upload, text);
  const guard = guardWrite(head);
  guard?.(store.getObject(bucket, key));
  const whole = algorithms.filter(
    (name) =>
      head.headers[`x-amz-checksum-${name}`] !== undefined ||
      (upload.checksumType === "FULL_OBJECT" && upload.checksumAlgorithm === name),
  );
  const isWhole = (upload.checksumType ?? head.headers["x-amz-checksum-type"]) === "FULL_OBJECT";
  const pieces = parts.map((part) => ({
    path: store.blobs.pathOf(part.blob),
    start: 0,
    end: part.size,
  }));
  const { blob, checksums } = await store.hold(() =>
    concatenate(store, pieces, isWhole ? whole : []),
  );
  requireChecksums(head, isWhole ? checksums : {});
  const { contentType, metadata, headers } = upload;
  const object = await store.put(
    {
      ...(contentType === undefined ? {} : { contentType }),
      metadata,
      headers,
      bucket,
      key,
      blob,
      etag: tagOfParts(parts),
      checksums: isWhole ? checksums : composite(upload, parts),
    },
    guard,
  );
  await store.uploads.end(upload.uploadId);
  return xmlReply("CompleteMultipartUploadResult", [
    members({ Location: `/${bucket}/${key}`, Bucket: bucket, Key: key, ETag: object.etag }),
    checksumElements(object.checksums),
  ]);
};

/** Forgets an upload and what was uploaded. */
export const abortMultipartUpload: S3Operation = async (request) => {
  await request.store.uploads.end(requireUpload(request).uploadId);
  return { status: 204, headers: {} };
};

/** Lists the parts that have arrived. */
export const listParts: S3Operation = async (request) => {
  const { store, bucket, key, head } = request;
  const { uploadId } = requireUpload(request);
  const marker = Number(param(head, "part-number-marker") ?? 0);
  const limit = Math.min(Number(param(head, "max-parts") ?? 1000), 1000);
  const rest = store.uploads.parts(uploadId).filter(({ number }) => number > marker);
  const page = rest.slice(0, limit);
  return xmlReply("ListPartsResult", [
    members({
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: rest.length > page.length,
    }),
    ...page.map(({ number, part }) =>
      element("Part", [
        members({
          PartNumber: number,
          LastModified: isoTime(part.lastModified),
          ETag: `"${part.md5}"`,
          Size: part.size,
        }),
        checksumElements(part.checksums),
      ]),
    ),
  ]);
};

/** Lists the uploads of a bucket that are under way. */
export const listMultipartUploads: S3Operation = async ({ store, bucket, head }) => {
  requireBucket(store, bucket);
  const prefix = param(head, "prefix") ?? "";
  const uploads = store.uploads.list(bucket).filter(({ key }) => key.startsWith(prefix));
  const encodes = param(head, "encoding-type") === "url";
  return xmlReply("ListMultipartUploadsResult", [
    members({
      Bucket: bucket,
      Prefix: prefix,
      MaxUploads: uploads.length,
      EncodingType: encodes ? "url" : undefined,
      IsTruncated: false,
    }),
    ...uploads.map(({ key, uploadId, startedAt }) =>
      element(
        "Upload",
        members({
          Key: encodes ? encodeURIComponent(key).replaceAll("%2F", "/") : key,
          UploadId: uploadId,
          StorageClass: "STANDARD",
          Initiated: isoTime(startedAt),
        }),
      ),
    ),
  ]);
};

function requireUpload({ store, bucket, key, head }: S3Request): UploadRecord {
  return store.uploads.get(bucket, key, param(head, "uploadId") ?? "");
}

function partNumber(head: RequestHead): number {
  const number = Number(param(head, "partNumber"));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw new ApiError(
      "InvalidArgument",
      "Part number must be an integer between 1 and 10000, inclusive",
    );
  }
  return number;
}

function toPart(blob: Blob, checksums: Readonly<Record<string, string>>): PartRecord {
  return { blob: blob.id, size: blob.size, md5: blob.md5, lastModified: Date.now(), checksums };
}

/** Reads which parts the client wants, in their order, and finds them. */
function chosenParts(store: LakeStore, upload: UploadRecord, text: string): readonly PartRecord[] {
  const chosen = parseXml(text).child("CompleteMultipartUpload")?.all("Part") ?? [];
  if (chosen.length === 0) {
    throw malformed();
  }
  const arrived = new Map(store.uploads.parts(upload.uploadId).map((e) => [e.number, e.part]));
  const numbers = chosen.map((node) => Number(node.text("PartNumber")));
  if (numbers.some((number, index) => number <= (numbers[index - 1] ?? 0))) {
    throw new ApiError(
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
    );
  }
  return chosen.map((node, index) => {
    const number = numbers[index] ?? 0;
    const part = arrived.get(number);
    const sums = algorithms.every((name) => {
      const claimed = node.text(`Checksum${name.toUpperCase()}`);
      return claimed === undefined || part?.checksums[name] === claimed;
    });
    if (part === undefined || node.text("ETag")?.replaceAll('"', "") !== part.md5 || !sums) {
      throw new ApiError(
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been " +
          "uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    if (part.size < smallestPart && index < chosen.length - 1) {
      throw new ApiError(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
      );
    }
    return part;
  });
}

function requireChecksums(head: RequestHead, actual: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(actual)) {
    const claimed = head.headers[`x-amz-checksum-${name}`];
    if (claimed !== undefined && claimed !== value) {
      throw new ApiError(
        "BadDigest",
        `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
  }
}

function checksumElements(checksums: Readonly<Record<string, string>>): { readonly xml: string } {
  const entries = Object.entries(checksums).map(
    ([name, value]) => [`Checksum${name.toUpperCase()}`, value] as const,
  );
  return members(Object.fromEntries(entries));
}
