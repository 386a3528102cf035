import type {
  BucketLocationConstraint,
  CreateBucketCommandInput,
  PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { LakeError } from "../errors";
import { trimSlashes } from "../state";
import type { Clients } from "./clients";
import { inParallel } from "./parallel";
import { calling, errorName, refusal, statusOf } from "./refusal";

/** Names an object by its bucket and key. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** Describes one object of a listing. */
export interface Listed {
  readonly key: string;
  readonly size: number;
  /** With its quotes, as conditions want it. */
  readonly etag: string;
}

/** Says what an object must be for a write to go through. */
export interface Condition {
  /** ETag that the object must have; "absent": it must not exist. */
  readonly expected: string;
}

const deletesPerCall = 1000;

/** Splits an S3 URL; the key has no trailing slash. */
export function placeOf(url: string): Place {
  const [, bucket = "", key = ""] = /^s3[an]?:\/\/([^/]+)\/?(.*)$/s.exec(url) ?? [];
  if (bucket === "") throw new LakeError("AF205", `Cannot use location "${url}": it is no S3 URL`);
  return { bucket, key: trimSlashes(key) };
}

/** Lists every object under a location (never a sibling that merely begins like it). */
export async function listObjects(clients: Clients, location: string): Promise<readonly Listed[]> {
  const { bucket, key } = placeOf(location);
  const prefix = key === "" ? "" : `${key}/`;
  const s3 = await clients.s3();
  const found: Listed[] = [];
  let token: string | undefined;
  do {
    const page = await calling(`list "${location}"`, () =>
      s3.listObjectsV2({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const item of page.Contents ?? []) {
      found.push({ key: item.Key ?? "", size: item.Size ?? 0, etag: item.ETag ?? "" });
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  return found;
}

/** Deletes objects by key; what is missing is fine, a key that is refused is an error. */
export async function deleteKeys(
  clients: Clients,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  const s3 = await clients.s3();
  for (let start = 0; start < keys.length; start += deletesPerCall) {
    const objects = keys.slice(start, start + deletesPerCall).map((Key) => ({ Key }));
    const act = `delete objects of bucket "${bucket}"`;
    const { Errors: errors = [] } = await calling(act, () =>
      s3.deleteObjects({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
    );
    const [first] = errors;
    if (first !== undefined) {
      const fact = `${first.Code ?? ""}: ${first.Message ?? ""} (key "${first.Key ?? ""}")`;
      throw new LakeError("AF200", `Cannot ${act}: ${fact}`);
    }
  }
}

/** Deletes everything under a location and tells how many objects it were. */
export async function emptyLocation(clients: Clients, location: string): Promise<number> {
  const { bucket } = placeOf(location);
  const listed = await listObjects(clients, location);
  const keys = listed.map((item) => item.key);
  await deleteKeys(clients, bucket, keys);
  return keys.length;
}

/** Writes an object and gives its ETag; undefined when the condition does not hold. */
export async function putObject(
  clients: Clients,
  url: string,
  body: string | Uint8Array,
  options: {
    readonly condition?: Condition;
    readonly extra?: Readonly<Record<string, string>>;
  } = {},
): Promise<string | undefined> {
  const { bucket, key } = placeOf(url);
  const s3 = await clients.s3();
  const { condition, extra = {} } = options;
  const input: PutObjectCommandInput = { ...extra, Bucket: bucket, Key: key, Body: body };
  if (condition?.expected === "absent") input.IfNoneMatch = "*";
  else if (condition !== undefined) input.IfMatch = condition.expected;
  try {
    return (await s3.putObject(input)).ETag ?? "";
  } catch (error) {
    const unmet = statusOf(error) === 412 || (condition !== undefined && statusOf(error) === 404);
    if (unmet || statusOf(error) === 409) return undefined;
    throw refusal(`write "${url}"`, error);
  }
}

/** Reads an object as text with its ETag. */
export async function getObject(
  clients: Clients,
  url: string,
): Promise<{ readonly text: string; readonly etag: string } | undefined> {
  const { bucket, key } = placeOf(url);
  const s3 = await clients.s3();
  try {
    const answer = await s3.getObject({ Bucket: bucket, Key: key });
    return { text: (await answer.Body?.transformToString("utf-8")) ?? "", etag: answer.ETag ?? "" };
  } catch (error) {
    if (errorName(error) === "NoSuchKey" || statusOf(error) === 404) return undefined;
    throw refusal(`read "${url}"`, error);
  }
}

/** Copies everything under one location to another, keeping the keys below it. */
export async function copyLocation(clients: Clients, from: string, to: string): Promise<void> {
  const source = placeOf(from);
  const target = placeOf(to);
  const s3 = await clients.s3();
  const listed = await listObjects(clients, from);
  await inParallel(16, listed, async (item) => {
    const key = `${target.key}/${item.key.slice(source.key.length + 1)}`;
    const path = `${source.bucket}/${item.key}`.split("/").map(encodeURIComponent).join("/");
    await calling(`copy "${item.key}" to "${to}"`, () =>
      s3.copyObject({ Bucket: target.bucket, Key: key, CopySource: path }),
    );
  });
}

/** Creates the buckets of the given S3 URLs where they are missing. */
export async function ensureBuckets(clients: Clients, urls: readonly string[]): Promise<void> {
  const s3 = await clients.s3();
  const { region } = clients.connection;
  for (const Bucket of new Set(urls.map((url) => placeOf(url).bucket))) {
    try {
      await s3.headBucket({ Bucket });
      continue;
    } catch (error) {
      if (statusOf(error) !== 404) throw refusal(`read bucket "${Bucket}"`, error);
    }
    const place = region === "us-east-1" ? undefined : constraintOf(region);
    await calling(`create bucket "${Bucket}"`, () =>
      s3.createBucket(place === undefined ? { Bucket } : { Bucket, ...place }),
    );
  }
}

function constraintOf(region: string): Pick<CreateBucketCommandInput, "CreateBucketConfiguration"> {
  // S3 knows more regions than the client's list of them.
  return { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
}
