import type { Expression } from "../syntax/ast";
import { compileExpression } from "./compile-expression";
import type { Compiler } from "./compiler";
import { GLOBAL_RETURN } from "./return";
import type { Execute } from "./runtime";
import type { Scope } from "./scope";

/**
 * Turns a statement that is nothing but `return(value)` into one that ends its body without a
 * throw: most macros of dbt end so, and a throw costs more than the rest of a small macro.
 */
export function compileReturn(
  c: Compiler,
  scope: Scope,
  node: Expression,
  otherwise: Execute,
): Execute {
  if (node.kind !== "call" || node.callee.kind !== "name" || node.callee.name !== "return")
    return otherwise;
  const { positional, keywords, star, doubleStar } = node.args;
  const [first, second] = positional;
  if (first === undefined || second !== undefined || keywords.length > 0) return otherwise;
  if (star !== undefined || doubleStar !== undefined || scope.find("return").length > 0)
    return otherwise;
  const value = compileExpression(c, scope, first);
  return (frame, out) => {
    const { context, environment } = frame.runtime;
    const own = context.get("return") ?? environment.globals.get("return");
    if (own !== GLOBAL_RETURN) return otherwise(frame, out);
    out.returned = value(frame);
    return 3;
  };
}
