import type { Statement } from "./ast";
import type { BlockParser } from "./block-parser";
import { tokenize } from "./lexer";
import { parseTuple } from "./parse-expression";
import { parseTag } from "./parse-statement";
import type { Source } from "./position";
import { TokenStream } from "./stream";
import type { LexerOptions } from "./token";

/** Sets what the parser accepts besides Jinja's own grammar. */
export interface ParserOptions extends LexerOptions {
  /** Holds the host's block tags: each is closed by `end` and its own name. */
  readonly customTags: ReadonlySet<string>;
}

/** Parses a template to statements; throws JinjaError at the first syntax error. */
export function parse(source: Source, options: ParserOptions): readonly Statement[] {
  return new TemplateParser(source, options).template();
}

class TemplateParser implements BlockParser {
  readonly stream: TokenStream;
  readonly customTags: ReadonlySet<string>;
  private readonly tagStack: string[] = [];
  private readonly endStack: (readonly string[])[] = [];

  constructor(source: Source, options: ParserOptions) {
    this.stream = new TokenStream(tokenize(source, options), source);
    this.customTags = options.customTags;
  }

  template(): Statement[] {
    return this.statements([]);
  }

  /** Parses the body of a tag up to one of its ends, whose name token stays current. */
  body(ends: readonly string[]): Statement[] {
    const { stream } = this;
    stream.skipOperator(":");
    stream.expect("block_end");
    this.endStack.push(ends);
    const body = this.statements(ends);
    if (stream.current.type === "eof") throw this.unknownTag(undefined);
    this.endStack.pop();
    return body;
  }

  private statements(ends: readonly string[]): Statement[] {
    const { stream } = this;
    const out: Statement[] = [];
    for (;;) {
      const token = stream.current;
      if (token.type === "eof") return out;
      stream.next();
      if (token.type === "data") {
        out.push({ kind: "text", pos: token.pos, text: token.value });
      } else if (token.type === "variable_begin") {
        out.push({ kind: "output", pos: token.pos, expression: parseTuple(stream) });
        stream.expect("variable_end");
      } else {
        const { current } = stream;
        if (current.type === "name" && ends.includes(current.value)) return out;
        out.push(this.tag());
        stream.expect("block_end");
      }
    }
  }

  private tag(): Statement {
    const token = this.stream.current;
    if (token.type !== "name") throw this.stream.fail("tag name expected");
    this.tagStack.push(token.value);
    const statement = parseTag(this, token.value);
    if (statement === undefined) {
      this.tagStack.pop();
      throw this.unknownTag(token.value);
    }
    this.tagStack.pop();
    return statement;
  }

  private unknownTag(name: string | undefined): Error {
    const parts = [
      name === undefined ? "Unexpected end of template." : `Encountered unknown tag '${name}'.`,
    ];
    const ends = this.endStack.at(-1);
    if (ends !== undefined) {
      const looking = ends.map((end) => `'${end}'`).join(" or ");
      const nested = name !== undefined && this.endStack.some((each) => each.includes(name));
      parts.push(
        nested
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${looking}.`
          : `Jinja was looking for the following tags: ${looking}.`,
      );
    }
    const innermost = this.tagStack.at(-1);
    if (innermost !== undefined)
      parts.push(`The innermost block that needs to be closed is '${innermost}'.`);
    return this.stream.fail(parts.join(" "));
  }
}
