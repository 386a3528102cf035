import { open } from "node:fs/promises";
import { param, type Reply } from "../http";
import { ApiError } from "../protocol";
import type { ObjectMeta } from "../store/store";
import { element, members, parseXml, type Xml } from "../xml";
import { checksumHeaders, objectHeaders, readAttributes, requireKey } from "./attributes";
import { guardWrite, judgeRead } from "./conditions";
import { receiveBlob, receiveText } from "./payload";
import { readRange } from "./range";
import {
  requireBucket,
  requireObject,
  type S3Operation,
  type S3Request,
  xmlReply,
} from "./request";

/** Puts an object; its bytes go to disk as they arrive. */
export const putObject: S3Operation = async (request) => {
  const { store, bucket, key, head } = request;
  requireKey(key);
  requireBucket(store, bucket);
  const guard = guardWrite(head);
  // A condition that cannot hold is refused before the bytes come, and again when they have.
  guard?.(store.getObject(bucket, key));
  const attributes = readAttributes(head);
  const { blob, checksums } = await receiveBlob(request);
  request.notes["size"] = blob.size;
  const object = await store.put({ ...attributes, bucket, key, blob, checksums }, guard);
  return { status: 200, headers: { etag: object.etag, ...checksumHeaders(checksums) } };
};

/** Sends an object or a range of it. */
export const getObject: S3Operation = async (request) => {
  const { store, bucket, key, head } = request;
  const object = requireObject(store, bucket, key);
  if (judgeRead(head, object) === "not-modified") {
    return notModified(object);
  }
  const range = readRange(head.headers["range"], object.size);
  const described = describe(request, object, range !== undefined);
  const { start, end } = range ?? { start: 0, end: object.size };
  // The hold lasts until the file is open; from then on the bytes are ours, linked or not.
  const file = await store.hold(() => open(object.blob, "r"));
  if (end === start) {
    await file.close();
    return { status: 200, headers: described, body: "" };
  }
  const body = file.createReadStream({ start, end: end - 1, highWaterMark: 256 * 1024 });
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...described,
      "content-length": String(end - start),
      ...(range === undefined
        ? {}
        : { "content-range": `bytes ${start}-${end - 1}/${object.size}` }),
    },
    body,
  };
};

/** Describes an object. */
export const headObject: S3Operation = async (request) => {
  const object = requireObject(request.store, request.bucket, request.key);
  if (judgeRead(request.head, object) === "not-modified") {
    return notModified(object);
  }
  const range = readRange(request.head.headers["range"], object.size);
  const length = range === undefined ? object.size : range.end - range.start;
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...describe(request, object, range !== undefined),
      "content-length": String(length),
    },
  };
};

/** Deletes an object; one that is not there counts as deleted. */
export const deleteObject: S3Operation = async ({ store, bucket, key, head }) => {
  const guard = guardWrite(head);
  await store.deleteObject(bucket, key, guard);
  return { status: 204, headers: {} };
};

/** Deletes up to a thousand objects and says of each whether it is gone. */
export const deleteObjects: S3Operation = async (request) => {
  const { store, bucket, notes } = request;
  const root = parseXml(await receiveText(request)).child("Delete");
  const keys = (root?.all("Object") ?? []).map((object) => object.text("Key") ?? "");
  notes["keys"] = keys;
  requireBucket(store, bucket);
  if (keys.length === 0 || keys.length > 1000) {
    throw new ApiError(
      "MalformedXML",
      "The XML you provided was not well-formed or did not validate against our published schema",
    );
  }
  const isWrong = (key: string): boolean => key === "" || Buffer.byteLength(key) > 1024;
  const right = keys.filter((key) => !isWrong(key));
  await store.deleteObjects(bucket, right);
  const quiet = root?.text("Quiet") === "true";
  const deleted = quiet ? [] : right.map((key) => element("Deleted", element("Key", key)));
  const errors = keys.filter(isWrong).map(keyError);
  return xmlReply("DeleteResult", [...deleted, ...errors]);
};

function keyError(key: string): Xml {
  const [Code, Message] =
    key === ""
      ? ["UserKeyMustBeSpecified", "The key of the object to delete is missing"]
      : ["KeyTooLongError", "Your key is too long"];
  return element("Error", members({ Key: key, Code, Message }));
}

function notModified(object: ObjectMeta): Reply {
  const { etag, "last-modified": modified } = objectHeaders(object);
  return { status: 304, headers: { etag: etag ?? "", "last-modified": modified ?? "" } };
}

function describe(
  { head }: S3Request,
  object: ObjectMeta,
  partly: boolean,
): Readonly<Record<string, string>> {
  const overrides = [
    "content-type",
    "content-language",
    "expires",
    "cache-control",
    "content-disposition",
    "content-encoding",
  ].flatMap((name) => {
    const value = param(head, `response-${name}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  const wantsChecksums = head.headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED";
  return {
    ...objectHeaders(object),
    ...Object.fromEntries(overrides),
    ...(wantsChecksums && !partly ? checksumHeaders(object.checksums) : {}),
  };
}
