import type { Expression, Parameter, Statement } from "./ast";
import type { BlockParser } from "./block-parser";
import { parseCallable, parseCustom, parseMacro } from "./parse-callable";
import { EXPRESSION_PARSERS, parseExpression, parseTuple } from "./parse-expression";
import { parseFilterChain } from "./parse-postfix";
import { parseTarget } from "./parse-target";

const REFUSED = new Set(["extends", "include", "import", "from"]);

/** Parses the tag whose name is the current token; undefined when no such tag exists. */
export function parseTag(parser: BlockParser, tag: string): Statement | undefined {
  const { stream } = parser;
  const { pos } = stream.current;
  if (REFUSED.has(tag))
    throw stream.fail(`Cannot use tag '${tag}': a template cannot load another template here`);
  if (parser.customTags.has(tag)) return parseCustom(parser, tag);
  switch (tag) {
    case "if":
      return parseIf(parser);
    case "for":
      return parseFor(parser);
    case "set":
      return parseSet(parser);
    case "macro":
      return parseMacro(parser);
    case "call":
      return parseCallBlock(parser);
    case "filter":
      return parseFilterBlock(parser);
    case "with":
      return parseWith(parser);
    case "do":
      stream.next();
      return { kind: "do", pos, expression: parseTuple(stream) };
    case "print":
      return parsePrint(parser);
    case "break":
    case "continue":
      stream.next();
      return { kind: tag, pos };
    case "autoescape":
      stream.next();
      parseExpression(stream);
      return scope(parser, pos, "endautoescape");
    case "block":
      return parseBlock(parser);
    default:
      return undefined;
  }
}

function parsePrint(parser: BlockParser): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  const items: Expression[] = [];
  while (stream.current.type !== "block_end") {
    if (items.length > 0) stream.expectOperator(",");
    items.push(parseExpression(stream));
  }
  return { kind: "output", pos, expression: { kind: "concat", pos, items } };
}

function scope(parser: BlockParser, pos: number, end: string): Statement {
  const body = parser.body([end]);
  parser.stream.next();
  return { kind: "scope", pos, body };
}

function parseBlock(parser: BlockParser): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  const name = stream.expect("name").value;
  stream.skipName("scoped");
  stream.skipName("required");
  const statement = scope(parser, pos, "endblock");
  stream.skipName(name);
  return statement;
}

function parseIf(parser: BlockParser): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  const branches: { condition: Expression; body: Statement[] }[] = [];
  for (;;) {
    const condition = parseTuple(stream, { withoutConditional: true });
    branches.push({ condition, body: parser.body(["elif", "else", "endif"]) });
    const end = stream.next().value;
    if (end === "elif") continue;
    const otherwise = end === "else" ? parser.body(["endif"]) : [];
    if (end === "else") stream.next();
    return { kind: "if", pos, branches, otherwise };
  }
}

function parseFor(parser: BlockParser): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  const target = parseTarget(stream, { endName: "in" });
  stream.expectName("in");
  const iterable = parseTuple(stream, { withoutConditional: true, endName: "recursive" });
  const condition = stream.skipName("if") ? parseExpression(stream) : undefined;
  const recursive = stream.skipName("recursive");
  const body = parser.body(["endfor", "else"]);
  const otherwise = stream.next().value === "else" ? parser.body(["endfor"]) : [];
  if (stream.isName("endfor")) stream.next();
  return { kind: "for", pos, target, iterable, condition, recursive, body, otherwise };
}

function parseSet(parser: BlockParser): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  const target = parseTarget(stream, { withNamespace: true });
  if (stream.skipOperator("=")) return { kind: "set", pos, target, value: parseTuple(stream) };
  const filter = stream.skipOperator("|")
    ? parseFilterChain(stream, EXPRESSION_PARSERS)
    : undefined;
  const body = parser.body(["endset"]);
  stream.next();
  return { kind: "set-block", pos, target, filter, body };
}

function parseCallBlock(parser: BlockParser): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  let call: Expression | undefined;
  const callable = parseCallable(parser, ["endcall"], (signature) => {
    const parameters: readonly Parameter[] = stream.isOperator("(") ? signature() : [];
    call = parseExpression(stream);
    return parameters;
  });
  if (call?.kind !== "call") throw stream.fail("expected call", pos);
  return { kind: "call-block", pos, call, ...callable };
}

function parseFilterBlock(parser: BlockParser): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  const filter = parseFilterChain(stream, EXPRESSION_PARSERS);
  const body = parser.body(["endfilter"]);
  stream.next();
  return { kind: "filter-block", pos, filter, body };
}

function parseWith(parser: BlockParser): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  const assignments = [];
  while (stream.current.type !== "block_end") {
    if (assignments.length > 0) stream.expectOperator(",");
    const target = parseTarget(stream, {});
    stream.expectOperator("=");
    assignments.push({ target, value: parseExpression(stream) });
  }
  const body = parser.body(["endwith"]);
  stream.next();
  return { kind: "with", pos, assignments, body };
}
