import type { Target } from "./ast";
import type { TokenStream } from "./stream";
import { describe } from "./token";

/** Says where a target may end and whether `ns.attribute` may stand in it. */
export interface TargetRules {
  readonly endName?: string;
  readonly withNamespace?: boolean;
}

const CONSTANTS = new Set(["true", "false", "none", "True", "False", "None"]);

/** Parses what is assigned to: a name, an attribute of a namespace, or a tuple of them. */
export function parseTarget(stream: TokenStream, rules: TargetRules): Target {
  const { pos } = stream.current;
  const items: Target[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) {
      if (!stream.skipOperator(",")) break;
      isTuple = true;
    }
    if (atEnd(stream, rules)) break;
    items.push(parseElement(stream, rules));
  }
  const [first] = items;
  if (first === undefined)
    throw stream.fail(`Expected an expression, got '${describe(stream.current)}'`);
  return isTuple ? { kind: "tuple", pos, items } : first;
}

function atEnd(stream: TokenStream, rules: TargetRules): boolean {
  if (stream.current.type === "block_end" || stream.isOperator(")") || stream.isOperator("="))
    return true;
  return rules.endName !== undefined && stream.isName(rules.endName);
}

function parseElement(stream: TokenStream, rules: TargetRules): Target {
  const { pos } = stream.current;
  if (stream.skipOperator("(")) {
    const inner = parseTarget(stream, rules);
    stream.expectOperator(")");
    return inner;
  }
  if (stream.current.type !== "name") throw stream.fail(`unexpected '${describe(stream.current)}'`);
  const name = stream.next().value;
  if (CONSTANTS.has(name)) throw stream.fail("can't assign to 'const'", pos);
  if (rules.withNamespace === true && stream.skipOperator("."))
    return { kind: "attribute", pos, name, attribute: stream.expect("name").value };
  return { kind: "name", pos, name };
}
