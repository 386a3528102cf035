import { ApiError } from "../protocol";

/** A piece of a partition expression; words and symbols are in upper case. */
export type Token =
  | { readonly kind: "word"; readonly text: string; readonly spelling: string }
  | { readonly kind: "quoted"; readonly text: string }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "symbol"; readonly text: string };

const pattern =
  /\s*(?:(?<word>[A-Za-z_]\w*)|(?<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+))|'(?<string>(?:[^']|'')*)'|"(?<double>(?:[^"]|"")+)"|`(?<tick>[^`]+)`|(?<symbol><>|!=|<=|>=|[=<>(),]))/y;

/** Splits a partition expression into its pieces. */
export function tokenize(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  const matcher = new RegExp(pattern);
  while (matcher.lastIndex < end) {
    const groups = matcher.exec(expression)?.groups;
    if (groups === undefined) {
      throw unsupportedExpression(expression);
    }
    tokens.push(asToken(groups));
  }
  return tokens;
}

/** The refusal for an expression that cannot be read. */
export function unsupportedExpression(expression: string): ApiError {
  return new ApiError("InvalidInputException", `Unsupported expression '${expression}'`);
}

function asToken(groups: Readonly<Record<string, string | undefined>>): Token {
  const { word, number, string, double, tick, symbol } = groups;
  if (word !== undefined) {
    return { kind: "word", text: word.toUpperCase(), spelling: word };
  }
  if (number !== undefined) {
    return { kind: "number", text: number };
  }
  if (string !== undefined) {
    return { kind: "string", text: string.replaceAll("''", "'") };
  }
  const quoted = double?.replaceAll('""', '"') ?? tick;
  return quoted === undefined
    ? { kind: "symbol", text: symbol ?? "" }
    : { kind: "quoted", text: quoted };
}
