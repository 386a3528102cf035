import type { Callable, Statement } from "../syntax/ast";
import { compileExpression } from "./compile-expression";
import type { Compiler } from "./compiler";
import type { MacroCode } from "./macro";
import type { Execute } from "./runtime";
import { declareAssigned, type Layout, Scope } from "./scope";

/** Turns statements into one closure; given to those that have bodies. */
export type CompileBody = (c: Compiler, scope: Scope, body: readonly Statement[]) => Execute;

/** Turns a macro, a test block or the body of a call block into code. */
export function compileCallable(
  c: Compiler,
  outer: Scope,
  node: Callable & { readonly pos: number },
  name: string,
  compileBody: CompileBody,
  catchesReturn: boolean,
): MacroCode {
  const layout: Layout = { size: 0 };
  const scope = new Scope(layout, outer);
  const slots = node.parameters.map((parameter) => scope.declare(parameter.name));
  const special = (used: boolean, word: string): number | undefined =>
    used ? scope.declare(word) : undefined;
  const varargs = special(node.usesVarargs, "varargs");
  const kwargs = special(node.usesKwargs, "kwargs");
  const caller = special(node.usesCaller, "caller");
  declareAssigned(scope, node.body);
  const parameters = node.parameters.map((parameter, index) => ({
    name: parameter.name,
    slot: slots[index] ?? 0,
    byDefault: parameter.default && compileExpression(c, scope, parameter.default),
  }));
  const body = c.looping(() => c.strictly(() => compileBody(c, scope, node.body)), true);
  const { template, line } = c.source.placeOf(node.pos);
  const place = { macro: name, template, line };
  const size = (): number => layout.size;
  return { name, place, parameters, body, size, varargs, kwargs, caller, catchesReturn };
}
