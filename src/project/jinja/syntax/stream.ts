import { JinjaError } from "../errors";
import type { Source } from "./position";
import { describe, type Token, type TokenType } from "./token";

const END: Token = { type: "eof", value: "", pos: 0 };

/** Names which of the implicit macro parameters a body reads. */
export interface SpecialUses {
  varargs: boolean;
  kwargs: boolean;
  caller: boolean;
}

/** Walks the tokens of one template. */
export class TokenStream {
  /** Holds one record for each callable body that is being read. */
  readonly uses: SpecialUses[] = [];
  private index = 0;
  private readonly tokens: readonly Token[];
  private readonly source: Source;

  constructor(tokens: readonly Token[], source: Source) {
    this.tokens = tokens;
    this.source = source;
  }

  get current(): Token {
    return this.tokens[this.index] ?? END;
  }

  look(): Token {
    return this.tokens[this.index + 1] ?? END;
  }

  next(): Token {
    const token = this.current;
    if (token.type !== "eof") this.index++;
    return token;
  }

  isOperator(value: string): boolean {
    const token = this.current;
    return token.type === "operator" && token.value === value;
  }

  isName(value: string): boolean {
    const token = this.current;
    return token.type === "name" && token.value === value;
  }

  skipOperator(value: string): boolean {
    const found = this.isOperator(value);
    if (found) this.index++;
    return found;
  }

  skipName(value: string): boolean {
    const found = this.isName(value);
    if (found) this.index++;
    return found;
  }

  expectOperator(value: string): Token {
    if (!this.isOperator(value)) throw this.unexpected(value);
    return this.next();
  }

  expectName(value: string): Token {
    if (!this.isName(value)) throw this.unexpected(value);
    return this.next();
  }

  expect(type: TokenType): Token {
    if (this.current.type !== type) throw this.unexpected(describe({ ...END, type }));
    return this.next();
  }

  unexpected(expected: string): JinjaError {
    if (this.current.type === "eof")
      return this.fail(`unexpected end of template, expected '${expected}'.`);
    return this.fail(`expected token '${expected}', got '${describe(this.current)}'`);
  }

  fail(message: string, pos = this.current.pos): JinjaError {
    return new JinjaError("TemplateSyntaxError", message, this.source.placeOf(pos));
  }

  /** Remembers that a name was read, for the macros that are being parsed. */
  noteName(name: string): void {
    if (name !== "varargs" && name !== "kwargs" && name !== "caller") return;
    for (const uses of this.uses) uses[name] = true;
  }
}
