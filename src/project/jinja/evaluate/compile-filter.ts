import { PyError } from "../errors";
import type { Expression, FilterExpression, TestExpression } from "../syntax/ast";
import { NO_KWARGS } from "../values/value";
import { compileArguments } from "./compile-arguments";
import type { Compiler } from "./compiler";
import { guarded } from "./locate";
import type { Evaluate } from "./runtime";

type Compile = (child: Expression) => Evaluate;

/** Turns a filter into a closure; `operand` is what a filter block gives when it has none. */
export function compileFilter(
  c: Compiler,
  node: FilterExpression,
  operand: Evaluate | undefined,
  compile: Compile,
): Evaluate {
  const filter = c.environment.filters.get(node.name);
  if (filter === undefined) return unknown(c, node.pos, `No filter named '${node.name}'.`);
  const input = operand ?? (() => "");
  const { args, kwargs } = compileArguments(node.args, compile);
  if (node.args.positional.length === 0 && node.args.star === undefined)
    return guarded(c.source, node.pos, (frame) => {
      const value = input(frame);
      return filter([value], kwargs(frame), frame.runtime) ?? null;
    });
  return guarded(c.source, node.pos, (frame) => {
    const value = input(frame);
    return filter([value, ...args(frame)], kwargs(frame), frame.runtime) ?? null;
  });
}

/** Turns a test into a closure. */
export function compileTest(c: Compiler, node: TestExpression, compile: Compile): Evaluate {
  const test = c.environment.tests.get(node.name);
  if (test === undefined) return unknown(c, node.pos, `No test named '${node.name}'.`);
  const input = compile(node.operand);
  const { negated } = node;
  if (node.args.positional.length === 0 && node.args.star === undefined)
    return guarded(
      c.source,
      node.pos,
      (frame) => test([input(frame)], NO_KWARGS, frame.runtime) !== negated,
    );
  const { args, kwargs } = compileArguments(node.args, compile);
  return guarded(
    c.source,
    node.pos,
    (frame) => test([input(frame), ...args(frame)], kwargs(frame), frame.runtime) !== negated,
  );
}

/** Fails at once, or, in a branch that may never run, when it runs. */
function unknown(c: Compiler, pos: number, message: string): Evaluate {
  if (!c.soft) throw c.fail("TemplateAssertionError", message, pos);
  return guarded(c.source, pos, () => {
    throw new PyError("TemplateRuntimeError", message.replace(/\.$/, " found."));
  });
}
