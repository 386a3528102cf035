import { JinjaError } from "../errors";
import type { Expression } from "../syntax/ast";
import { tokenize } from "../syntax/lexer";
import { parseTuple } from "../syntax/parse-expression";
import { Source } from "../syntax/position";
import { TokenStream } from "../syntax/stream";
import { sign } from "../values/arithmetic";
import { PyDict } from "../values/dict";
import { float } from "../values/float";
import { PyTuple } from "../values/tuple";
import type { Value } from "../values/value";

const LEXER = { trimBlocks: false, lstripBlocks: false, keepTrailingNewline: true };

/** Reads a Python literal; undefined when the text is none (None itself is null). */
export function literalValue(text: string): Value | undefined {
  // Python knows the constants with a capital only.
  if (/\b(?:true|false|none)\b/.test(text.replace(/'[^']*'|"[^"]*"/g, ""))) return undefined;
  if (text !== text.trimStart() || text.includes("{{")) return undefined;
  const source = new Source(`{{ ${text} }}`, "literal");
  try {
    const stream = new TokenStream(tokenize(source, LEXER), source);
    stream.expect("variable_begin");
    const expression = parseTuple(stream);
    stream.expect("variable_end");
    return stream.current.type === "eof" ? valueOf(expression) : undefined;
  } catch (thrown) {
    if (thrown instanceof JinjaError) return undefined;
    throw thrown;
  }
}

function valueOf(node: Expression): Value | undefined {
  switch (node.kind) {
    case "constant": {
      const { value } = node;
      return typeof value === "object" && value !== null ? float(value.float) : value;
    }
    case "list":
      return valuesOf(node.items);
    case "tuple": {
      const items = valuesOf(node.items);
      return items && new PyTuple(items);
    }
    case "dict": {
      const dict = new PyDict();
      for (const { key, value } of node.pairs) {
        const name = valueOf(key);
        const content = valueOf(value);
        if (name === undefined || content === undefined) return undefined;
        dict.set(name, content);
      }
      return dict;
    }
    case "unary": {
      const operand = node.operator === "not" ? undefined : valueOf(node.operand);
      if (operand === undefined || node.operator === "not") return undefined;
      const isNumber = typeof operand !== "string" && typeof operand !== "boolean";
      return isNumber && operand !== null && !Array.isArray(operand)
        ? sign(node.operator, operand)
        : undefined;
    }
    default:
      return undefined;
  }
}

function valuesOf(nodes: readonly Expression[]): Value[] | undefined {
  const values: Value[] = [];
  for (const node of nodes) {
    const value = valueOf(node);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
