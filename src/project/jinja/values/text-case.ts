import { isSpaceCode } from "../syntax/space";
import type { Method } from "./bind";

const LETTER = /^\p{L}+$/u;
const ALPHANUMERIC = /^[\p{L}\p{N}]+$/u;
const DIGIT = /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]+$/u;
const DECIMAL = /^\p{Nd}+$/u;
const NUMERIC = /^\p{N}+$/u;
const IDENTIFIER = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;
const CASED = /[\p{Lu}\p{Ll}\p{Lt}]/u;
const WORD = /[\p{Lu}\p{Ll}\p{Lt}]+/gu;

/** Writes the first letter large and the rest small. */
export function capitalize(self: string): string {
  const first = String.fromCodePoint(self.codePointAt(0) ?? 0);
  return self === "" ? "" : first.toUpperCase() + self.slice(first.length).toLowerCase();
}

/** Writes each run of letters as str.title does. */
export function titleCase(self: string): string {
  return self.replace(WORD, capitalize);
}

/** Says whether all letters are small, and there is one. */
export function isLower(self: string): boolean {
  return CASED.test(self) && self === self.toLowerCase();
}

/** Says whether all letters are large, and there is one. */
export function isUpper(self: string): boolean {
  return CASED.test(self) && self === self.toUpperCase();
}

function swapCase(self: string): string {
  return Array.from(self, (char) => {
    const upper = char.toUpperCase();
    return char === upper ? char.toLowerCase() : upper;
  }).join("");
}

function allSpace(self: string): boolean {
  for (let i = 0; i < self.length; i++) if (!isSpaceCode(self.charCodeAt(i))) return false;
  return self !== "";
}

/** Holds the str methods that look at or change the kind of characters. */
export const CASE_METHODS: readonly (readonly [string, Method<string>])[] = [
  ["lower", (self) => self.toLowerCase()],
  ["upper", (self) => self.toUpperCase()],
  ["casefold", (self) => self.toLowerCase().replaceAll("ß", "ss")],
  ["capitalize", capitalize],
  ["title", titleCase],
  ["swapcase", swapCase],
  ["isalpha", (self) => LETTER.test(self)],
  ["isalnum", (self) => ALPHANUMERIC.test(self)],
  ["isdigit", (self) => DIGIT.test(self)],
  ["isdecimal", (self) => DECIMAL.test(self)],
  ["isnumeric", (self) => NUMERIC.test(self)],
  ["isspace", allSpace],
  ["islower", isLower],
  ["isupper", isUpper],
  ["istitle", (self) => CASED.test(self) && self === titleCase(self)],
  ["isidentifier", (self) => IDENTIFIER.test(self)],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is asked for.
  ["isascii", (self) => /^[\x00-\x7f]*$/.test(self)],
  ["isprintable", (self) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(self)],
];
