import type { Arguments, Expression } from "../syntax/ast";
import { SliceKey } from "../values/access";
import { arithmetic, sign } from "../values/arithmetic";
import { callValue } from "../values/call";
import { PyDict } from "../values/dict";
import { truthy } from "../values/equality";
import { float } from "../values/float";
import { str } from "../values/text";
import { PyTuple } from "../values/tuple";
import { NO_KWARGS, type Value } from "../values/value";
import { callMethod, getAttribute, getItem } from "./access";
import { compileArguments } from "./compile-arguments";
import { compileCompare } from "./compile-compare";
import { compileFilter, compileTest } from "./compile-filter";
import type { Compiler } from "./compiler";
import { guarded } from "./locate";
import { type Evaluate, undefinedOf } from "./runtime";
import type { Scope } from "./scope";

/** Turns an expression into a closure. */
export function compileExpression(c: Compiler, scope: Scope, node: Expression): Evaluate {
  const compile = (child: Expression): Evaluate => compileExpression(c, scope, child);
  switch (node.kind) {
    case "constant": {
      const { value } = node;
      const isFloat = typeof value === "object" && value !== null;
      const constant: Value = isFloat ? float(value.float) : value;
      return () => constant;
    }
    case "name":
      return compileName(scope, node.name);
    case "list": {
      const items = node.items.map(compile);
      return (frame) => items.map((item) => item(frame));
    }
    case "tuple": {
      const items = node.items.map(compile);
      return (frame) => new PyTuple(items.map((item) => item(frame)));
    }
    case "dict":
      return compileDict(c, node, compile);
    case "unary":
      return compileUnary(c, node, compile(node.operand));
    case "binary":
      return compileBinary(c, node, compile(node.left), compile(node.right));
    case "compare":
      return compileCompare(c, node, compile);
    case "concat": {
      const items = node.items.map(compile);
      return guarded(c.source, node.pos, (frame) => {
        let text = "";
        for (const item of items) text += str(item(frame));
        return text;
      });
    }
    case "conditional":
      return compileConditional(c, node, compile);
    case "attribute": {
      const object = compile(node.object);
      const { name } = node;
      return guarded(c.source, node.pos, (frame) =>
        getAttribute(frame.runtime, object(frame), name),
      );
    }
    case "item": {
      const object = compile(node.object);
      const index = compile(node.index);
      return guarded(c.source, node.pos, (frame) =>
        getItem(frame.runtime, object(frame), index(frame)),
      );
    }
    case "slice": {
      const parts = [node.start, node.stop, node.step].map((part) =>
        part === undefined ? () => null : compile(part),
      );
      const [start, stop, step] = parts;
      return (frame) =>
        new SliceKey(start?.(frame) ?? null, stop?.(frame) ?? null, step?.(frame) ?? null);
    }
    case "call":
      return compileCall(c, node, compile);
    case "filter":
      return compileFilter(c, node, node.operand && compile(node.operand), compile);
    case "test":
      return compileTest(c, node, compile);
  }
}

type Compile = (child: Expression) => Evaluate;
type Node<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** Turns the reading of a name into a closure: the nearest slot that is set, else the context. */
export function compileName(scope: Scope, name: string): Evaluate {
  let evaluate: Evaluate = (frame) => {
    const { context, environment } = frame.runtime;
    const known = context.get(name);
    if (known !== undefined) return known;
    const global = environment.globals.get(name);
    return global === undefined ? undefinedOf(frame.runtime, name) : global;
  };
  for (const { hops, index } of scope.find(name).reverse()) {
    const outer = evaluate;
    if (hops === 0)
      evaluate = (frame) => {
        const value = frame.slots[index];
        return value === undefined ? outer(frame) : value;
      };
    else
      evaluate = (frame) => {
        let holder = frame;
        for (let i = 0; i < hops; i++) holder = holder.parent ?? holder;
        const value = holder.slots[index];
        return value === undefined ? outer(frame) : value;
      };
  }
  return evaluate;
}

function compileDict(c: Compiler, node: Node<"dict">, compile: Compile): Evaluate {
  const pairs = node.pairs.map(({ key, value }) => ({ key: compile(key), value: compile(value) }));
  return guarded(c.source, node.pos, (frame) => {
    const dict = new PyDict();
    for (const { key, value } of pairs) dict.set(key(frame), value(frame));
    return dict;
  });
}

function compileUnary(c: Compiler, node: Node<"unary">, operand: Evaluate): Evaluate {
  const { operator } = node;
  if (operator === "not") return (frame) => !truthy(operand(frame));
  return guarded(c.source, node.pos, (frame) => sign(operator, operand(frame)));
}

function compileBinary(
  c: Compiler,
  node: Node<"binary">,
  left: Evaluate,
  right: Evaluate,
): Evaluate {
  const { operator } = node;
  if (operator === "and")
    return (frame) => {
      const value = left(frame);
      return truthy(value) ? right(frame) : value;
    };
  if (operator === "or")
    return (frame) => {
      const value = left(frame);
      return truthy(value) ? value : right(frame);
    };
  return guarded(c.source, node.pos, (frame) => arithmetic(operator, left(frame), right(frame)));
}

function compileConditional(c: Compiler, node: Node<"conditional">, compile: Compile): Evaluate {
  const condition = compile(node.condition);
  const [then, otherwise] = c.softly(() => [
    compile(node.then),
    node.otherwise === undefined ? undefined : compile(node.otherwise),
  ]);
  const { line } = c.source.placeOf(node.pos);
  const hint =
    `the inline if-expression on line ${line} evaluated to false ` +
    "and no else section was defined.";
  return (frame) => {
    if (truthy(condition(frame))) return then?.(frame) ?? null;
    return otherwise === undefined ? undefinedOf(frame.runtime, undefined, hint) : otherwise(frame);
  };
}

function compileCall(c: Compiler, node: Node<"call">, compile: Compile): Evaluate {
  const { args, kwargs } = compileArguments(node.args, compile);
  const { callee } = node;
  if (callee.kind === "attribute") {
    const object = compile(callee.object);
    const { name } = callee;
    return guarded(c.source, node.pos, (frame) =>
      callMethod(frame.runtime, object(frame), name, args(frame), kwargs(frame)),
    );
  }
  const target = compile(callee);
  if (isPlain(node.args))
    return guarded(c.source, node.pos, (frame) => callValue(target(frame), args(frame), NO_KWARGS));
  return guarded(c.source, node.pos, (frame) =>
    callValue(target(frame), args(frame), kwargs(frame)),
  );
}

function isPlain(args: Arguments): boolean {
  return args.keywords.length === 0 && args.doubleStar === undefined;
}
