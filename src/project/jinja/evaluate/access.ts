import { attributeOf, callBuiltinMethod, itemOf } from "../values/access";
import { callValue } from "../values/call";
import { objectName } from "../values/dict-methods";
import { repr } from "../values/text";
import { Undefined } from "../values/undefined";
import { isObject, type Kwargs, typeName, type Value } from "../values/value";
import { type Runtime, undefinedOf } from "./runtime";

/** Gives `object.name`: the attribute, else the item, else an undefined value. */
export function getAttribute(runtime: Runtime, object: Value, name: string): Value {
  const hidden = name.startsWith("_");
  if (!hidden) {
    const attribute = attributeOf(object, name);
    if (attribute !== undefined) return attribute;
  }
  const item = itemOf(object, name);
  if (item !== undefined) return item;
  if (hidden && !hasOwnItems(object))
    return undefinedOf(
      runtime,
      name,
      `access to attribute '${name}' of '${typeName(object)}' object is unsafe.`,
    );
  return undefinedOf(runtime, name, `'${objectName(object)}' has no attribute '${name}'`);
}

function hasOwnItems(object: Value): boolean {
  return isObject(object) && object.isMapping === true;
}

/** Gives `object[key]`: the item, else the attribute, else an undefined value. */
export function getItem(runtime: Runtime, object: Value, key: Value): Value {
  const item = itemOf(object, key);
  if (item !== undefined) return item;
  if (typeof key === "string" && !key.startsWith("_")) {
    const attribute = attributeOf(object, key);
    if (attribute !== undefined) return attribute;
    return undefinedOf(runtime, key, `'${objectName(object)}' has no attribute '${key}'`);
  }
  return undefinedOf(runtime, repr(key), `${objectName(object)} has no element ${repr(key)}`);
}

/** Calls `object.name(...)`. */
export function callMethod(
  runtime: Runtime,
  object: Value,
  name: string,
  args: readonly Value[],
  kwargs: Kwargs,
): Value {
  const result = callBuiltinMethod(object, name, args, kwargs);
  if (result !== undefined) return result;
  return callValue(getAttribute(runtime, object, name), args, kwargs);
}

/** Says whether a value is undefined. */
export function isUndefined(value: Value): value is Undefined {
  return value instanceof Undefined;
}
