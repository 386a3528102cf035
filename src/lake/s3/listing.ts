import { param } from "../http";
import { ApiError, accountId } from "../protocol";
import type { LakeStore, ScanFrom } from "../store/open";
import type { ObjectMeta } from "../store/store";
import { type Content, element, members, type Xml } from "../xml";
import { isoTime, requireBucket, type S3Operation, type S3Request, xmlReply } from "./request";

/** One page of a listing: objects and the groups of those whose keys go on behind a delimiter. */
export interface Page {
  readonly objects: readonly ObjectMeta[];
  readonly groups: readonly string[];
  /** The last key or group of the page when there is more behind it. */
  readonly more?: string;
}

const pageLimit = 1000;

/** Collects one page of a bucket's objects in the order of their keys. */
export function collectPage(
  store: LakeStore,
  bucket: string,
  asked: { readonly prefix: string; readonly delimiter: string; readonly after: string },
  limit: number,
): Page {
  const { prefix, delimiter, after } = asked;
  const objects: ObjectMeta[] = [];
  const groups: string[] = [];
  let from: ScanFrom = { prefix, ...startBehind(after, prefix, delimiter) };
  if (limit === 0) {
    return { objects, groups };
  }
  for (;;) {
    // One more than fits tells whether anything is left.
    const room = limit - objects.length - groups.length;
    const found = store.scan(bucket, from, room + 1);
    const cut = found.findIndex(({ key }) => groupOf(key, prefix, delimiter) !== undefined);
    const plain = cut < 0 ? found : found.slice(0, cut);
    objects.push(...plain.slice(0, room));
    if (found.length > room && plain.length >= room) {
      return { objects, groups, more: lastOf(objects, groups, after) };
    }
    const group = groupOf(found[cut]?.key ?? "", prefix, delimiter);
    if (cut < 0 || group === undefined) {
      return { objects, groups };
    }
    groups.push(group);
    from = { prefix, behind: group };
  }
}

/** Answers a listing of the second version. */
export const listObjectsV2: S3Operation = async (request) => {
  const { head, bucket, store } = request;
  requireBucket(store, bucket);
  const asked = readAsked(request);
  const token = param(head, "continuation-token");
  const startAfter = param(head, "start-after");
  const after = token === undefined ? (startAfter ?? "") : readToken(token);
  const page = collectPage(store, bucket, { ...asked, after }, asked.limit);
  const next = page.more === undefined ? undefined : toToken(page.more);
  const withOwner = param(head, "fetch-owner") === "true";
  return xmlReply("ListBucketResult", [
    members({
      Name: bucket,
      Prefix: asked.encode(asked.prefix),
      Delimiter: optional(asked.encode(asked.delimiter)),
      MaxKeys: asked.maxKeys,
      EncodingType: asked.encodingType,
      KeyCount: page.objects.length + page.groups.length,
      IsTruncated: next !== undefined,
      ContinuationToken: token,
      NextContinuationToken: next,
      StartAfter: startAfter === undefined ? undefined : asked.encode(startAfter),
    }),
    ...entries(page, asked.encode, withOwner),
  ]);
};

/** Answers a listing of the first version, which some clients still ask for. */
export const listObjects: S3Operation = async (request) => {
  const { head, bucket, store } = request;
  requireBucket(store, bucket);
  const asked = readAsked(request);
  const marker = param(head, "marker") ?? "";
  const page = collectPage(store, bucket, { ...asked, after: marker }, asked.limit);
  const next = asked.delimiter === "" ? undefined : page.more;
  return xmlReply("ListBucketResult", [
    members({
      Name: bucket,
      Prefix: asked.encode(asked.prefix),
      Marker: asked.encode(marker),
      NextMarker: next === undefined ? undefined : asked.encode(next),
      Delimiter: optional(asked.encode(asked.delimiter)),
      MaxKeys: asked.maxKeys,
      EncodingType: asked.encodingType,
      IsTruncated: page.more !== undefined,
    }),
    ...entries(page, asked.encode, true),
  ]);
};

interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly limit: number;
  readonly encodingType: string | undefined;
  readonly encode: (text: string) => string;
}

function readAsked({ head }: S3Request): Asked {
  const maxKeys = Number(param(head, "max-keys") ?? pageLimit);
  if (!Number.isInteger(maxKeys) || maxKeys < 0) {
    throw new ApiError("InvalidArgument", "Provided max-keys not an integer or within range");
  }
  const encodingType = param(head, "encoding-type");
  if (encodingType !== undefined && encodingType !== "url") {
    throw new ApiError("InvalidArgument", "Invalid Encoding Method specified in Request");
  }
  return {
    prefix: param(head, "prefix") ?? "",
    delimiter: param(head, "delimiter") ?? "",
    maxKeys,
    limit: Math.min(maxKeys, pageLimit),
    encodingType,
    encode: encodingType === "url" ? urlEncode : (text) => text,
  };
}

function entries(page: Page, encode: (text: string) => string, withOwner: boolean): readonly Xml[] {
  const owner: Content = withOwner ? members({ ID: accountId, DisplayName: "lake" }) : undefined;
  return [
    ...page.objects.map((object) =>
      element(
        "Contents",
        members({
          Key: encode(object.key),
          LastModified: isoTime(object.lastModified),
          ETag: object.etag,
          Size: object.size,
          Owner: owner,
          StorageClass: object.headers["x-amz-storage-class"] ?? "STANDARD",
        }),
      ),
    ),
    ...page.groups.map((group) => element("CommonPrefixes", element("Prefix", encode(group)))),
  ];
}

function groupOf(key: string, prefix: string, delimiter: string): string | undefined {
  const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** A listing that goes on behind a group leaves the rest of that group out. */
function startBehind(after: string, prefix: string, delimiter: string): Omit<ScanFrom, "prefix"> {
  if (after === "") {
    return {};
  }
  const isGroup = after.startsWith(prefix) && groupOf(after, prefix, delimiter) === after;
  return isGroup ? { behind: after } : { after };
}

function lastOf(objects: readonly ObjectMeta[], groups: readonly string[], none: string): string {
  const [key, group] = [objects.at(-1)?.key, groups.at(-1)];
  if (key === undefined || group === undefined) {
    return key ?? group ?? none;
  }
  return Buffer.compare(Buffer.from(key), Buffer.from(group)) > 0 ? key : group;
}

function toToken(last: string): string {
  return Buffer.from(last, "utf8").toString("base64url");
}

function readToken(token: string): string {
  const last = Buffer.from(token, "base64url").toString("utf8");
  if (token === "" || toToken(last) !== token) {
    throw new ApiError("InvalidArgument", "The continuation token provided is incorrect");
  }
  return last;
}

function optional(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function urlEncode(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/");
}
