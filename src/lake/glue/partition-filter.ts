import type { Column } from "../catalog";
import { ApiError } from "../protocol";
import { type Token, tokenize, unsupportedExpression } from "./partition-tokens";
import { type Comparable, comparableOf } from "./partition-values";

/** Decides about the values of a partition; `undefined` is SQL's unknown. */
type Condition = (values: readonly string[]) => boolean | undefined;

/** Reads one partition key of a row of values. */
interface Key {
  readonly text: (values: readonly string[]) => string;
  readonly read: (text: string) => Comparable | undefined;
}

interface Reader {
  readonly expression: string;
  readonly keys: readonly Column[];
  readonly tokens: readonly Token[];
  at: number;
}

const comparisons: Readonly<Record<string, (left: Comparable, right: Comparable) => boolean>> = {
  "=": (left, right) => left === right,
  "<>": (left, right) => left !== right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

const mirrored: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/**
 * Reads the Expression of GetPartitions, which is SQL over the partition keys: comparisons, AND,
 * OR, NOT, IN, BETWEEN, LIKE, IS NULL and parentheses, each key compared as its type says.
 */
export function partitionFilter(
  expression: string | undefined,
  keys: readonly Column[],
): (values: readonly string[]) => boolean {
  if (expression === undefined || expression.trim() === "") {
    return () => true;
  }
  const reader: Reader = { expression, keys, tokens: tokenize(expression), at: 0 };
  const condition = readOr(reader);
  if (reader.at < reader.tokens.length) {
    throw unsupportedExpression(expression);
  }
  return (values) => condition(values) === true;
}

function readOr(reader: Reader): Condition {
  const parts = [readAnd(reader)];
  while (takeWord(reader, "OR")) {
    parts.push(readAnd(reader));
  }
  return (values) => {
    const results = parts.map((part) => part(values));
    return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
  };
}

function readAnd(reader: Reader): Condition {
  const parts = [readNot(reader)];
  while (takeWord(reader, "AND")) {
    parts.push(readNot(reader));
  }
  return (values) => {
    const results = parts.map((part) => part(values));
    return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
  };
}

function readNot(reader: Reader): Condition {
  if (takeWord(reader, "NOT")) {
    return not(readNot(reader));
  }
  if (takeSymbol(reader, "(") !== undefined) {
    const inner = readOr(reader);
    expectSymbol(reader, ")");
    return inner;
  }
  return readTerm(reader);
}

function readTerm(reader: Reader): Condition {
  const mark = reader.at;
  const literal = takeLiteral(reader);
  if (literal !== undefined) {
    const operator = expectSymbol(reader, ...Object.keys(comparisons));
    return compare(takeKey(reader), mirrored[operator] ?? operator, literal);
  }
  reader.at = mark;
  const key = takeKey(reader);
  const operator = takeSymbol(reader, ...Object.keys(comparisons));
  if (operator !== undefined) {
    return compare(key, operator, expectLiteral(reader));
  }
  if (takeWord(reader, "IS")) {
    const negated = takeWord(reader, "NOT");
    expectWord(reader, "NULL");
    return (values) => (key.read(key.text(values)) === undefined) !== negated;
  }
  const negated = takeWord(reader, "NOT");
  const condition = readRange(reader, key);
  return negated ? not(condition) : condition;
}

function readRange(reader: Reader, key: Key): Condition {
  if (takeWord(reader, "BETWEEN")) {
    const low = compare(key, ">=", expectLiteral(reader));
    expectWord(reader, "AND");
    const high = compare(key, "<=", expectLiteral(reader));
    return (values) => {
      const [isAbove, isBelow] = [low(values), high(values)];
      return isAbove === undefined || isBelow === undefined ? undefined : isAbove && isBelow;
    };
  }
  if (takeWord(reader, "LIKE")) {
    return like(key, expectLiteral(reader));
  }
  expectWord(reader, "IN");
  expectSymbol(reader, "(");
  const wanted = new Set<Comparable | undefined>();
  do {
    wanted.add(key.read(expectLiteral(reader)));
  } while (takeSymbol(reader, ",") !== undefined);
  expectSymbol(reader, ")");
  return (values) => {
    const value = key.read(key.text(values));
    return value === undefined ? undefined : wanted.has(value);
  };
}

function compare(key: Key, operator: string, literal: string): Condition {
  const right = key.read(literal);
  const holds = comparisons[operator];
  return (values) => {
    const left = key.read(key.text(values));
    return left === undefined || right === undefined ? undefined : holds?.(left, right);
  };
}

function like(key: Key, literal: string): Condition {
  const source = literal
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  const pattern = new RegExp(`^${source}$`, "su");
  return (values) => {
    const text = key.text(values);
    return key.read(text) === undefined ? undefined : pattern.test(text);
  };
}

function not(condition: Condition): Condition {
  return (values) => {
    const result = condition(values);
    return result === undefined ? undefined : !result;
  };
}

function takeKey(reader: Reader): Key {
  const token = reader.tokens[reader.at];
  if (token?.kind !== "word" && token?.kind !== "quoted") {
    throw unsupportedExpression(reader.expression);
  }
  const name = (token.kind === "word" ? token.spelling : token.text).toLowerCase();
  const index = reader.keys.findIndex((key) => key.Name.toLowerCase() === name);
  const key = reader.keys[index];
  if (key === undefined) {
    throw new ApiError("InvalidInputException", "Invalid partition expression!");
  }
  reader.at += 1;
  return {
    text: (values) => values[index] ?? "",
    read: comparableOf(key.Type ?? "string"),
  };
}

/** Takes a string, a number, or a string with its type before it, as in DATE '2024-01-01'. */
function takeLiteral(reader: Reader): string | undefined {
  const [first, second] = reader.tokens.slice(reader.at, reader.at + 2);
  if (first?.kind === "string" || first?.kind === "number") {
    reader.at += 1;
    return first.text;
  }
  const isTyped = first?.kind === "word" && ["DATE", "TIMESTAMP"].includes(first.text);
  if (isTyped && second?.kind === "string") {
    reader.at += 2;
    return second.text;
  }
  return undefined;
}

function expectLiteral(reader: Reader): string {
  const literal = takeLiteral(reader);
  if (literal === undefined) {
    throw unsupportedExpression(reader.expression);
  }
  return literal;
}

function takeWord(reader: Reader, word: string): boolean {
  const token = reader.tokens[reader.at];
  const found = token?.kind === "word" && token.text === word;
  reader.at += found ? 1 : 0;
  return found;
}

function expectWord(reader: Reader, word: string): void {
  if (!takeWord(reader, word)) {
    throw unsupportedExpression(reader.expression);
  }
}

function takeSymbol(reader: Reader, ...symbols: readonly string[]): string | undefined {
  const token = reader.tokens[reader.at];
  if (token?.kind !== "symbol" || !symbols.includes(token.text)) {
    return undefined;
  }
  reader.at += 1;
  return token.text;
}

function expectSymbol(reader: Reader, ...symbols: readonly string[]): string {
  const symbol = takeSymbol(reader, ...symbols);
  if (symbol === undefined) {
    throw unsupportedExpression(reader.expression);
  }
  return symbol;
}
