/**
 * S3 over the lake's store: path-style REST with XML. Keys are names in a database and never paths
 * of files, so no key can reach outside its bucket. A body is on disk and verified before the
 * object that it becomes can be seen; what S3 has and this does not is refused, never ignored.
 */
import type { Reply } from "../http";
import { ApiError } from "../protocol";
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
} from "./buckets";
import { copyObject } from "./copy";
import { listObjects, listObjectsV2 } from "./listing";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from "./multipart";
import { deleteObject, deleteObjects, getObject, headObject, putObject } from "./objects";
import type { S3Operation, S3Request } from "./request";

const operations: Readonly<Record<string, S3Operation>> = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getBucketVersioning,
  GetObject: getObject,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListParts: listParts,
  PutObject: putObject,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
};

/** Answers a request to S3. */
export async function callS3(request: S3Request): Promise<Reply> {
  const operation = operations[request.operation];
  if (operation === undefined) {
    throw new ApiError("NotImplemented", `The lake does not support ${request.operation}`, 501);
  }
  return operation(request);
}
