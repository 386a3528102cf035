import type { ForStatement } from "../syntax/ast";
import { truthy } from "../values/equality";
import { iterate } from "../values/iterate";
import type { Value } from "../values/value";
import type { CompileBody } from "./compile-callable";
import { compileExpression } from "./compile-expression";
import { compileTarget } from "./compile-target";
import type { Compiler } from "./compiler";
import { locate } from "./locate";
import { LoopContext } from "./loop";
import { type Execute, type Flow, type Frame, type Output, textOf } from "./runtime";
import { declareAssigned, declareTarget, Scope } from "./scope";

type RunLoop = (frame: Frame, out: Output, items: readonly Value[], depth: number) => Flow;

/** Turns a `for` into a closure. */
export function compileFor(
  c: Compiler,
  scope: Scope,
  node: ForStatement,
  compileBody: CompileBody,
): Execute {
  const iterable = compileExpression(c, scope, node.iterable);
  const select = compileSelect(c, scope, node);
  const run = compileRun(c, scope, node, compileBody, select);
  const otherScope = new Scope(scope.layout, scope);
  declareAssigned(otherScope, node.otherwise);
  const otherwise = c.strictly(() => compileBody(c, otherScope, node.otherwise));
  const otherSlots = otherScope.slots();
  return (frame, out) => {
    let items: readonly Value[];
    try {
      items = select(frame, listOf(iterable(frame)));
    } catch (thrown) {
      throw locate(thrown, c.source, node.pos, frame);
    }
    if (items.length > 0) return run(frame, out, items, 1);
    for (const slot of otherSlots) frame.slots[slot] = undefined;
    return otherwise(frame, out);
  };
}

function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : Array.from(iterate(value));
}

type Select = (frame: Frame, items: readonly Value[]) => readonly Value[];

function compileSelect(c: Compiler, scope: Scope, node: ForStatement): Select {
  if (node.condition === undefined) return (_frame, items) => items;
  const inner = new Scope(scope.layout, scope);
  declareTarget(inner, node.target);
  const assign = compileTarget(c, inner, node.target);
  const condition = compileExpression(c, inner, node.condition);
  return (frame, items) =>
    items.filter((item) => {
      assign(frame, item);
      return truthy(condition(frame));
    });
}

function compileRun(
  c: Compiler,
  scope: Scope,
  node: ForStatement,
  compileBody: CompileBody,
  select: Select,
): RunLoop {
  const inner = new Scope(scope.layout, scope);
  declareTarget(inner, node.target);
  const loopSlot = inner.declare("loop");
  const fixed = new Set(inner.slots());
  declareAssigned(inner, node.body);
  const assign = compileTarget(c, inner, node.target);
  const body = c.looping(() => c.strictly(() => compileBody(c, inner, node.body)));
  const cleared = inner.slots().filter((slot) => !fixed.has(slot));
  const needsLoop = inner.read.has("loop");
  const run: RunLoop = (frame, out, items, depth) => {
    const { slots } = frame;
    const recurse = node.recursive ? recursion(frame) : undefined;
    const loop = needsLoop ? new LoopContext(frame.runtime, items, depth, recurse) : undefined;
    slots[loopSlot] = loop;
    // The list itself is walked, so that items appended on the way are met, as in Python.
    for (let i = 0; i < items.length; i++) {
      for (const slot of cleared) slots[slot] = undefined;
      if (loop !== undefined) loop.index = i;
      assign(frame, items[i] ?? null);
      const flow = body(frame, out);
      if (flow === 1) break;
      if (flow === 3) return flow;
    }
    return 0;
  };
  const recursion =
    (frame: Frame) =>
    (value: Value, depth: number): Value => {
      const saved = frame.slots.slice();
      const text = textOf((out) => run(frame, out, select(frame, listOf(value)), depth));
      saved.forEach((slot, index) => {
        frame.slots[index] = slot;
      });
      return text;
    };
  return run;
}
