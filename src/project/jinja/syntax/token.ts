/** Names the kinds of token; an operator's kind is its own text. */
export type TokenType =
  | "data"
  | "block_begin"
  | "block_end"
  | "variable_begin"
  | "variable_end"
  | "name"
  | "string"
  | "integer"
  | "float"
  | "operator"
  | "eof";

/** Is one token: operators and names are told apart by `value`. */
export interface Token {
  readonly type: TokenType;
  readonly value: string;
  /** Offset in the normalised source. */
  readonly pos: number;
}

/** Sets how white space around blocks is treated. */
export interface LexerOptions {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly keepTrailingNewline: boolean;
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  data: "template data / text",
  block_begin: "begin of statement block",
  block_end: "end of statement block",
  variable_begin: "begin of print statement",
  variable_end: "end of print statement",
  eof: "end of template",
};

/** Describes a token as Jinja's messages do. */
export function describe(token: Token): string {
  if (token.value !== "" && (token.type === "name" || token.type === "operator"))
    return token.value;
  return DESCRIPTIONS[token.type] ?? token.type;
}
