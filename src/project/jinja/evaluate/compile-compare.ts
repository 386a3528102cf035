import type { CompareExpression, CompareOperator, Expression } from "../syntax/ast";
import { contains } from "../values/access";
import { compare } from "../values/compare";
import { equals } from "../values/equality";
import type { Value } from "../values/value";
import type { Compiler } from "./compiler";
import { guarded } from "./locate";
import type { Evaluate } from "./runtime";

/** Turns a chain of comparisons into a closure; each operand is evaluated once. */
export function compileCompare(
  c: Compiler,
  node: CompareExpression,
  compile: (child: Expression) => Evaluate,
): Evaluate {
  const first = compile(node.first);
  const rest = node.rest.map(({ operator, operand }) => ({
    holds: COMPARISONS[operator],
    operand: compile(operand),
  }));
  const [only] = rest;
  if (only !== undefined && rest.length === 1) {
    const { holds, operand } = only;
    return guarded(c.source, node.pos, (frame) => holds(first(frame), operand(frame)));
  }
  return guarded(c.source, node.pos, (frame) => {
    let left = first(frame);
    for (const { holds, operand } of rest) {
      const right = operand(frame);
      if (!holds(left, right)) return false;
      left = right;
    }
    return true;
  });
}

const COMPARISONS: Readonly<Record<CompareOperator, (left: Value, right: Value) => boolean>> = {
  "==": equals,
  "!=": (left, right) => !equals(left, right),
  "<": (left, right) => compare(left, right, "<") < 0,
  "<=": (left, right) => compare(left, right, "<=") <= 0,
  ">": (left, right) => compare(left, right, ">") > 0,
  ">=": (left, right) => compare(left, right, ">=") >= 0,
  in: (left, right) => contains(right, left),
  "not in": (left, right) => !contains(right, left),
};
