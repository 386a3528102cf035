const known = new Map<string, RegExp>();

/** Matches a whole text against a pattern with `*`, `?` and `[…]`, as Python's fnmatch does. */
export function matches(text: string, pattern: string): boolean {
  if (!hasWildcard(pattern)) return text === pattern;
  let expression = known.get(pattern);
  if (expression === undefined) {
    expression = expressionOf(pattern);
    known.set(pattern, expression);
  }
  return expression.test(text);
}

/** Tells a pattern from a plain name. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[\]]/.test(pattern);
}

/** Makes the expression of a pattern; with `single`, `*` and `?` stop at slashes and `**` does not. */
export function expressionOf(pattern: string, single = false): RegExp {
  const source = pattern.replace(tokens, (token, not: string | undefined, body?: string) => {
    if (body !== undefined) return `[${not === "!" ? "^" : ""}${body.replace(/[\\\]^]/g, "\\$&")}]`;
    if (token === "?") return single ? "[^/]" : ".";
    if (token.startsWith("*")) return stars(token, single);
    return `\\${token}`;
  });
  return new RegExp(`^${source}$`, "s");
}

// A set, stars with the slash behind them, a question mark, or what expressions would misread.
const tokens = /\[(!?)(\]?[^\]]+)\]|\*\*+\/?|\*|[?\\^$.+()[\]{}|]/g;

function stars(token: string, single: boolean): string {
  if (!single) return token.endsWith("/") ? ".*/" : ".*";
  if (token.endsWith("/")) return "(?:.*/)?";
  return token.length > 1 ? ".*" : "[^/]*";
}
