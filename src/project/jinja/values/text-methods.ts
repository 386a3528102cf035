import { typeError, valueError } from "../errors";
import { bind, type Method } from "./bind";
import { characters, isWide, textLength } from "./code-points";
import { toIndex } from "./convert";
import { PyDict } from "./dict";
import { iterate } from "./iterate";
import { CASE_METHODS } from "./text-case";
import { SPLIT_METHODS } from "./text-split";
import { PyTuple } from "./tuple";
import { isObject, typeName, type Value } from "./value";

/** Gives an argument that must be a string. */
export function text(value: Value | undefined, name: string): string {
  if (typeof value === "string") return value;
  throw typeError(`${name}() argument must be str, not ${typeName(value ?? null)}`);
}

/** Joins strings as str.join does. */
export function joinText(separator: string, items: Value): string {
  const parts: string[] = [];
  for (const item of iterate(items)) {
    if (typeof item !== "string")
      throw typeError(
        `sequence item ${parts.length}: expected str instance, ${typeName(item)} found`,
      );
    parts.push(item);
  }
  return parts.join(separator);
}

/** Replaces as str.replace does; a negative count means all. */
export function replaceText(self: string, from: string, to: string, count = -1): string {
  if (from === "") return replaceBetween(self, to, count);
  if (count < 0) return self.split(from).join(to);
  let out = "";
  let at = 0;
  for (let done = 0; done < count; done++) {
    const next = self.indexOf(from, at);
    if (next < 0) break;
    out += self.slice(at, next) + to;
    at = next + from.length;
  }
  return out + self.slice(at);
}

function replaceBetween(self: string, to: string, count: number): string {
  const chars = characters(self);
  const most = count < 0 ? chars.length + 1 : count;
  let out = "";
  chars.forEach((char, index) => {
    out += (index < most ? to : "") + char;
  });
  return chars.length < most ? out + to : out;
}

interface Window {
  readonly needle: Value;
  readonly start: number;
  readonly end: number;
}

function windowOf(self: string, args: readonly Value[]): Window {
  const length = self.length;
  const clamp = (value: Value | undefined, missing: number): number => {
    if (value === undefined || value === null) return missing;
    const index = toIndex(value);
    return index < 0 ? Math.max(0, index + length) : Math.min(index, length + 1);
  };
  return { needle: args[0] ?? null, start: clamp(args[1], 0), end: clamp(args[2], length) };
}

function find(back: boolean, name: string, must: boolean): Method<string> {
  return (self, args) => {
    const { needle, start, end } = windowOf(self, args);
    const wanted = text(needle, name);
    const part = self.slice(0, end);
    let at = back ? part.lastIndexOf(wanted) : part.indexOf(wanted, start);
    if (at < start || start > end) at = -1;
    if (at < 0 && must) throw valueError("substring not found");
    return at > 0 && isWide(self) ? textLength(self.slice(0, at)) : at;
  };
}

function affix(name: string, matches: (self: string, part: string) => boolean): Method<string> {
  return (self, args) => {
    const { needle, start, end } = windowOf(self, args);
    const part = self.slice(start, end);
    if (needle instanceof PyTuple)
      return needle.items.some((item) => matches(part, text(item, name)));
    if (typeof needle === "string") return start <= end && matches(part, needle);
    throw typeError(`${name} first arg must be str or a tuple of str, not ${typeName(needle)}`);
  };
}

function justify(name: string): Method<string> {
  return (self, args) => {
    const fill = args[1] === undefined ? " " : text(args[1], name);
    const missing = toIndex(args[0] ?? null) - textLength(self);
    if (missing <= 0) return self;
    if (name === "ljust") return self + fill.repeat(missing);
    if (name === "rjust") return fill.repeat(missing) + self;
    const width = missing + textLength(self);
    const left = Math.floor(missing / 2) + (missing & width & 1);
    return fill.repeat(left) + self + fill.repeat(missing - left);
  };
}

const translate: Method<string> = (self, args) => {
  const table = args[0] ?? null;
  if (!isObject(table) || table.getItem === undefined)
    throw typeError(`'${typeName(table)}' object is not subscriptable`);
  let out = "";
  for (const char of characters(self)) {
    const to = table.getItem(char.codePointAt(0) ?? 0);
    if (to === undefined) out += char;
    else if (typeof to === "string") out += to;
    else if (to !== null) out += String.fromCodePoint(toIndex(to));
  }
  return out;
};

const maketrans: Method<string> = (_self, args) => {
  const [from = null, to, drop] = args;
  if (from instanceof PyDict) {
    const table = new PyDict();
    for (const [key, value] of from.entries())
      table.set(typeof key === "string" ? (key.codePointAt(0) ?? 0) : key, value);
    return table;
  }
  const targets = characters(text(to, "maketrans"));
  const sources = characters(text(from, "maketrans"));
  if (targets.length !== sources.length)
    throw valueError("the first two maketrans arguments must have equal length");
  const table = new PyDict();
  const code = (char: string | undefined): number => char?.codePointAt(0) ?? 0;
  for (const [index, char] of sources.entries()) table.set(code(char), code(targets[index]));
  if (drop !== undefined)
    for (const char of characters(text(drop, "maketrans"))) table.set(code(char), null);
  return table;
};

function count(self: string, args: readonly Value[]): number {
  const { needle, start, end } = windowOf(self, args);
  const wanted = text(needle, "count");
  const part = self.slice(start, end);
  return wanted === "" ? textLength(part) + 1 : part.split(wanted).length - 1;
}

function expandTabs(self: string, size: number): string {
  let column = 0;
  let out = "";
  for (const char of self) {
    const width = size > 0 ? size - (column % size) : 0;
    out += char === "\t" ? " ".repeat(width) : char;
    column = char === "\n" || char === "\r" ? 0 : column + (char === "\t" ? width : 1);
  }
  return out;
}

function zeroFill(self: string, width: number): string {
  const sign = /^[+-]/.test(self) ? (self[0] ?? "") : "";
  return sign + self.slice(sign.length).padStart(width - sign.length, "0");
}

/** Holds the methods of str, except those that format values. */
export const TEXT_METHODS: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ...CASE_METHODS,
  ...SPLIT_METHODS,
  ["join", (self, args) => joinText(self, args[0] ?? null)],
  [
    "replace",
    (self, args, kwargs) => {
      const [from, to, most] = bind("replace", ["old", "new", "count"], args, kwargs, 2);
      const limit = most === undefined ? -1 : toIndex(most);
      return replaceText(self, text(from, "replace"), text(to, "replace"), limit);
    },
  ],
  ["find", find(false, "find", false)],
  ["rfind", find(true, "rfind", false)],
  ["index", find(false, "index", true)],
  ["rindex", find(true, "rindex", true)],
  ["count", count],
  ["startswith", affix("startswith", (self, part) => self.startsWith(part))],
  ["endswith", affix("endswith", (self, part) => self.endsWith(part))],
  ["removeprefix", (self, args) => withoutPrefix(self, text(args[0], "removeprefix"))],
  ["removesuffix", (self, args) => withoutSuffix(self, text(args[0], "removesuffix"))],
  ["ljust", justify("ljust")],
  ["rjust", justify("rjust")],
  ["center", justify("center")],
  ["zfill", (self, args) => zeroFill(self, toIndex(args[0] ?? null))],
  ["translate", translate],
  ["maketrans", maketrans],
  [
    "expandtabs",
    (self, args, kwargs) => {
      const [size] = bind("expandtabs", ["tabsize"], args, kwargs);
      return expandTabs(self, size === undefined ? 8 : toIndex(size));
    },
  ],
]);

function withoutPrefix(self: string, prefix: string): string {
  return prefix !== "" && self.startsWith(prefix) ? self.slice(prefix.length) : self;
}

function withoutSuffix(self: string, suffix: string): string {
  return suffix !== "" && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self;
}
