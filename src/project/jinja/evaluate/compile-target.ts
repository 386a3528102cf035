import { PyError, typeError, valueError } from "../errors";
import type { Target } from "../syntax/ast";
import { isIterable, toList } from "../values/iterate";
import { typeName, type Value } from "../values/value";
import { compileName } from "./compile-expression";
import type { Compiler } from "./compiler";
import { locate } from "./locate";
import { Namespace } from "./namespace";
import type { Frame } from "./runtime";
import type { Scope } from "./scope";

/** Stores a value in a target. */
export type Assign = (frame: Frame, value: Value) => void;

/** Turns a target into a closure that assigns to it. */
export function compileTarget(c: Compiler, scope: Scope, target: Target): Assign {
  if (target.kind === "name") {
    const index = scope.declare(target.name);
    return (frame, value) => {
      frame.slots[index] = value;
    };
  }
  if (target.kind === "attribute") {
    const holder = compileName(scope, target.name);
    const { attribute } = target;
    return located(c, target.pos, (frame, value) => {
      const namespace = holder(frame);
      if (!(namespace instanceof Namespace))
        throw new PyError(
          "TemplateRuntimeError",
          "cannot assign attribute on non-namespace object",
        );
      namespace.setAttr(attribute, value);
    });
  }
  const items = target.items.map((item) => compileTarget(c, scope, item));
  return located(c, target.pos, (frame, value) => {
    const values = unpack(value, items.length);
    items.forEach((assign, index) => {
      assign(frame, values[index] ?? null);
    });
  });
}

function unpack(value: Value, count: number): readonly Value[] {
  if (!isIterable(value)) throw typeError(`cannot unpack non-iterable ${typeName(value)} object`);
  const values = toList(value);
  if (values.length > count) throw valueError(`too many values to unpack (expected ${count})`);
  if (values.length < count)
    throw valueError(`not enough values to unpack (expected ${count}, got ${values.length})`);
  return values;
}

function located(c: Compiler, pos: number, assign: Assign): Assign {
  return (frame, value) => {
    try {
      assign(frame, value);
    } catch (thrown) {
      throw locate(thrown, c.source, pos, frame);
    }
  };
}
