import { PyError } from "../errors";
import { getItem, isUndefined } from "../evaluate/access";
import type { Filter, Runtime } from "../evaluate/runtime";
import { bind } from "../values/bind";
import { equals } from "../values/equality";
import { str } from "../values/text";
import type { Value } from "../values/value";

/** Is what a filter does: with its input, its bound arguments and the running template. */
export type Run = (
  value: Value,
  args: readonly (Value | undefined)[],
  runtime: Runtime,
) => Value | undefined;

/** Makes an entry of the filter table; the first `required` parameters must be given. */
export function filter(
  name: string,
  parameters: readonly string[],
  run: Run,
  required = 0,
): readonly [string, Filter] {
  const bound: Filter = (args, kwargs, runtime) =>
    run(args[0] ?? null, bind(name, parameters, args.slice(1), kwargs, required), runtime);
  return [name, bound];
}

/** Makes an entry of the filter table for a filter without arguments. */
export function plain(name: string, run: (value: Value) => Value): readonly [string, Filter] {
  return filter(name, [], run);
}

/** Makes an entry of the filter table for a filter of a text. */
export function ofText(name: string, run: (text: string) => Value): readonly [string, Filter] {
  return filter(name, [], (value) => run(str(value)));
}

/** Makes a reader of an attribute that may be an index or a path with dots. */
export function attributeReader(
  runtime: Runtime,
  attribute: Value | undefined,
  byDefault?: Value,
): (item: Value) => Value {
  if (attribute === undefined || attribute === null) return (item) => item;
  const path: readonly Value[] =
    typeof attribute === "string"
      ? attribute.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part))
      : [attribute];
  return (item) => {
    let value = item;
    for (const part of path) {
      value = getItem(runtime, value, part);
      if (byDefault !== undefined && byDefault !== null && isUndefined(value)) value = byDefault;
    }
    return value;
  };
}

/** Makes strings equal that differ in case only. */
export function ignoreCase(value: Value): Value {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/** Makes the error of a filter that was given wrong arguments. */
export function argumentError(message: string): PyError {
  return new PyError("FilterArgumentError", message);
}

/** Says whether an optional argument was given and is not None. */
export function given(value: Value | undefined): value is Value {
  return value !== undefined && !equals(value, null);
}
