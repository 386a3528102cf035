import { typeError } from "../errors";
import type { Arguments, Expression } from "../syntax/ast";
import { iterate } from "../values/iterate";
import { isObject, type Kwargs, NO_KWARGS, typeName, type Value } from "../values/value";
import type { Evaluate, Frame } from "./runtime";

/** Evaluates the arguments of a call. */
export interface CompiledArguments {
  readonly args: (frame: Frame) => Value[];
  readonly kwargs: (frame: Frame) => Kwargs;
}

/** Turns arguments into closures. */
export function compileArguments(
  node: Arguments,
  compile: (child: Expression) => Evaluate,
): CompiledArguments {
  return { args: positional(node, compile), kwargs: keywords(node, compile) };
}

function positional(
  node: Arguments,
  compile: (child: Expression) => Evaluate,
): (frame: Frame) => Value[] {
  const items = node.positional.map(compile);
  const [first, second] = items;
  if (node.star === undefined) {
    if (first === undefined) return () => [];
    if (second === undefined) return (frame) => [first(frame)];
    return (frame) => items.map((item) => item(frame));
  }
  const star = compile(node.star);
  return (frame) => {
    const values = items.map((item) => item(frame));
    for (const value of iterate(star(frame))) values.push(value);
    return values;
  };
}

function keywords(
  node: Arguments,
  compile: (child: Expression) => Evaluate,
): (frame: Frame) => Kwargs {
  const pairs = node.keywords.map(({ name, value }) => ({ name, value: compile(value) }));
  const rest = node.doubleStar === undefined ? undefined : compile(node.doubleStar);
  if (rest === undefined && pairs.length === 0) return () => NO_KWARGS;
  return (frame) => {
    const kwargs = new Map<string, Value>();
    for (const { name, value } of pairs) {
      if (kwargs.has(name)) throw typeError(`keyword argument repeated: ${name}`);
      kwargs.set(name, value(frame));
    }
    if (rest !== undefined) addMapping(kwargs, rest(frame));
    return kwargs;
  };
}

function addMapping(kwargs: Map<string, Value>, mapping: Value): void {
  if (!isObject(mapping) || mapping.isMapping !== true)
    throw typeError(`argument after ** must be a mapping, not ${typeName(mapping)}`);
  for (const key of iterate(mapping)) {
    if (typeof key !== "string") throw typeError("keywords must be strings");
    if (kwargs.has(key)) throw typeError(`got multiple values for keyword argument '${key}'`);
    kwargs.set(key, mapping.getItem?.(key) ?? null);
  }
}
