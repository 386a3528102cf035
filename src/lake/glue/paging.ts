import { ApiError } from "../protocol";
import { text } from "./shape";

/** The members by which a request asks for a page of a list. */
export const nextToken = text(0, 65_536);

/** A part of a list, with the token for the next part when there is one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: { readonly NextToken?: string };
}

/** Where a page begins: behind the item with this place. */
export type Place = readonly string[];

/** Takes one page off a lazy list; it reads no further than one item behind the page. */
export function takePage<T>(
  items: Iterable<T>,
  limit: number,
  placeOf: (item: T) => Place,
): Page<T> {
  const taken: T[] = [];
  for (const item of items) {
    const last = taken.at(-1);
    if (taken.length === limit && last !== undefined) {
      return { items: taken, next: { NextToken: encodeToken(placeOf(last)) } };
    }
    taken.push(item);
  }
  return { items: taken, next: {} };
}

/** Reads the place out of a token; an absent or empty token is the beginning. */
export function readToken(token: string | undefined): Place | undefined {
  if (token === undefined || token === "") {
    return undefined;
  }
  const place = parse(Buffer.from(token, "base64url").toString());
  if (!Array.isArray(place) || !place.every((part) => typeof part === "string")) {
    throw new ApiError("InvalidInputException", "Invalid next token.");
  }
  return place;
}

function encodeToken(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
