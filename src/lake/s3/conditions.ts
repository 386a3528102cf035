import type { RequestHead } from "../http";
import { ApiError } from "../protocol";
import type { Guard } from "../store/open";
import type { ObjectMeta } from "../store/store";

/** What the conditions of a read decide. */
export type Verdict = "send" | "not-modified";

/** Judges the conditions of a read; throws when the object is not the one that was meant. */
export function judgeRead({ headers }: RequestHead, object: ObjectMeta, prefix = ""): Verdict {
  const ifMatch = headers[`${prefix}if-match`];
  const ifNoneMatch = headers[`${prefix}if-none-match`];
  const modified = Math.floor(object.lastModified / 1000) * 1000;
  const since = (name: string): number => Date.parse(headers[prefix + name] ?? "");
  // A tag outweighs a date: RFC 7232 has the latter ignored when the former is there.
  if (ifMatch === undefined ? modified > since("if-unmodified-since") : !names(ifMatch, object)) {
    throw preconditionFailed(ifMatch === undefined ? "If-Unmodified-Since" : "If-Match");
  }
  if (
    ifNoneMatch === undefined ? modified <= since("if-modified-since") : names(ifNoneMatch, object)
  ) {
    return "not-modified";
  }
  return "send";
}

/** Makes the guard of a write out of its conditions; no conditions, no guard. */
export function guardWrite({ headers }: RequestHead): Guard | undefined {
  const ifMatch = headers["if-match"];
  const ifNoneMatch = headers["if-none-match"];
  if (ifMatch === undefined && ifNoneMatch === undefined) {
    return undefined;
  }
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw new ApiError(
      "NotImplemented",
      "A header you provided implies functionality that is not implemented: If-None-Match " +
        "with an entity tag",
      501,
    );
  }
  return (current) => {
    if (ifNoneMatch !== undefined && current !== undefined) {
      throw preconditionFailed("If-None-Match");
    }
    if (ifMatch !== undefined && current === undefined) {
      throw new ApiError("NoSuchKey", "The specified key does not exist.", 404);
    }
    if (ifMatch !== undefined && current !== undefined && !names(ifMatch, current)) {
      throw preconditionFailed("If-Match");
    }
  };
}

/** The refusal of a request whose condition does not hold. */
export function preconditionFailed(condition: string): ApiError {
  return new ApiError(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    412,
    { Condition: condition },
  );
}

function names(list: string, object: ObjectMeta): boolean {
  const bare = object.etag.replaceAll('"', "");
  return list
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, "").replaceAll('"', ""))
    .some((tag) => tag === "*" || tag === bare);
}
