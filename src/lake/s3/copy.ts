import { decode, type RequestHead } from "../http";
import { ApiError } from "../protocol";
import type { LakeStore } from "../store/open";
import type { ObjectMeta } from "../store/store";
import { members } from "../xml";
import { readAttributes, requireKey } from "./attributes";
import { guardWrite, judgeRead, preconditionFailed } from "./conditions";
import { isoTime, requireBucket, requireObject, type S3Operation, xmlReply } from "./request";

/** Copies an object; both share their bytes on disk until one of them goes. */
export const copyObject: S3Operation = async ({ store, bucket, key, head }) => {
  requireKey(key);
  requireBucket(store, bucket);
  const source = requireSource(store, head);
  const replaces = head.headers["x-amz-metadata-directive"]?.toUpperCase() === "REPLACE";
  if (!replaces && source.bucket === bucket && source.key === key) {
    throw new ApiError(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without " +
        "changing the object's metadata, storage class, website redirect location or " +
        "encryption attributes.",
    );
  }
  const { contentType, metadata, headers, checksums } = source;
  const attributes = replaces
    ? readAttributes(head)
    : { ...(contentType === undefined ? {} : { contentType }), metadata, headers };
  const guard = guardWrite(head);
  const twin = await store.hold(() => store.blobs.twin(store.blobs.idOf(source.blob)));
  const etag = source.etag.replaceAll('"', "");
  const blob = { id: twin, size: source.size, md5: etag };
  const copy = await store.put({ ...attributes, bucket, key, blob, etag, checksums }, guard);
  return xmlReply(
    "CopyObjectResult",
    members({ LastModified: isoTime(copy.lastModified), ETag: copy.etag }),
  );
};

/** Finds the object that a request copies from and judges the conditions on it. */
export function requireSource(store: LakeStore, head: RequestHead): ObjectMeta {
  const [path = "", query] = (head.headers["x-amz-copy-source"] ?? "").split("?");
  const [bucket = "", ...rest] = decode(path).replace(/^\//, "").split("/");
  const key = rest.join("/");
  if (bucket === "" || key === "" || (query !== undefined && query !== "versionId=null")) {
    throw new ApiError(
      "InvalidArgument",
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    );
  }
  const source = requireObject(store, bucket, key);
  if (judgeRead(head, source, "x-amz-copy-source-") === "not-modified") {
    throw preconditionFailed("x-amz-copy-source-If-None-Match");
  }
  return source;
}
