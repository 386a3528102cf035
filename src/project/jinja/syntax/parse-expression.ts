import type { BinaryOperator, CompareExpression, Expression } from "./ast";
import { type Parsers, parsePostfix, parsePostfixAndFilters } from "./parse-postfix";
import type { TokenStream } from "./stream";
import { describe } from "./token";

const COMPARISONS = ["==", "!=", "<", "<=", ">", ">="] as const;
type Level = (stream: TokenStream) => Expression;

/** Gives the levels of the grammar that the operand level needs in its brackets. */
export const EXPRESSION_PARSERS: Parsers = { parsePrimary, parseExpression };

/** Parses one expression, a conditional one included. */
export function parseExpression(stream: TokenStream): Expression {
  let expression = parseOr(stream);
  while (stream.isName("if")) {
    const { pos } = stream.next();
    const condition = parseOr(stream);
    const otherwise = stream.skipName("else") ? parseExpression(stream) : undefined;
    expression = { kind: "conditional", pos, condition, then: expression, otherwise };
  }
  return expression;
}

/** Says how a tuple without brackets may end and what may stand in it. */
export interface TupleRules {
  readonly endName?: string;
  readonly withoutConditional?: boolean;
  readonly inParentheses?: boolean;
}

/** Parses expressions with commas between them; a single one stays what it is. */
export function parseTuple(stream: TokenStream, rules: TupleRules = {}): Expression {
  const { pos } = stream.current;
  const items: Expression[] = [];
  const element = rules.withoutConditional === true ? parseOr : parseExpression;
  let isTuple = false;
  for (;;) {
    if (items.length > 0) {
      if (!stream.skipOperator(",")) break;
      isTuple = true;
    }
    if (atTupleEnd(stream, rules.endName)) break;
    items.push(element(stream));
  }
  const [first] = items;
  if (!isTuple && first !== undefined) return first;
  if (!isTuple && rules.inParentheses !== true)
    throw stream.fail(`Expected an expression, got '${describe(stream.current)}'`);
  return { kind: "tuple", pos, items };
}

function atTupleEnd(stream: TokenStream, endName: string | undefined): boolean {
  const { type } = stream.current;
  if (type === "variable_end" || type === "block_end" || stream.isOperator(")")) return true;
  return endName !== undefined && stream.isName(endName);
}

function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream);
  while (stream.isName("or")) {
    const { pos } = stream.next();
    left = { kind: "binary", pos, operator: "or", left, right: parseAnd(stream) };
  }
  return left;
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream);
  while (stream.isName("and")) {
    const { pos } = stream.next();
    left = { kind: "binary", pos, operator: "and", left, right: parseNot(stream) };
  }
  return left;
}

function parseNot(stream: TokenStream): Expression {
  if (!stream.isName("not")) return parseCompare(stream);
  const { pos } = stream.next();
  return { kind: "unary", pos, operator: "not", operand: parseNot(stream) };
}

function parseCompare(stream: TokenStream): Expression {
  const { pos } = stream.current;
  const first = parseSum(stream);
  const rest: CompareExpression["rest"][number][] = [];
  for (;;) {
    const token = stream.current;
    const operator = COMPARISONS.find((one) => token.type === "operator" && token.value === one);
    if (operator !== undefined) {
      stream.next();
      rest.push({ operator, operand: parseSum(stream) });
    } else if (stream.skipName("in")) {
      rest.push({ operator: "in", operand: parseSum(stream) });
    } else if (stream.isName("not") && isNameToken(stream, "in")) {
      stream.next();
      stream.next();
      rest.push({ operator: "not in", operand: parseSum(stream) });
    } else break;
  }
  return rest.length === 0 ? first : { kind: "compare", pos, first, rest };
}

function isNameToken(stream: TokenStream, name: string): boolean {
  const token = stream.look();
  return token.type === "name" && token.value === name;
}

function parseSum(stream: TokenStream): Expression {
  return leftAssociative(stream, ["+", "-"], parseConcat);
}

function parseConcat(stream: TokenStream): Expression {
  const { pos } = stream.current;
  const first = parseProduct(stream);
  if (!stream.isOperator("~")) return first;
  const items = [first];
  while (stream.skipOperator("~")) items.push(parseProduct(stream));
  return { kind: "concat", pos, items };
}

function parseProduct(stream: TokenStream): Expression {
  return leftAssociative(stream, ["*", "/", "//", "%"], parsePower);
}

function parsePower(stream: TokenStream): Expression {
  return leftAssociative(stream, ["**"], parseUnary);
}

function leftAssociative(
  stream: TokenStream,
  operators: readonly BinaryOperator[],
  operand: Level,
): Expression {
  let left = operand(stream);
  for (;;) {
    const token = stream.current;
    if (token.type !== "operator") return left;
    const operator = operators.find((one) => one === token.value);
    if (operator === undefined) return left;
    stream.next();
    left = { kind: "binary", pos: token.pos, operator, left, right: operand(stream) };
  }
}

function parseUnary(stream: TokenStream, withFilters = true): Expression {
  const { pos } = stream.current;
  let node: Expression;
  if (stream.skipOperator("-"))
    node = { kind: "unary", pos, operator: "-", operand: parseUnary(stream, false) };
  else if (stream.skipOperator("+"))
    node = { kind: "unary", pos, operator: "+", operand: parseUnary(stream, false) };
  else node = parsePrimary(stream);
  return withFilters
    ? parsePostfixAndFilters(stream, node, EXPRESSION_PARSERS)
    : parsePostfix(stream, node, EXPRESSION_PARSERS);
}

function parsePrimary(stream: TokenStream): Expression {
  const token = stream.current;
  const { pos } = token;
  switch (token.type) {
    case "name":
      stream.next();
      return nameOrConstant(stream, token.value, pos);
    case "string": {
      let value = "";
      while (stream.current.type === "string") value += stream.next().value;
      return { kind: "constant", pos, value };
    }
    case "integer":
      stream.next();
      return { kind: "constant", pos, value: integerOf(token.value) };
    case "float":
      stream.next();
      return { kind: "constant", pos, value: { float: Number(token.value) } };
    case "operator":
      if (token.value === "(") return parseParenthesised(stream);
      if (token.value === "[") return parseList(stream);
      if (token.value === "{") return parseDict(stream);
      break;
    default:
  }
  throw stream.fail(`unexpected '${describe(token)}'`);
}

function nameOrConstant(stream: TokenStream, name: string, pos: number): Expression {
  switch (name) {
    case "true":
    case "True":
      return { kind: "constant", pos, value: true };
    case "false":
    case "False":
      return { kind: "constant", pos, value: false };
    case "none":
    case "None":
      return { kind: "constant", pos, value: null };
    default:
      stream.noteName(name);
      return { kind: "name", pos, name };
  }
}

function integerOf(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

function parseParenthesised(stream: TokenStream): Expression {
  stream.next();
  const node = parseTuple(stream, { inParentheses: true });
  stream.expectOperator(")");
  return node;
}

function parseList(stream: TokenStream): Expression {
  const { pos } = stream.next();
  const items: Expression[] = [];
  while (!stream.isOperator("]")) {
    if (items.length > 0) stream.expectOperator(",");
    if (stream.isOperator("]")) break;
    items.push(parseExpression(stream));
  }
  stream.next();
  return { kind: "list", pos, items };
}

function parseDict(stream: TokenStream): Expression {
  const { pos } = stream.next();
  const pairs: { key: Expression; value: Expression }[] = [];
  while (!stream.isOperator("}")) {
    if (pairs.length > 0) stream.expectOperator(",");
    if (stream.isOperator("}")) break;
    const key = parseExpression(stream);
    stream.expectOperator(":");
    pairs.push({ key, value: parseExpression(stream) });
  }
  stream.next();
  return { kind: "dict", pos, pairs };
}
