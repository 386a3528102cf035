import type { TokenReader } from "./scanner";
import type { Name, PartitionSpec, PropertyValue, QueryText } from "./statement";
import type { Expression } from "./syntax";
import { parseExpression, parseQuery } from "./tree-query";

/** Reads a name of one to three parts. */
export function name(reader: TokenReader): Name {
  const { at } = reader.token;
  const parts = [reader.identifier()];
  while (reader.take(".")) parts.push(reader.identifier());
  if (parts.length > 3) throw reader.mismatch("<EOF>");
  return { parts, at };
}

/** Reads "(" item {"," item} ")". */
export function list<T>(reader: TokenReader, item: () => T): readonly T[] {
  reader.expect("(");
  const items: T[] = [];
  do {
    items.push(item());
  } while (reader.take(","));
  reader.expect(")");
  return items;
}

/** Reads ('key' = 'value', …) as TBLPROPERTIES and its like have it. */
export function propertyPairs(reader: TokenReader): Readonly<Record<string, string>> {
  const pairs = list(reader, () => {
    const key = reader.token.kind === "string" ? reader.string() : reader.identifier();
    reader.expect("=");
    const literal = reader.token.kind === "number" || reader.token.kind === "word";
    return [key, literal ? reader.advance().text : reader.string()] as const;
  });
  return Object.fromEntries(pairs);
}

/** Reads (name = constant, …) as WITH has it in CREATE TABLE AS and UNLOAD. */
export function withProperties(reader: TokenReader): Readonly<Record<string, PropertyValue>> {
  const pairs = list(reader, () => {
    const key = reader.identifier().toLowerCase();
    reader.expect("=");
    return [key, propertyValue(reader)] as const;
  });
  return Object.fromEntries(pairs);
}

function propertyValue(reader: TokenReader): PropertyValue {
  if (!reader.take("array")) return scalar(reader);
  reader.expect("[");
  const values: (string | number | boolean)[] = [];
  if (reader.take("]")) return values;
  do {
    values.push(scalar(reader));
  } while (reader.take(","));
  reader.expect("]");
  return values;
}

function scalar(reader: TokenReader): string | number | boolean {
  if (reader.take("true")) return true;
  if (reader.take("false")) return false;
  if (reader.token.kind === "number") return Number(reader.advance().text);
  if (reader.token.kind !== "string") throw reader.mismatch("<string>, <number>, 'ARRAY'");
  return reader.string();
}

/** Reads (key = 'value', …) naming one partition. */
export function partitionSpec(reader: TokenReader): PartitionSpec {
  return list(reader, () => {
    const key = reader.identifier().toLowerCase();
    reader.expect("=");
    return { key, value: partitionValue(reader) };
  });
}

/** Reads the constant of a partition key, as text; DATE '…' and the like give their text. */
export function partitionValue(reader: TokenReader): string | null {
  if (reader.take("null")) return null;
  if (["date", "timestamp"].some((word) => reader.at(word))) reader.advance();
  const sign = reader.take("-") ? "-" : "";
  if (reader.token.kind === "number" || reader.token.kind === "word") {
    return sign + reader.advance().text;
  }
  return reader.string();
}

/**
 * Reads the rest of the statement, or what is up to a place where `stop` holds, as a query.
 *
 * The grammar gets the text with everything before it blanked, so that its places stay true.
 */
export function queryText(
  reader: TokenReader,
  stop: (ahead: number) => boolean = () => false,
): QueryText {
  const { start, end, before, parameterCount } = rest(reader, stop);
  if (start === end) throw reader.mismatch("<query>");
  return {
    text: reader.text.slice(start, end),
    query: parseQuery(blanked(reader.text, start, end), before),
    parameterCount,
  };
}

/** Reads an expression that goes on to the end of the statement or to where `stop` holds. */
export function expressionText(
  reader: TokenReader,
  stop: (ahead: number) => boolean = () => false,
): Expression {
  const { start, end, before } = rest(reader, stop);
  if (start === end) throw reader.mismatch("<expression>");
  return parseExpression(blanked(reader.text, start, end), before);
}

/** Steps to the end of the statement, or to where `stop` holds outside of brackets. */
export function rest(reader: TokenReader, stop: (ahead: number) => boolean) {
  const { start } = reader.token;
  const before = reader.parameters;
  let end = start;
  for (let depth = 0; reader.token.kind !== "end"; ) {
    if (depth === 0 && (stop(0) || (reader.at(";") && reader.peek(1).kind === "end"))) break;
    if (depth === 0 && reader.at(")")) break;
    const token = reader.advance();
    if (token.kind === "symbol") {
      if ("([".includes(token.text)) depth++;
      if (")]".includes(token.text)) depth--;
    }
    end = token.end;
  }
  return { start, end, before, parameterCount: reader.parameters };
}

/** Blanks everything of a text but one stretch, keeping line ends. */
export function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start).replace(/[^\r\n]/g, " ") + text.slice(start, end);
}
