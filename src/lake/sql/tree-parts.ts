import type { ParserRuleContext, Token } from "antlr4ng" with { "resolution-mode": "import" };
import type * as tree from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" with {
  "resolution-mode": "import",
};
import { type Position, SqlError } from "./error";
import type { Expression, Query, SortItem, Window } from "./syntax";

/** Tells where a node of the parse tree starts. */
export function place(context: ParserRuleContext | Token): Position {
  const token = "start" in context && typeof context.start === "object" ? context.start : context;
  const { line, column } = (token ?? { line: 1, column: 0 }) as Token;
  return { line, column: column + 1 };
}

/** Reads an identifier: an unquoted one as written, a quoted one without its quotes. */
export function nameOf(context: ParserRuleContext): string {
  const text = context.getText();
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll('""', '"');
  if (text.startsWith("`")) {
    throw syntax("backquoted identifiers are not supported; use double quotes", context);
  }
  if (/^\d/.test(text)) {
    throw syntax("identifiers must not start with a digit; surround with double quotes", context);
  }
  return text;
}

/** Reads the parts of a dotted name. */
export function partsOf(context: { identifier(): ParserRuleContext[] }): readonly string[] {
  return context.identifier().map(nameOf);
}

/** Says that the grammar knows a clause that Athena or this lake does not. */
export function syntax(text: string, context: ParserRuleContext): SqlError {
  return new SqlError("SYNTAX_ERROR", text, place(context), "parse");
}

/** Reads a string literal. */
export function stringOf(context: ParserRuleContext): string {
  const text = context.getText();
  if (/^u&/i.test(text)) return unicode(text, context);
  return text.slice(1, -1).replaceAll("''", "'");
}

function unicode(text: string, context: ParserRuleContext): string {
  const parts = /^u&'((?:[^']|'')*)'(?:uescape'(.)')?$/is.exec(text);
  if (parts === null) throw syntax("Invalid Unicode escape", context);
  const escape = (parts[2] ?? "\\").replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const pattern = new RegExp(`${escape}(?:${escape}|\\+([0-9a-f]{6})|([0-9a-f]{4}))`, "gi");
  return (parts[1] ?? "").replaceAll("''", "'").replace(pattern, (all, six, four) => {
    const hex = six ?? four;
    return hex === undefined ? all.slice(1) : String.fromCodePoint(Number.parseInt(hex, 16));
  });
}

/** Reads a dotted name as a column and the fields in it. */
export function dotted(identifiers: readonly ParserRuleContext[]): Expression {
  const [first, ...rest] = identifiers;
  if (first === undefined) throw new Error("a name has at least one part");
  const at = place(first);
  const start: Expression = { kind: "name", at, name: nameOf(first) };
  return rest.reduce<Expression>(
    (base, part) => ({ kind: "field", at, base, field: nameOf(part) }),
    start,
  );
}

/** Reads what stands inside of the node at hand; the kinds of nodes are spread over several files. */
export interface NodeReader {
  read(context: ParserRuleContext): Expression;
  must(context: ParserRuleContext | null | undefined): Expression;
  optional(context: ParserRuleContext | null | undefined): Expression | undefined;
  query(context: tree.QueryContext): Query;
  sortItem(context: tree.SortItemContext): SortItem;
  over(context: tree.OverContext | null): Window | string | undefined;
  /** Gives the number of a `?` among those of the text. */
  parameter(token: Token): number;
}

/** Reads the names that an alias gives to columns. */
export function columnAliases(
  context: tree.ColumnAliasesContext | null,
): readonly string[] | undefined {
  return context === null ? undefined : partsOf(context);
}
