import { isUndefined } from "../evaluate/access";
import { type Filter, undefinedOf } from "../evaluate/runtime";
import { attributeOf } from "../values/access";
import { characters, textLength } from "../values/code-points";
import { toIndex } from "../values/convert";
import { PyDict } from "../values/dict";
import { truthy } from "../values/equality";
import { percentFormat } from "../values/percent-format";
import { str } from "../values/text";
import { capitalize } from "../values/text-case";
import { replaceText, TEXT_METHODS } from "../values/text-methods";
import { splitLines, strip } from "../values/text-split";
import { PyTuple } from "../values/tuple";
import { NO_KWARGS, orElse, type Value } from "../values/value";
import { filter, given, ofText, plain } from "./define";
import { toHtmlSafeJson } from "./json";
import { escapeHtml, pretty, stripTags, urlEncode, urlize, xmlAttributes } from "./markup";
import { wrapText } from "./wrap";

const WORD_BREAK = /([-\s({[<]+)/;

function title(text: string): string {
  return text
    .split(WORD_BREAK)
    .map((part) => {
      const [first = ""] = part;
      return first.toUpperCase() + part.slice(first.length).toLowerCase();
    })
    .join("");
}

function indent(text: string, width: string, first: boolean, blank: boolean): string {
  // Jinja adds a newline so that the last line keeps its end.
  const lines = blank ? `${text}\n`.split("\n").slice(0, -1) : splitLines(`${text}\n`);
  const [head = "", ...rest] = lines;
  const tail = rest.map((line) => (line === "" && !blank ? line : width + line));
  return [(first ? width : "") + head, ...tail].join("\n");
}

function truncate(
  text: string,
  length: number,
  killWords: boolean,
  end: string,
  leeway: number,
): string {
  const chars = characters(text);
  if (chars.length <= length + leeway) return text;
  const cut = chars.slice(0, Math.max(0, length - textLength(end))).join("");
  if (killWords) return cut + end;
  const space = cut.lastIndexOf(" ");
  return (space < 0 ? cut : cut.slice(0, space)) + end;
}

const format: Filter = (args, kwargs) => {
  const [template = null, ...values] = args;
  return percentFormat(str(template), kwargs.size > 0 ? new PyDict(kwargs) : new PyTuple(values));
};

function flag(value: Value | undefined): boolean {
  return value !== undefined && truthy(value);
}

function count(value: Value | undefined, byDefault: number): number {
  return given(value) ? toIndex(value) : byDefault;
}

const center: Filter = (args, kwargs) => {
  const width = args[1] ?? kwargs.get("width") ?? 80;
  return TEXT_METHODS.get("center")?.(str(args[0] ?? null), [width], NO_KWARGS);
};

/** Holds the filters of text, and those that turn values to text. */
export const TEXT_FILTERS: readonly (readonly [string, Filter])[] = [
  ofText("lower", (text) => text.toLowerCase()),
  ofText("upper", (text) => text.toUpperCase()),
  ofText("capitalize", capitalize),
  ofText("title", title),
  ofText("string", (text) => text),
  ofText("wordcount", (text) => text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  ofText("striptags", stripTags),
  ofText("escape", escapeHtml),
  ofText("e", escapeHtml),
  ofText("forceescape", escapeHtml),
  ofText("safe", (text) => text),
  filter("urlize", ["trim_url_limit", "nofollow", "target", "rel"], (value, args) =>
    urlize(str(value), count(args[0], Number.MAX_SAFE_INTEGER), flag(args[1]), args[2], args[3]),
  ),
  plain("urlencode", urlEncode),
  plain("pprint", (value) => pretty(value)),
  ["format", format],
  ["center", center],
  filter("trim", ["chars"], (value, [chars]) => strip(str(value), chars, "lr")),
  filter(
    "replace",
    ["old", "new", "count"],
    (value, [from, to, most]) =>
      replaceText(str(value), str(from ?? null), str(to ?? null), count(most, -1)),
    2,
  ),
  filter("indent", ["width", "first", "blank"], (value, [width, first, blank]) => {
    const space = typeof width === "string" ? width : " ".repeat(count(width, 4));
    return indent(str(value), space, flag(first), flag(blank));
  }),
  filter(
    "truncate",
    ["length", "killwords", "end", "leeway"],
    (value, [length, killWords, end, leeway]) =>
      truncate(
        str(value),
        count(length, 255),
        flag(killWords),
        str(end ?? "..."),
        count(leeway, 5),
      ),
  ),
  filter(
    "wordwrap",
    ["width", "break_long_words", "wrapstring", "break_on_hyphens"],
    (value, [width, breakLong, wrapString, hyphens]) =>
      splitLines(str(value))
        .map((line) => {
          const options = { breakLong: breakLong !== false, hyphens: hyphens !== false };
          return wrapText(line, count(width, 79), options).join(str(wrapString ?? "\n"));
        })
        .join(str(wrapString ?? "\n")),
  ),
  filter("tojson", ["indent"], (value, [width]) =>
    toHtmlSafeJson(value, given(width) ? { indent: toIndex(width) } : {}),
  ),
  filter("xmlattr", ["autospace"], (value, [autospace]) =>
    xmlAttributes(value, autospace === undefined || truthy(autospace)),
  ),
  filter(
    "attr",
    ["name"],
    (value, [name], runtime) =>
      orElse(attributeOf(value, str(name ?? null)), () => undefinedOf(runtime, str(name ?? null))),
    1,
  ),
  ...["default", "d"].map((name) =>
    filter(name, ["default_value", "boolean"], (value, [byDefault, boolean]) =>
      isUndefined(value) || (flag(boolean) && !truthy(value)) ? orElse(byDefault, () => "") : value,
    ),
  ),
];
