import { typeError } from "../errors";
import { isObject, type Kwargs, NO_KWARGS, typeName, type Value } from "./value";

/** Calls a value as `value(*args, **kwargs)`. */
export function callValue(
  callee: Value,
  args: readonly Value[],
  kwargs: Kwargs = NO_KWARGS,
): Value {
  if (typeof callee === "function") return callee(args, kwargs) ?? null;
  if (isObject(callee) && callee.call !== undefined) return callee.call(args, kwargs) ?? null;
  throw typeError(`'${typeName(callee)}' object is not callable`);
}

/** Says whether a value can be called. */
export function isCallable(value: Value): boolean {
  return typeof value === "function" || (isObject(value) && value.call !== undefined);
}
