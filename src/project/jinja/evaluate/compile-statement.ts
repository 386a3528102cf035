import type {
  CallStatement,
  CustomStatement,
  FilterExpression,
  IfStatement,
  SetBlockStatement,
  Statement,
  WithStatement,
} from "../syntax/ast";
import { truthy } from "../values/equality";
import { str } from "../values/text";
import type { Value } from "../values/value";
import { compileArguments } from "./compile-arguments";
import { compileCallable } from "./compile-callable";
import { compileExpression } from "./compile-expression";
import { compileFilter } from "./compile-filter";
import { compileFor } from "./compile-loop";
import { compileReturn } from "./compile-return";
import { compileTarget } from "./compile-target";
import type { Compiler } from "./compiler";
import { isConstant } from "./constant";
import { guardedStatement } from "./locate";
import { callWithCaller } from "./loop";
import { Macro } from "./macro";
import { type Evaluate, type Execute, type Frame, textOf } from "./runtime";
import { declareAssigned, declareTarget, Scope } from "./scope";

/** Turns statements into one closure. */
export function compileBody(c: Compiler, scope: Scope, body: readonly Statement[]): Execute {
  const steps = body.map((statement) => compileStatement(c, scope, statement));
  const [first, second] = steps;
  if (first === undefined) return () => 0;
  if (second === undefined) return first;
  return (frame, out) => {
    for (const step of steps) {
      const flow = step(frame, out);
      if (flow !== 0) return flow;
    }
    return 0;
  };
}

function compileStatement(c: Compiler, scope: Scope, node: Statement): Execute {
  switch (node.kind) {
    case "text": {
      const { text } = node;
      return (_frame, out) => {
        if (out.nodes === undefined) out.text += text;
        else out.nodes.push(text);
        return 0;
      };
    }
    case "output":
      return compileOutput(c, scope, node);
    case "if":
      return compileIf(c, scope, node);
    case "for":
      return compileFor(c, scope, node, compileBody);
    case "set": {
      const value = compileExpression(c, scope, node.value);
      const assign = compileTarget(c, scope, node.target);
      return (frame) => {
        assign(frame, value(frame));
        return 0;
      };
    }
    case "set-block":
      return compileSetBlock(c, scope, node);
    case "with":
      return compileWith(c, scope, node);
    case "macro": {
      const slot = scope.declare(node.name);
      const code = compileCallable(c, scope, node, node.name, compileBody, true);
      return (frame) => {
        frame.slots[slot] = new Macro(code, frame);
        return 0;
      };
    }
    case "call-block":
      return compileCallBlock(c, scope, node);
    case "filter-block": {
      const text = captured(c, scope, node.body);
      const filter = compileFilterChain(c, scope, node.filter, text);
      return emit(c, node.pos, filter);
    }
    case "custom":
      return compileCustom(c, scope, node);
    case "do": {
      const expression = compileExpression(c, scope, node.expression);
      return compileReturn(c, scope, node.expression, (frame) => {
        expression(frame);
        return 0;
      });
    }
    case "scope":
      return inScope(c, scope, node.body);
    case "break":
    case "continue": {
      c.requireLoop(node.kind, node.pos);
      const flow = node.kind === "break" ? 1 : 2;
      return () => flow;
    }
  }
}

function compileOutput(
  c: Compiler,
  scope: Scope,
  node: Extract<Statement, { kind: "output" }>,
): Execute {
  const value = compileExpression(c, scope, node.expression);
  if (!isConstant(node.expression))
    return compileReturn(c, scope, node.expression, emit(c, node.pos, value));
  // Jinja folds constants to text, even where it is asked for native values.
  return emit(c, node.pos, (frame) => str(value(frame)));
}

function emit(c: Compiler, pos: number, evaluate: Evaluate): Execute {
  return guardedStatement(c.source, pos, (frame, out) => {
    const value = evaluate(frame);
    if (out.nodes === undefined) out.text += typeof value === "string" ? value : str(value);
    else out.nodes.push(value);
    return 0;
  });
}

function compileIf(c: Compiler, scope: Scope, node: IfStatement): Execute {
  const branches = node.branches.map(({ condition, body }) => ({
    condition: compileExpression(c, scope, condition),
    body: c.softly(() => compileBody(c, scope, body)),
  }));
  const otherwise = c.softly(() => compileBody(c, scope, node.otherwise));
  return (frame, out) => {
    for (const { condition, body } of branches)
      if (truthy(condition(frame))) return body(frame, out);
    return otherwise(frame, out);
  };
}

/** Compiles a body that has its own variables, which are unset each time it begins. */
function inScope(
  c: Compiler,
  outer: Scope,
  body: readonly Statement[],
  scope = new Scope(outer.layout, outer),
): Execute {
  const kept = new Set(scope.slots());
  declareAssigned(scope, body);
  const execute = c.strictly(() => compileBody(c, scope, body));
  const cleared = scope.slots().filter((slot) => !kept.has(slot));
  if (cleared.length === 0) return execute;
  return (frame, out) => {
    for (const slot of cleared) frame.slots[slot] = undefined;
    return execute(frame, out);
  };
}

function captured(c: Compiler, scope: Scope, body: readonly Statement[]): Evaluate {
  const execute = inScope(c, scope, body);
  return (frame) => textOf((out) => execute(frame, out));
}

function compileFilterChain(
  c: Compiler,
  scope: Scope,
  filter: FilterExpression,
  text: Evaluate,
): Evaluate {
  const compile = (child: Parameters<typeof compileExpression>[2]): Evaluate =>
    compileExpression(c, scope, child);
  const { operand } = filter;
  const input = operand?.kind === "filter" ? compileFilterChain(c, scope, operand, text) : text;
  return compileFilter(c, filter, input, compile);
}

function compileSetBlock(c: Compiler, scope: Scope, node: SetBlockStatement): Execute {
  const text = captured(c, scope, node.body);
  const value = node.filter === undefined ? text : compileFilterChain(c, scope, node.filter, text);
  const assign = compileTarget(c, scope, node.target);
  return (frame) => {
    assign(frame, value(frame));
    return 0;
  };
}

function compileWith(c: Compiler, scope: Scope, node: WithStatement): Execute {
  const values = node.assignments.map(({ value }) => compileExpression(c, scope, value));
  const inner = new Scope(scope.layout, scope);
  for (const { target } of node.assignments) declareTarget(inner, target);
  const targets = node.assignments.map(({ target }) => compileTarget(c, inner, target));
  const body = inScope(c, scope, node.body, inner);
  return (frame, out) => {
    const evaluated = values.map((value) => value(frame));
    targets.forEach((assign, index) => {
      assign(frame, evaluated[index] ?? null);
    });
    return body(frame, out);
  };
}

function compileCallBlock(c: Compiler, scope: Scope, node: CallStatement): Execute {
  const compile = (child: Parameters<typeof compileExpression>[2]): Evaluate =>
    compileExpression(c, scope, child);
  const code = compileCallable(c, scope, node, "caller", compileBody, false);
  const callee = compile(node.call.callee);
  const { args, kwargs } = compileArguments(node.call.args, compile);
  const call = (frame: Frame): Value => {
    const caller = new Macro(code, frame);
    return callWithCaller(callee(frame), args(frame), kwargs(frame), caller);
  };
  return emit(c, node.pos, call);
}

function compileCustom(c: Compiler, scope: Scope, node: CustomStatement): Execute {
  // The body is compiled even when it gives nothing, so that its errors are found.
  const layout = { size: 0 };
  if (!c.environment.renderedTags.has(node.tag)) {
    compileCallable(c, new Scope(layout, undefined), node, node.name, compileBody, true);
    return () => 0;
  }
  return inScope(c, scope, node.body);
}
