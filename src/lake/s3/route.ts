import { decode, param, type RequestHead } from "../http";
import { ApiError } from "../protocol";

/** Names what a request asks of S3. */
export interface Route {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly writing: boolean;
}

/** The query parameters that ask for a feature which the lake does not have. */
const foreign = [
  "accelerate",
  "acl",
  "analytics",
  "attributes",
  "cors",
  "encryption",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "lifecycle",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "ownershipControls",
  "partNumber",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "tagging",
  "torrent",
  "versionId",
  "versions",
  "website",
];

/** Reads off a request which operation it is; throws when there is none like it. */
export function routeS3(head: RequestHead): Route {
  const [, first = "", ...rest] = head.path.split("/");
  const bucket = decode(first);
  const key = decode(rest.join("/"));
  const has = (name: string): boolean => param(head, name) !== undefined;
  const operation =
    bucket === ""
      ? serviceOperation(head.method)
      : key === ""
        ? bucketOperation(head.method, has)
        : objectOperation(head, has);
  const odd = foreign.find((name) => has(name) && !(name === "partNumber" && has("uploadId")));
  if (operation === undefined || odd !== undefined) {
    const asked = odd === undefined ? head.method : `${head.method} ?${odd}`;
    throw new ApiError("NotImplemented", `The lake does not support ${asked} here`, 501);
  }
  const writing = !["GET", "HEAD"].includes(head.method);
  return { operation, bucket, key, writing };
}

function serviceOperation(method: string): string | undefined {
  return method === "GET" ? "ListBuckets" : undefined;
}

function bucketOperation(method: string, has: (name: string) => boolean): string | undefined {
  switch (method) {
    case "PUT":
      return has("versioning") ? undefined : "CreateBucket";
    case "HEAD":
      return "HeadBucket";
    case "DELETE":
      return "DeleteBucket";
    case "POST":
      return has("delete") ? "DeleteObjects" : undefined;
    case "GET":
      if (has("location")) {
        return "GetBucketLocation";
      }
      if (has("versioning")) {
        return "GetBucketVersioning";
      }
      if (has("uploads")) {
        return "ListMultipartUploads";
      }
      return has("list-type") ? "ListObjectsV2" : "ListObjects";
    default:
      return undefined;
  }
}

function objectOperation(head: RequestHead, has: (name: string) => boolean): string | undefined {
  const copies = head.headers["x-amz-copy-source"] !== undefined;
  if (has("uploadId")) {
    return partOperations[`${head.method}${copies ? " copy" : ""}`];
  }
  switch (head.method) {
    case "PUT":
      return copies ? "CopyObject" : "PutObject";
    case "GET":
      return "GetObject";
    case "HEAD":
      return "HeadObject";
    case "DELETE":
      return "DeleteObject";
    case "POST":
      return has("uploads") ? "CreateMultipartUpload" : undefined;
    default:
      return undefined;
  }
}

const partOperations: Readonly<Record<string, string>> = {
  PUT: "UploadPart",
  "PUT copy": "UploadPartCopy",
  GET: "ListParts",
  DELETE: "AbortMultipartUpload",
  POST: "CompleteMultipartUpload",
};
