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

/**
 * Takes one page off a lazy list; it reads no further than one item behind the page. The token
 * carries the list's name, so that it is of no use for another one.
 */
export function takePage<T>(
  list: string,
  items: Iterable<T>,
  limit: number,
  placeOf: (item: T) => Place,
): Page<T> {
  const taken: T[] = [];
  for (const item of items) {
    const last = taken.at(-1);
    if (taken.length === limit && last !== undefined) {
      return { items: taken, next: { NextToken: encodeToken([list, ...placeOf(last)]) } };
    }
    taken.push(item);
  }
  return { items: taken, next: {} };
}

/** Names the list of something that a table has, for its tokens. */
export function listName(
  what: string,
  of: { readonly DatabaseName: string; readonly TableName: string },
): string {
  return `${what} of ${of.DatabaseName}.${of.TableName}`.toLowerCase();
}

/** Reads the place in a list out of a token; an absent or empty token is the beginning. */
export function readToken(list: string, token: string | undefined): Place | undefined {
  if (token === undefined || token === "") {
    return undefined;
  }
  const parts = parse(Buffer.from(token, "base64url").toString());
  const isPlace = Array.isArray(parts) && parts.every((part) => typeof part === "string");
  if (!isPlace || parts[0] !== list) {
    throw new ApiError("InvalidInputException", "Invalid next token.");
  }
  return parts.slice(1);
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
