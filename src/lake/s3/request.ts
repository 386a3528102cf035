import type { Signature } from "../auth";
import type { Reply, RequestHead } from "../http";
import { ApiError } from "../protocol";
import type { LakeStore } from "../store/open";
import type { ObjectMeta } from "../store/store";
import { document, element, members, type Xml } from "../xml";
import type { Route } from "./route";

/** Describes a request to S3 with everything that its operation works on. */
export interface S3Request extends Route {
  readonly head: RequestHead;
  /** The body as it comes off the wire. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly signature: Signature;
  readonly store: LakeStore;
  /** What the operation wants the call log to say beside the request's own parameters. */
  readonly notes: Record<string, unknown>;
}

/** Answers an operation of S3. */
export type S3Operation = (request: S3Request) => Promise<Reply>;

const namespace = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** Renders an answer with a document as its body. */
export function xmlReply(
  root: string,
  content: readonly Xml[] | Xml | string,
  headers = {},
): Reply {
  return {
    status: 200,
    headers: { "content-type": "application/xml", ...headers },
    body: document(element(root, content, namespace)),
  };
}

/** Renders a refusal in S3's form. */
export function s3Error(error: ApiError, head: RequestHead, requestId: string): Reply {
  const extra = Object.entries(error.extra).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" ? [[name, value] as const] : [],
  );
  const content = members({
    Code: error.code,
    Message: error.message,
    ...Object.fromEntries(extra),
    Resource: head.path,
    RequestId: requestId,
    HostId: "lake",
  });
  return {
    status: error.status,
    headers: { "content-type": "application/xml" },
    body: document(element("Error", content)),
  };
}

/** The refusal of a bucket that is not there. */
export function requireBucket(store: LakeStore, bucket: string): void {
  if (!store.hasBucket(bucket)) {
    throw new ApiError("NoSuchBucket", "The specified bucket does not exist", 404, {
      BucketName: bucket,
    });
  }
}

/** Finds an object or refuses as S3 does. */
export function requireObject(store: LakeStore, bucket: string, key: string): ObjectMeta {
  requireBucket(store, bucket);
  const object = store.getObject(bucket, key);
  if (object === undefined) {
    throw new ApiError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
  }
  return object;
}

/** Writes a time as the documents of S3 do, which know whole seconds only. */
export function isoTime(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString();
}
