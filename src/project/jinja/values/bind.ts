import { typeError } from "../errors";
import type { Kwargs, Value } from "./value";

/** Is a method of a Python type. */
export type Method<T> = (self: T, args: readonly Value[], kwargs: Kwargs) => Value;

/** Gives the arguments in the order of the parameters; undefined where none was given. */
export function bind(
  name: string,
  parameters: readonly string[],
  args: readonly Value[],
  kwargs: Kwargs,
  required = 0,
): (Value | undefined)[] {
  if (args.length > parameters.length)
    throw typeError(
      `${name}() takes at most ${parameters.length} arguments (${args.length} given)`,
    );
  const bound: (Value | undefined)[] = args.slice();
  for (const [key, value] of kwargs) {
    const index = parameters.indexOf(key);
    if (index < 0) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
    if (bound[index] !== undefined)
      throw typeError(`${name}() got multiple values for argument '${key}'`);
    bound[index] = value;
  }
  for (let i = 0; i < required; i++)
    if (bound[i] === undefined)
      throw typeError(`${name}() missing required argument: '${parameters[i] ?? ""}'`);
  return bound;
}
