import { JinjaError } from "../errors";
import type { Source } from "./position";
import { isSpaceCode, skipSpace, skipSpaceBack } from "./space";

/** Is one block of a file, by offsets: all of it, and what stands between its tags. */
export interface Block {
  readonly tag: string;
  readonly name: string;
  readonly start: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly end: number;
}

interface Tag {
  readonly word: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Cuts a file into its top-level blocks without parsing them; what is between is junk. */
export function cutBlocks(source: Source, tags: ReadonlySet<string>): Block[] {
  const blocks: Block[] = [];
  let open: Tag | undefined;
  const fail = (message: string, at: Tag): JinjaError =>
    new JinjaError("TemplateSyntaxError", message, source.placeOf(at.start));
  for (const tag of findTags(source.text)) {
    if (open === undefined) {
      if (tags.has(tag.word) && tag.name !== "") open = tag;
    } else if (tag.word === `end${open.word}`) {
      blocks.push(blockOf(source.text, open, tag));
      open = undefined;
    } else if (tags.has(tag.word) && tag.name !== "") {
      throw fail(`${tag.word} '${tag.name}' begins inside ${open.word} '${open.name}'`, tag);
    }
  }
  if (open !== undefined)
    throw fail(
      `Unexpected end of template. ${open.word} '${open.name}' is not closed by ` +
        `'end${open.word}'.`,
      open,
    );
  return blocks;
}

function blockOf(text: string, open: Tag, close: Tag): Block {
  const { word, name, start } = open;
  const bodyStart = text[open.end - 3] === "-" ? skipSpace(text, open.end) : open.end;
  const stripsBefore = text[close.start + 2] === "-";
  const bodyEnd = stripsBefore ? skipSpaceBack(text, close.start, bodyStart) : close.start;
  return { tag: word, name, start, bodyStart, bodyEnd, end: close.end };
}

function* findTags(text: string): Iterable<Tag> {
  let at = text.indexOf("{");
  while (at >= 0) {
    const kind = text[at + 1];
    if (kind === "#") {
      const end = text.indexOf("#}", at + 2);
      if (end < 0) return;
      at = text.indexOf("{", end + 2);
    } else if (kind === "{") {
      at = text.indexOf("{", closing(text, at + 2, "}}"));
    } else if (kind === "%") {
      const tag = readTag(text, at);
      const end = tag.word === "raw" ? endOfRaw(text, tag.end) : tag.end;
      yield tag;
      at = text.indexOf("{", end);
    } else at = text.indexOf("{", at + 1);
  }
}

function readTag(text: string, start: number): Tag {
  const sign = text[start + 2];
  const from = skipSpace(text, start + (sign === "-" || sign === "+" ? 3 : 2));
  const wordEnd = endOfWord(text, from);
  const nameStart = skipSpace(text, wordEnd);
  const name = text.slice(nameStart, endOfWord(text, nameStart));
  return { word: text.slice(from, wordEnd), name, start, end: closing(text, wordEnd, "%}") };
}

function endOfWord(text: string, from: number): number {
  let end = from;
  while (end < text.length && !isSpaceCode(text.charCodeAt(end)) && isWord(text, end)) end++;
  return end;
}

function isWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code > 0x7f
  );
}

/** Finds the end of a tag, past strings; an unclosed quote is taken as a character. */
function closing(text: string, from: number, end: string): number {
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === end[0] && text[i + 1] === end[1]) return i + 2;
    if (char === '"' || char === "'") i = endOfString(text, i) ?? i;
  }
  return text.length;
}

function endOfString(text: string, open: number): number | undefined {
  const quote = text[open];
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i;
  }
  return undefined;
}

function endOfRaw(text: string, from: number): number {
  for (let at = text.indexOf("{%", from); at >= 0; at = text.indexOf("{%", at + 2)) {
    const tag = readTag(text, at);
    if (tag.word === "endraw") return tag.end;
  }
  return text.length;
}
