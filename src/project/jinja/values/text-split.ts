import { typeError, valueError } from "../errors";
import { isSpaceCode, skipSpace, skipSpaceBack } from "../syntax/space";
import { bind, type Method } from "./bind";
import { toIndex } from "./convert";
import { truthy } from "./equality";
import { PyTuple } from "./tuple";
import type { Value } from "./value";

/** Strips white space, or any of the given characters, from the chosen ends. */
export function strip(text: string, chars: Value | undefined, ends: "l" | "r" | "lr"): string {
  if (chars === undefined || chars === null) {
    const start = ends === "r" ? 0 : skipSpace(text, 0);
    return text.slice(start, ends === "l" ? text.length : skipSpaceBack(text, text.length, start));
  }
  if (typeof chars !== "string") throw typeError("strip arg must be None or str");
  let start = 0;
  let end = text.length;
  if (ends !== "r") while (start < end && chars.includes(text[start] ?? "")) start++;
  if (ends !== "l") while (end > start && chars.includes(text[end - 1] ?? "")) end--;
  return text.slice(start, end);
}

function splitSpace(text: string, limit: number): string[] {
  const out: string[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    if (limit >= 0 && out.length === limit) {
      out.push(text.slice(at));
      return out;
    }
    let end = at;
    while (end < text.length && !isSpaceCode(text.charCodeAt(end))) end++;
    out.push(text.slice(at, end));
    at = skipSpace(text, end);
  }
  return out;
}

function splitSpaceBack(text: string, limit: number): string[] {
  const out: string[] = [];
  let end = skipSpaceBack(text, text.length);
  while (end > 0) {
    if (limit >= 0 && out.length === limit) {
      out.unshift(text.slice(0, end));
      return out;
    }
    let at = end;
    while (at > 0 && !isSpaceCode(text.charCodeAt(at - 1))) at--;
    out.unshift(text.slice(at, end));
    end = skipSpaceBack(text, at);
  }
  return out;
}

function separatorOf(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw typeError("must be str or None");
  if (value === "") throw valueError("empty separator");
  return value;
}

const split: Method<string> = (self, args, kwargs) => {
  const [sep, max] = bind("split", ["sep", "maxsplit"], args, kwargs);
  const limit = max === undefined ? -1 : toIndex(max);
  const separator = separatorOf(sep);
  if (separator === undefined) return splitSpace(self, limit);
  const parts = self.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
};

const rsplit: Method<string> = (self, args, kwargs) => {
  const [sep, max] = bind("rsplit", ["sep", "maxsplit"], args, kwargs);
  const limit = max === undefined ? -1 : toIndex(max);
  const separator = separatorOf(sep);
  if (separator === undefined) return splitSpaceBack(self, limit);
  const parts = self.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  const cut = parts.length - limit;
  return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: Python ends lines at them too.
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/** Cuts a text into lines as Python's splitlines does. */
export function splitLines(text: string, keepEnds = false): string[] {
  const out: string[] = [];
  let from = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    out.push(text.slice(from, keepEnds ? end : match.index));
    from = end;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

function partition(back: boolean): Method<string> {
  return (self, args) => {
    const [value = null] = args;
    if (typeof value !== "string") throw typeError("must be str");
    const separator = separatorOf(value) ?? "";
    const at = back ? self.lastIndexOf(separator) : self.indexOf(separator);
    if (at < 0) return new PyTuple(back ? ["", "", self] : [self, "", ""]);
    return new PyTuple([self.slice(0, at), separator, self.slice(at + separator.length)]);
  };
}

/** Holds the str methods that cut a text. */
export const SPLIT_METHODS: readonly (readonly [string, Method<string>])[] = [
  ["split", split],
  ["rsplit", rsplit],
  [
    "splitlines",
    (self, args, kwargs) => {
      const [keep] = bind("splitlines", ["keepends"], args, kwargs);
      return splitLines(self, keep !== undefined && truthy(keep));
    },
  ],
  ["partition", partition(false)],
  ["rpartition", partition(true)],
  ["strip", (self, args) => strip(self, args[0], "lr")],
  ["lstrip", (self, args) => strip(self, args[0], "l")],
  ["rstrip", (self, args) => strip(self, args[0], "r")],
];
