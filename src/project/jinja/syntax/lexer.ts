import { JinjaError } from "../errors";
import { ExpressionLexer } from "./expression-lexer";
import type { Source } from "./position";
import { isSpaceCode, skipSpace, skipSpaceBack } from "./space";
import type { LexerOptions, Token } from "./token";

/** Cuts a template into tokens, with Jinja2's white-space rules applied to its text. */
export function tokenize(source: Source, options: LexerOptions): Token[] {
  return new TemplateLexer(source, options).run();
}

class TemplateLexer {
  private readonly tokens: Token[] = [];
  private readonly text: string;
  private at = 0;
  /** Whether the text at `at` begins a line, after a tag that swallowed a newline too. */
  private lineStarting = true;
  private readonly source: Source;
  private readonly options: LexerOptions;

  constructor(source: Source, options: LexerOptions) {
    this.source = source;
    this.options = options;
    const text = source.text;
    const drop = !options.keepTrailingNewline && text.endsWith("\n");
    this.text = drop ? text.slice(0, -1) : text;
  }

  run(): Token[] {
    const { text } = this;
    for (;;) {
      const open = this.nextOpening();
      if (open < 0) break;
      const kind = text[open + 1];
      const sign = text[open + 2];
      const marker = sign === "-" || sign === "+" ? sign : "";
      this.data(open, marker, kind !== "{");
      this.at = open + 2 + marker.length;
      if (kind === "#") this.comment(open);
      else if (kind === "{") this.tag(open, "variable");
      else if (!this.raw(open)) this.tag(open, "block");
      this.lineStarting = text[this.at - 1] === "\n";
    }
    this.emitData(this.at, text.length);
    this.tokens.push({ type: "eof", value: "", pos: text.length });
    return this.tokens;
  }

  private nextOpening(): number {
    const { text } = this;
    let open = text.indexOf("{", this.at);
    while (open >= 0) {
      const next = text[open + 1];
      if (next === "%" || next === "{" || next === "#") return open;
      open = text.indexOf("{", open + 1);
    }
    return -1;
  }

  private data(end: number, marker: string, strippable: boolean): void {
    const { text, at } = this;
    let stop = end;
    if (marker === "-") stop = skipSpaceBack(text, end, at);
    else if (marker === "" && strippable && this.options.lstripBlocks) {
      const line = text.lastIndexOf("\n", end - 1) + 1;
      const start = Math.max(line, at);
      if ((line > at || this.lineStarting) && blank(text, start, end)) stop = start;
    }
    this.emitData(at, stop);
  }

  private emitData(from: number, to: number): void {
    if (to > from) this.tokens.push({ type: "data", value: this.text.slice(from, to), pos: from });
  }

  private comment(open: number): void {
    const close = this.text.indexOf("#}", this.at);
    if (close < 0) throw this.fail("Missing end of comment tag", open);
    const stripped = this.text[close - 1] === "-" && close > this.at;
    const kept = this.text[close - 1] === "+" && close > this.at;
    this.at = close + 2;
    this.afterBlock(stripped, kept);
  }

  private afterBlock(stripped: boolean, kept: boolean): void {
    if (stripped) this.at = skipSpace(this.text, this.at);
    else if (!kept && this.options.trimBlocks && this.text[this.at] === "\n") this.at++;
  }

  /** Takes a whole raw block, when the tag at hand opens one. */
  private raw(open: number): boolean {
    const { text } = this;
    let i = skipSpace(text, this.at);
    if (!text.startsWith("raw", i)) return false;
    i = skipSpace(text, i + 3);
    const strip = text.startsWith("-%}", i);
    if (!strip && !text.startsWith("%}", i)) return false;
    this.at = i + (strip ? 3 : 2);
    if (strip) this.at = skipSpace(text, this.at);
    this.lineStarting = text[this.at - 1] === "\n";
    for (let end = text.indexOf("{%", this.at); end >= 0; end = text.indexOf("{%", end + 2)) {
      const sign = text[end + 2];
      const marker = sign === "-" || sign === "+" ? sign : "";
      const word = skipSpace(text, end + 2 + marker.length);
      if (!text.startsWith("endraw", word)) continue;
      const close = skipSpace(text, word + 6);
      const stripped = text.startsWith("-%}", close);
      const kept = text.startsWith("+%}", close);
      if (!stripped && !kept && !text.startsWith("%}", close)) continue;
      this.data(end, marker, true);
      this.at = close + (stripped || kept ? 3 : 2);
      this.afterBlock(stripped, kept);
      return true;
    }
    throw this.fail("Missing end of raw directive", open);
  }

  private tag(open: number, kind: "block" | "variable"): void {
    this.tokens.push({ type: `${kind}_begin`, value: "", pos: open });
    const lexer = new ExpressionLexer(this.text, this.at, this.source, this.tokens);
    const end = lexer.run(kind === "block" ? "%}" : "}}");
    if (end === undefined) {
      this.at = this.text.length;
      return;
    }
    this.at = end.at;
    if (kind === "block") this.afterBlock(end.sign === "-", end.sign === "+");
    else if (end.sign === "-") this.at = skipSpace(this.text, this.at);
  }

  private fail(message: string, at: number): JinjaError {
    return new JinjaError("TemplateSyntaxError", message, this.source.placeOf(at));
  }
}

function blank(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isSpaceCode(text.charCodeAt(i))) return false;
  return true;
}
