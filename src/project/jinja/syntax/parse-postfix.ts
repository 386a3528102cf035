import type { Arguments, Expression, FilterExpression } from "./ast";
import type { TokenStream } from "./stream";

/** Gives the parsers that stand above this level of the grammar. */
export interface Parsers {
  readonly parsePrimary: (stream: TokenStream) => Expression;
  readonly parseExpression: (stream: TokenStream) => Expression;
}

/** Holds no arguments. */
export const NO_ARGUMENTS: Arguments = {
  positional: [],
  keywords: [],
  star: undefined,
  doubleStar: undefined,
};

/** Parses attributes, subscripts and calls behind an operand. */
export function parsePostfix(stream: TokenStream, start: Expression, parsers: Parsers): Expression {
  let node = start;
  for (;;) {
    if (stream.isOperator(".")) node = parseAttribute(stream, node);
    else if (stream.isOperator("[")) node = parseSubscript(stream, node, parsers);
    else if (stream.isOperator("(")) node = parseCall(stream, node, parsers);
    else return node;
  }
}

/** Parses what `parsePostfix` does, then filters, tests and calls of their results. */
export function parsePostfixAndFilters(
  stream: TokenStream,
  start: Expression,
  parsers: Parsers,
): Expression {
  let node = parsePostfix(stream, start, parsers);
  for (;;) {
    if (stream.isOperator("|")) node = parseFilter(stream, node, parsers);
    else if (stream.isName("is")) node = parseTest(stream, node, parsers);
    else if (stream.isOperator("(")) node = parseCall(stream, node, parsers);
    else return node;
  }
}

function parseAttribute(stream: TokenStream, object: Expression): Expression {
  const { pos } = stream.next();
  const token = stream.next();
  if (token.type === "name") return { kind: "attribute", pos, object, name: token.value };
  if (token.type !== "integer") throw stream.fail("expected name or number", token.pos);
  const index: Expression = { kind: "constant", pos: token.pos, value: Number(token.value) };
  return { kind: "item", pos, object, index };
}

function parseSubscript(stream: TokenStream, object: Expression, parsers: Parsers): Expression {
  const { pos } = stream.next();
  const items: Expression[] = [];
  while (!stream.isOperator("]")) {
    if (items.length > 0) {
      stream.expectOperator(",");
    }
    items.push(parseSubscriptItem(stream, parsers));
  }
  const [first, second] = items;
  stream.next();
  const index: Expression =
    first !== undefined && second === undefined ? first : { kind: "tuple", pos, items };
  return { kind: "item", pos, object, index };
}

function parseSubscriptItem(stream: TokenStream, parsers: Parsers): Expression {
  const { pos } = stream.current;
  let start: Expression | undefined;
  if (!stream.isOperator(":")) {
    start = parsers.parseExpression(stream);
    if (!stream.isOperator(":")) return start;
  }
  stream.next();
  const stop = sliceEnd(stream) ? undefined : parsers.parseExpression(stream);
  const hasStep = stream.skipOperator(":");
  const step = !hasStep || sliceEnd(stream) ? undefined : parsers.parseExpression(stream);
  return { kind: "slice", pos, start, stop, step };
}

function sliceEnd(stream: TokenStream): boolean {
  return stream.isOperator(":") || stream.isOperator("]") || stream.isOperator(",");
}

function parseCall(stream: TokenStream, callee: Expression, parsers: Parsers): Expression {
  const { pos } = stream.current;
  return { kind: "call", pos, callee, args: parseArguments(stream, parsers) };
}

/** Parses the arguments of a call, brackets included. */
export function parseArguments(stream: TokenStream, parsers: Parsers): Arguments {
  stream.expectOperator("(");
  const positional: Expression[] = [];
  const keywords: { name: string; value: Expression }[] = [];
  let star: Expression | undefined;
  let doubleStar: Expression | undefined;
  const ensure = (allowed: boolean): void => {
    if (!allowed) throw stream.fail("invalid syntax for function call expression");
  };
  let needComma = false;
  while (!stream.isOperator(")")) {
    if (needComma) {
      stream.expectOperator(",");
      if (stream.isOperator(")")) break;
    }
    if (stream.skipOperator("*")) {
      ensure(star === undefined && doubleStar === undefined);
      star = parsers.parseExpression(stream);
    } else if (stream.skipOperator("**")) {
      ensure(doubleStar === undefined);
      doubleStar = parsers.parseExpression(stream);
    } else if (atKeyword(stream)) {
      ensure(doubleStar === undefined);
      const name = stream.next().value;
      stream.next();
      keywords.push({ name, value: parsers.parseExpression(stream) });
    } else {
      ensure(star === undefined && doubleStar === undefined && keywords.length === 0);
      positional.push(parsers.parseExpression(stream));
    }
    needComma = true;
  }
  stream.next();
  return { positional, keywords, star, doubleStar };
}

function atKeyword(stream: TokenStream): boolean {
  if (stream.current.type !== "name") return false;
  const next = stream.look();
  return next.type === "operator" && next.value === "=";
}

function parseFilter(stream: TokenStream, operand: Expression, parsers: Parsers): FilterExpression {
  stream.next();
  return parseFilterName(stream, operand, parsers);
}

function parseFilterName(
  stream: TokenStream,
  operand: Expression | undefined,
  parsers: Parsers,
): FilterExpression {
  const { pos } = stream.current;
  const name = dottedName(stream);
  const args = stream.isOperator("(") ? parseArguments(stream, parsers) : NO_ARGUMENTS;
  return { kind: "filter", pos, name, operand, args };
}

/** Parses the filters of a filter block, the first one without a bar. */
export function parseFilterChain(stream: TokenStream, parsers: Parsers): FilterExpression {
  let node = parseFilterName(stream, undefined, parsers);
  while (stream.isOperator("|")) node = parseFilter(stream, node, parsers);
  return node;
}

function dottedName(stream: TokenStream): string {
  let name = stream.expect("name").value;
  while (stream.skipOperator(".")) name += `.${stream.expect("name").value}`;
  return name;
}

function parseTest(stream: TokenStream, operand: Expression, parsers: Parsers): Expression {
  const { pos } = stream.next();
  const negated = stream.skipName("not");
  const name = dottedName(stream);
  let args = NO_ARGUMENTS;
  if (stream.isOperator("(")) args = parseArguments(stream, parsers);
  else if (startsTestArgument(stream)) {
    if (stream.isName("is")) throw stream.fail("You cannot chain multiple tests with is");
    const argument = parsePostfix(stream, parsers.parsePrimary(stream), parsers);
    args = { ...NO_ARGUMENTS, positional: [argument] };
  }
  return { kind: "test", pos, name, operand, args, negated };
}

function startsTestArgument(stream: TokenStream): boolean {
  switch (stream.current.type) {
    case "string":
    case "integer":
    case "float":
      return true;
    case "name":
      return !stream.isName("else") && !stream.isName("or") && !stream.isName("and");
    default:
      return stream.isOperator("[") || stream.isOperator("{");
  }
}
