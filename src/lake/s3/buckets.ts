import { ApiError, accountId } from "../protocol";
import { element, members } from "../xml";
import { isoTime, requireBucket, type S3Operation, xmlReply } from "./request";

const owner = { ID: accountId, DisplayName: "lake" };

/** Lists the buckets of the lake. */
export const listBuckets: S3Operation = async ({ store }) =>
  xmlReply("ListAllMyBucketsResult", [
    element("Owner", members(owner)),
    element(
      "Buckets",
      store
        .buckets()
        .map(({ name, createdAt }) =>
          element("Bucket", members({ Name: name, CreationDate: isoTime(createdAt) })),
        ),
    ),
  ]);

/** Creates a bucket; the first region answers a repetition as if it were the first time. */
export const createBucket: S3Operation = async ({ store, bucket, signature }) => {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || bucket.includes("..")) {
    throw new ApiError("InvalidBucketName", "The specified bucket is not valid.", 400, {
      BucketName: bucket,
    });
  }
  if (store.hasBucket(bucket) && signature.region !== "us-east-1") {
    throw new ApiError(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      409,
      { BucketName: bucket },
    );
  }
  await store.createBucket(bucket);
  return { status: 200, headers: { location: `/${bucket}` } };
};

/** Tells whether a bucket is there. */
export const headBucket: S3Operation = async ({ store, bucket, signature }) => {
  requireBucket(store, bucket);
  return { status: 200, headers: { "x-amz-bucket-region": signature.region } };
};

/** Deletes an empty bucket. */
export const deleteBucket: S3Operation = async ({ store, bucket }) => {
  await store.deleteBucket(bucket);
  return { status: 204, headers: {} };
};

/** Names the region of a bucket; a lake is in whatever region its client is in. */
export const getBucketLocation: S3Operation = async ({ store, bucket, signature }) => {
  requireBucket(store, bucket);
  return xmlReply("LocationConstraint", signature.region === "us-east-1" ? "" : signature.region);
};

/** Tells that a bucket keeps no versions. */
export const getBucketVersioning: S3Operation = async ({ store, bucket }) => {
  requireBucket(store, bucket);
  return xmlReply("VersioningConfiguration", "");
};
