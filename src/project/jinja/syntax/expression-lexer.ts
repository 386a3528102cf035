import { JinjaError } from "../errors";
import type { Source } from "./position";
import { isSpaceCode } from "./space";
import { unescapeString } from "./string-literal";
import type { Token, TokenType } from "./token";

const NUMBER_FLOAT = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const NUMBER_INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{L}\p{N}_\p{Mn}\p{Mc}]+/uy;
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const OPERATORS_2 = new Set(["//", "**", "==", "!=", ">=", "<="]);
const OPERATORS_1 = "+-/*%~[](){}><=.:|,;";
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

interface End {
  readonly at: number;
  readonly sign: "" | "-" | "+";
}

/** Cuts the inside of one block or print tag into tokens. */
export class ExpressionLexer {
  private readonly balance: string[] = [];
  private readonly text: string;
  private at: number;
  private readonly source: Source;
  private readonly tokens: Token[];

  constructor(text: string, at: number, source: Source, tokens: Token[]) {
    this.text = text;
    this.at = at;
    this.source = source;
    this.tokens = tokens;
  }

  /** Reads up to `closing`; undefined when the template ends first. */
  run(closing: "%}" | "}}"): End | undefined {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (isSpaceCode(code)) {
        this.at++;
        continue;
      }
      const end = this.balance.length === 0 ? this.closes(closing) : undefined;
      if (end !== undefined) {
        const type = closing === "%}" ? "block_end" : "variable_end";
        this.push(type, "", this.at);
        return end;
      }
      this.token(code);
    }
    return undefined;
  }

  private closes(closing: string): End | undefined {
    const { text, at } = this;
    if (text.startsWith(closing, at)) return { at: at + 2, sign: "" };
    const sign = text[at];
    if (sign !== "-" && (sign !== "+" || closing === "}}")) return undefined;
    return text.startsWith(closing, at + 1) ? { at: at + 3, sign } : undefined;
  }

  private token(code: number): void {
    if (code >= 0x30 && code <= 0x39) return this.number();
    if (code === 0x22 || code === 0x27) return this.string(code);
    if (isAsciiWord(code) || code > 0x7f) return this.name();
    this.operator();
  }

  private number(): void {
    const { text, at } = this;
    if (text[at - 1] !== ".") {
      NUMBER_FLOAT.lastIndex = at;
      const float = NUMBER_FLOAT.exec(text);
      if (float !== null) return this.take("float", float[0].replaceAll("_", ""), float[0].length);
    }
    NUMBER_INTEGER.lastIndex = at;
    const integer = NUMBER_INTEGER.exec(text);
    if (integer === null) return this.name();
    this.take("integer", integer[0].replaceAll("_", ""), integer[0].length);
  }

  private name(): void {
    const { text, at } = this;
    let end = at;
    while (end < text.length && isAsciiWord(text.charCodeAt(end))) end++;
    const wide = text.charCodeAt(end) > 0x7f;
    if (wide) {
      NAME.lastIndex = at;
      const word = NAME.exec(text);
      if (word === null) return this.operator();
      end = at + word[0].length;
    }
    const word = text.slice(at, end);
    const first = text.charCodeAt(at);
    if ((first >= 0x30 && first <= 0x39) || (wide && !IDENTIFIER.test(word)))
      throw this.fail("Invalid character in identifier", at);
    this.take("name", word, end - at);
  }

  private string(quote: number): void {
    const { text, at } = this;
    let end = at + 1;
    let escaped = false;
    for (; ; end++) {
      if (end >= text.length) throw this.fail(`unexpected char ${quoted(text[at])} at ${at}`, at);
      const code = text.charCodeAt(end);
      if (code === quote) break;
      if (code === 0x5c) {
        escaped = true;
        end++;
      }
    }
    const body = text.slice(at + 1, end);
    const value = escaped ? unescapeString(body, (message) => this.fail(message, at)) : body;
    this.take("string", value, end + 1 - at);
  }

  private operator(): void {
    const { text, at } = this;
    const two = text.slice(at, at + 2);
    if (OPERATORS_2.has(two)) return this.take("operator", two, 2);
    const one = text[at] ?? "";
    if (!OPERATORS_1.includes(one)) throw this.fail(`unexpected char ${quoted(one)} at ${at}`, at);
    const closing = CLOSING[one];
    if (closing !== undefined) this.balance.push(closing);
    else if (one === ")" || one === "]" || one === "}") this.close(one);
    this.take("operator", one, 1);
  }

  private close(bracket: string): void {
    const expected = this.balance.pop();
    if (expected === undefined) throw this.fail(`unexpected '${bracket}'`, this.at);
    if (expected !== bracket)
      throw this.fail(`unexpected '${bracket}', expected '${expected}'`, this.at);
  }

  private take(type: TokenType, value: string, length: number): void {
    this.push(type, value, this.at);
    this.at += length;
  }

  private push(type: TokenType, value: string, pos: number): void {
    this.tokens.push({ type, value, pos });
  }

  private fail(message: string, at: number): JinjaError {
    return new JinjaError("TemplateSyntaxError", message, this.source.placeOf(at));
  }
}

function isAsciiWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f
  );
}

function quoted(char: string | undefined): string {
  return char === "'" ? `"'"` : `'${char ?? ""}'`;
}
