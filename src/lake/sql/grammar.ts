import { join } from "node:path";
import type { ATNSimulator, Token } from "antlr4ng" with { "resolution-mode": "import" };
import type { TrinoSqlLexer } from "dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js" with {
  "resolution-mode": "import",
};
import type { TrinoSqlParser } from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" with {
  "resolution-mode": "import",
};
import { SqlError } from "./error";

interface Grammar {
  readonly TrinoSqlLexer: typeof TrinoSqlLexer;
  readonly TrinoSqlParser: typeof TrinoSqlParser;
  readonly antlr: typeof import("antlr4ng", { with: { "resolution-mode": "import" }});
}

let loaded: Grammar | undefined;

/** Loads the bundled grammar once, when the first statement needs it: it costs a tenth of a second. */
function grammar(): Grammar {
  loaded ??= require(join(__dirname, "../../../vendor/trino-grammar.cjs")) as Grammar;
  return loaded;
}

/**
 * Parses a whole text with one rule of the grammar.
 *
 * The fast prediction mode accepts nearly everything; only what it refuses is parsed again with
 * the exact one, whose error is then the one to report.
 */
export function parseRule<T>(text: string, rule: (parser: TrinoSqlParser) => T): T {
  const { antlr } = grammar();
  try {
    const parser = newParser(text);
    parser.errorHandler = new antlr.BailErrorStrategy();
    setMode(parser.interpreter, antlr.PredictionMode.SLL);
    const tree = rule(parser);
    if (parser.inputStream.LA(1) === antlr.Token.EOF) return tree;
  } catch (error) {
    if (error instanceof SqlError || !(error instanceof antlr.ParseCancellationException)) {
      throw error;
    }
  }
  return parseExactly(text, rule);
}

function parseExactly<T>(text: string, rule: (parser: TrinoSqlParser) => T): T {
  const { antlr } = grammar();
  const parser = newParser(text);
  setMode(parser.interpreter, antlr.PredictionMode.LL);
  const tree = rule(parser);
  const next = parser.inputStream.LT(1);
  if (next !== null && next.type !== antlr.Token.EOF) throw mismatch(next, "<EOF>");
  return tree;
}

function setMode(interpreter: ATNSimulator, mode: number): void {
  (interpreter as ATNSimulator & { predictionMode: number }).predictionMode = mode;
}

function newParser(text: string): TrinoSqlParser {
  const { antlr, TrinoSqlLexer, TrinoSqlParser } = grammar();
  const lexer = new TrinoSqlLexer(antlr.CharStreams.fromString(text));
  const parser = new TrinoSqlParser(new antlr.CommonTokenStream(lexer));
  class Refuse extends antlr.BaseErrorListener {
    override syntaxError(_r: unknown, symbol: unknown, line: number, column: number): void {
      const token = symbol as Token | null;
      if (token !== null) throw mismatch(token, expected(parser));
      throw new SqlError("SYNTAX_ERROR", "invalid token", { line, column: column + 1 }, "parse");
    }
  }
  lexer.removeErrorListeners();
  parser.removeErrorListeners();
  lexer.addErrorListener(new Refuse());
  parser.addErrorListener(new Refuse());
  return parser;
}

function mismatch(token: Token, expecting: string): SqlError {
  const { antlr } = grammar();
  const found = token.type === antlr.Token.EOF ? "<EOF>" : (token.text ?? "");
  const text = `mismatched input '${found}'. Expecting: ${expecting}`;
  const at = { line: token.line, column: token.column + 1 };
  return new SqlError("SYNTAX_ERROR", text, at, "parse");
}

/** Lists what could have come, with the starts of an expression and of a name folded into one. */
function expected(parser: TrinoSqlParser): string {
  const names = parser.vocabulary;
  const words = new Set<string>();
  for (const type of parser.getExpectedTokens().toArray()) {
    words.add(names.getLiteralName(type) ?? names.getSymbolicName(type) ?? "<EOF>");
  }
  const shown: string[] = [];
  const expression = words.has("'CASE'") && words.has("'CAST'");
  const identifier = words.has("IDENTIFIER");
  for (const word of words) {
    const folded = (expression || identifier) && /^('[A-Z]|[A-Z'?(+-])/.test(word);
    if (!folded || ["'*'", "'ALL'", "'DISTINCT'"].includes(word)) shown.push(word);
  }
  if (expression) shown.push("<expression>");
  else if (identifier) shown.push("<identifier>");
  return shown.slice(0, 12).join(", ");
}
