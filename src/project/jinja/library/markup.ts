import { compare } from "../values/compare";
import { PyDict } from "../values/dict";
import { isIterable, iterate, toList } from "../values/iterate";
import { repr, str } from "../values/text";
import { Undefined } from "../values/undefined";
import { isObject, type Value } from "../values/value";

/** Escapes the five characters that HTML gives a meaning. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("'", "&#39;")
    .replaceAll('"', "&#34;");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#34;": '"',
  "&#39;": "'",
  "&nbsp;": "\u00a0",
  "&amp;": "&",
};

/** Removes tags and comments, and makes runs of white space one space. */
export function stripTags(text: string): string {
  const bare = text.replace(/<!--.*?-->/gs, "").replace(/<[^>]*>/g, "");
  return bare
    .split(/\s+/)
    .filter((word) => word !== "")
    .join(" ")
    .replace(/&(?:#?\w+);/g, (entity) => ENTITIES[entity] ?? entity);
}

function quote(text: string, safe: string): string {
  const encoded = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return safe === "/" ? encoded.replaceAll("%2F", "/") : encoded.replaceAll("%20", "+");
}

/** Encodes a text for a URL's path, or pairs for its query. */
export function urlEncode(value: Value): string {
  if (typeof value === "string" || !isIterable(value)) return quote(str(value), "/");
  const pairs =
    value instanceof PyDict
      ? Array.from(value.entries())
      : Array.from(iterate(value), (pair) => {
          const [key = null, content = null] = toList(pair);
          return [key, content] as const;
        });
  return pairs
    .map(([key, content]) => `${quote(str(key), "")}=${quote(str(content), "")}`)
    .join("&");
}

/** Writes a mapping as attributes of an XML element. */
export function xmlAttributes(value: Value, autospace: boolean): string {
  if (!isObject(value) || value.isMapping !== true) return "";
  const parts: string[] = [];
  for (const key of iterate(value)) {
    const content = value.getItem?.(key) ?? null;
    if (content === null || content instanceof Undefined) continue;
    parts.push(`${escapeHtml(str(key))}="${escapeHtml(str(content))}"`);
  }
  return autospace && parts.length > 0 ? ` ${parts.join(" ")}` : parts.join(" ");
}

const LINK = /^(https?:\/\/|www\.)[^\s]+$/;

/** Turns the URLs of a text into links. */
export function urlize(
  text: string,
  limit: number,
  nofollow: boolean,
  target: Value | undefined,
  rel: Value | undefined,
): string {
  const rels = new Set([
    ...str(rel ?? "").split(" "),
    ...(nofollow ? ["nofollow"] : []),
    "noopener",
  ]);
  rels.delete("");
  const relText = ` rel="${[...rels].sort().join(" ")}"`;
  const targetText = typeof target === "string" ? ` target="${escapeHtml(target)}"` : "";
  return escapeHtml(text)
    .split(/(\s+)/)
    .map((word) => {
      if (!LINK.test(word)) return word;
      const href = word.startsWith("www.") ? `https://${word}` : word;
      const shown = word.length > limit ? `${word.slice(0, limit)}...` : word;
      return `<a href="${href}"${relText}${targetText}>${shown}</a>`;
    })
    .join("");
}

const WIDTH = 80;

/** Writes a value as pprint does: sorted keys, one item a line when a line is too short. */
export function pretty(value: Value, indent = 0, room = WIDTH): string {
  const flat = sortedRepr(value);
  if (flat.length <= room - indent) return flat;
  const separator = `,\n${" ".repeat(indent + 1)}`;
  if (Array.isArray(value))
    return `[${value.map((item) => pretty(item, indent + 1, room)).join(separator)}]`;
  if (!(value instanceof PyDict)) return flat;
  const parts = sortedEntries(value).map(([key, item]) => {
    const name = repr(key);
    return `${name}: ${pretty(item, indent + name.length + 3, room)}`;
  });
  return `{${parts.join(separator)}}`;
}

function sortedEntries(dict: PyDict): [Value, Value][] {
  return Array.from(dict.entries()).sort(([a], [b]) => compare(a, b));
}

function sortedRepr(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(sortedRepr).join(", ")}]`;
  if (!(value instanceof PyDict)) return repr(value);
  const parts = sortedEntries(value).map(([key, item]) => `${repr(key)}: ${sortedRepr(item)}`);
  return `{${parts.join(", ")}}`;
}
