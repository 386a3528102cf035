import { type Position, SqlError } from "./error";

/** Is one token of a statement, with the place and the offsets it has in the text. */
export interface Token {
  readonly kind: "word" | "quoted" | "string" | "number" | "symbol" | "end";
  /** Is the text without quotes; a word as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly at: Position;
}

const PATTERN = new RegExp(
  [
    String.raw`(?<space>[\s\uFEFF]+|--[^\r\n]*|/\*[\s\S]*?\*/)`,
    "(?<string>'(?:[^']|'')*')",
    '(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)',
    String.raw`(?<number>\d+(?:\.\d+)?(?![\w$]))`,
    String.raw`(?<word>[\w$\u0080-\uffff]+)`,
    String.raw`(?<symbol><>|!=|<=|>=|\|\||->|=>|[\s\S])`,
  ].join("|"),
  "y",
);

/** Cuts a statement into tokens without comments; the last one is of kind "end". */
export function scan(text: string): readonly Token[] {
  const nul = text.indexOf("\0");
  if (nul >= 0)
    throw new SqlError("SYNTAX_ERROR", "invalid character", placeOf(text, nul), "parse");
  const tokens: Token[] = [];
  const lines = new LineCounter(text);
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.length) {
    const start = PATTERN.lastIndex;
    const groups = PATTERN.exec(text)?.groups ?? {};
    const end = PATTERN.lastIndex;
    const kind = (["word", "symbol", "quoted", "string", "number"] as const).find(
      (name) => groups[name] !== undefined,
    );
    if (kind === undefined) continue;
    tokens.push({ kind, text: plain(text.slice(start, end)), start, end, at: lines.place(start) });
  }
  const at = lines.place(text.length);
  tokens.push({ kind: "end", text: "<EOF>", start: text.length, end: text.length, at });
  return tokens;
}

function plain(text: string): string {
  const quote = text[0] ?? "";
  if (text.length < 2 || !["'", '"', "`"].includes(quote)) return text;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

function placeOf(text: string, offset: number): Position {
  return new LineCounter(text).place(offset);
}

/** Counts lines forward only, so that scanning a long statement stays linear. */
class LineCounter {
  private line = 1;
  private lineStart = 0;

  constructor(private readonly text: string) {}

  place(offset: number): Position {
    for (
      let next = this.text.indexOf("\n", this.lineStart);
      next >= 0 && next < offset;
      next = this.text.indexOf("\n", this.lineStart)
    ) {
      this.line++;
      this.lineStart = next + 1;
    }
    return { line: this.line, column: offset - this.lineStart + 1 };
  }
}

/** Walks over the tokens of a statement and says what it expected where it finds something else. */
export class TokenReader {
  private next = 0;
  /** Counts the `?` that were stepped over. */
  parameters = 0;

  constructor(
    readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    const token = this.tokens[this.next + ahead] ?? this.tokens.at(-1);
    if (token === undefined) throw new Error("a scan always has an end");
    return token;
  }

  /** Tells whether the next tokens are these words or symbols. */
  at(...words: readonly string[]): boolean {
    return words.every((word, ahead) => {
      const token = this.peek(ahead);
      const bare = token.kind === "word" || token.kind === "symbol";
      return bare && token.text.toLowerCase() === word;
    });
  }

  /** Steps over these words when they come next. */
  take(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false;
    this.next += words.length;
    return true;
  }

  expect(...words: readonly string[]): void {
    for (const word of words) {
      if (!this.take(word))
        throw this.mismatch(/^\w/.test(word) ? `'${word.toUpperCase()}'` : `'${word}'`);
    }
  }

  advance(): Token {
    const token = this.token;
    if (token.kind === "symbol" && token.text === "?") this.parameters++;
    if (token.kind !== "end") this.next++;
    return token;
  }

  string(): string {
    if (this.token.kind !== "string") {
      const quoted = this.text[this.token.start] === '"';
      if (!quoted) throw this.mismatch("<string>");
    }
    return this.advance().text;
  }

  integer(): number {
    if (this.token.kind !== "number") throw this.mismatch("<integer>");
    return Number(this.advance().text);
  }

  identifier(): string {
    const { kind } = this.token;
    if (kind !== "word" && kind !== "quoted") throw this.mismatch("<identifier>");
    return this.advance().text;
  }

  end(): void {
    this.take(";");
    if (this.token.kind !== "end") throw this.mismatch("<EOF>");
  }

  mismatch(expecting: string): SqlError {
    const { at, kind, start, end } = this.token;
    const found = kind === "end" ? "<EOF>" : this.text.slice(start, end);
    const text = `mismatched input '${found}'. Expecting: ${expecting}`;
    return new SqlError("SYNTAX_ERROR", text, at, "parse");
  }
}
