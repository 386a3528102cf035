import type { Arguments, Expression } from "../syntax/ast";

/** Names the filters whose result Jinja never folds: they need the context, or mark a value. */
const NEVER_FOLDED = new Set([
  "as_bool",
  "as_native",
  "as_number",
  "as_text",
  "map",
  "select",
  "reject",
  "selectattr",
  "rejectattr",
  "random",
]);

/** Says whether Jinja computes an expression when it compiles a template. */
export function isConstant(node: Expression | undefined): boolean {
  if (node === undefined) return true;
  switch (node.kind) {
    case "constant":
      return true;
    case "name":
    case "call":
      return false;
    case "list":
    case "tuple":
    case "concat":
      return node.items.every(isConstant);
    case "dict":
      return node.pairs.every(({ key, value }) => isConstant(key) && isConstant(value));
    case "unary":
      return isConstant(node.operand);
    case "binary":
      return isConstant(node.left) && isConstant(node.right);
    case "compare":
      return isConstant(node.first) && node.rest.every(({ operand }) => isConstant(operand));
    case "conditional":
      return [node.condition, node.then, node.otherwise].every(isConstant);
    case "attribute":
      return isConstant(node.object);
    case "item":
      return isConstant(node.object) && isConstant(node.index);
    case "slice":
      return [node.start, node.stop, node.step].every(isConstant);
    case "filter":
      return !NEVER_FOLDED.has(node.name) && isConstant(node.operand) && constants(node.args);
    case "test":
      return isConstant(node.operand) && constants(node.args);
  }
}

function constants(args: Arguments): boolean {
  return (
    args.positional.every(isConstant) &&
    args.keywords.every(({ value }) => isConstant(value)) &&
    isConstant(args.star) &&
    isConstant(args.doubleStar)
  );
}
