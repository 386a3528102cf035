import { typeError } from "../errors";
import type { Method } from "./bind";
import { callValue } from "./call";
import { characters, isWide, textLength } from "./code-points";
import { toIndex } from "./convert";
import { PyDict } from "./dict";
import { DICT_METHODS, SET_METHODS } from "./dict-methods";
import { equals } from "./equality";
import { isIterable, iterate, PyRange } from "./iterate";
import { LIST_METHODS, RANGE_METHODS, TUPLE_METHODS } from "./list-methods";
import { PySet } from "./set";
import { takeSlice } from "./slice";
import { type FieldAccess, formatText, inKwargs } from "./text-format";
import { TEXT_METHODS } from "./text-methods";
import { PyTuple } from "./tuple";
import { isObject, type Kwargs, type PyObject, typeName, type Value } from "./value";

const FIELDS: FieldAccess = {
  attribute: (value, name) => {
    const found = attributeOf(value, name);
    if (found === undefined)
      throw typeError(`'${typeName(value)}' object has no attribute '${name}'`);
    return found;
  },
  item: (value, key) => {
    const found = itemOf(value, key);
    if (found === undefined) throw typeError(`'${typeName(value)}' object has no such item`);
    return found;
  },
};

const STRING_METHODS: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ...TEXT_METHODS,
  ["format", (self, args, kwargs) => formatText(self, args, inKwargs(kwargs), FIELDS)],
  [
    "format_map",
    (self, args) => {
      const [mapping = null] = args;
      return formatText(self, [], (name) => itemOf(mapping, name), FIELDS);
    },
  ],
]);

class BoundMethod<T extends Value> implements PyObject {
  readonly pyType = "builtin_function_or_method";
  private readonly name: string;
  private readonly method: Method<T>;
  private readonly self: T;

  constructor(name: string, method: Method<T>, self: T) {
    this.name = name;
    this.method = method;
    this.self = self;
  }

  call(args: readonly Value[], kwargs: Kwargs): Value {
    return this.method(this.self, args, kwargs);
  }

  repr(): string {
    return `<built-in method ${this.name} of ${typeName(this.self)} object at 0x7f0000000000>`;
  }
}

/** Finds a method of a built-in type, already bound to its value. */
function methodOf(value: Value, name: string): Value | undefined {
  if (typeof value === "string") return bound(name, STRING_METHODS, value);
  if (Array.isArray(value)) return bound(name, LIST_METHODS, value);
  if (value instanceof PyDict) return bound(name, DICT_METHODS, value);
  if (value instanceof PyTuple) return bound(name, TUPLE_METHODS, value);
  if (value instanceof PySet) return bound(name, SET_METHODS, value);
  if (value instanceof PyRange) return bound(name, RANGE_METHODS, value);
  return undefined;
}

function bound<T extends Value>(
  name: string,
  methods: ReadonlyMap<string, Method<T>>,
  self: T,
): Value | undefined {
  const method = methods.get(name);
  return method === undefined ? undefined : new BoundMethod(name, method, self);
}

/** Gives an attribute as Python's getattr does; undefined when there is none. */
export function attributeOf(value: Value, name: string): Value | undefined {
  const method = methodOf(value, name);
  if (method !== undefined) return method;
  if (isObject(value)) return value.getAttr?.(name);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return numberAttribute(value, name);
  return undefined;
}

function numberAttribute(value: number | bigint | boolean, name: string): Value | undefined {
  switch (name) {
    case "real":
    case "numerator":
      return typeof value === "boolean" ? Number(value) : value;
    case "imag":
      return 0;
    case "denominator":
      return 1;
    case "is_integer":
      return () => typeof value !== "number" || Number.isInteger(value);
    case "bit_length":
      return () => BigInt(value).toString(2).replace("-", "").length;
    default:
      return undefined;
  }
}

/** Gives an item as Python's `value[key]` does; undefined where Python fails. */
export function itemOf(value: Value, key: Value): Value | undefined {
  if (value instanceof PyDict) return Array.isArray(key) ? undefined : value.get(key);
  if (key instanceof SliceKey) return takeSlice(value, key);
  if (typeof key === "number" || typeof key === "boolean") {
    const index = toIndex(key);
    if (Array.isArray(value)) return value.at(index);
    if (typeof value === "string") return characterAt(value, index);
    if (value instanceof PyTuple) return value.items.at(index);
    if (value instanceof PyRange) return numberAt(value, index);
  }
  return isObject(value) ? value.getItem?.(key) : undefined;
}

function numberAt(range: PyRange, index: number): Value | undefined {
  const at = index < 0 ? index + range.length() : index;
  return at >= 0 && at < range.length() ? range.at(at) : undefined;
}

function characterAt(text: string, index: number): string | undefined {
  return isWide(text) ? characters(text).at(index) : text.at(index);
}

/** Is a slice between square brackets, as a value of its own. */
export class SliceKey implements PyObject {
  readonly pyType = "slice";
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;

  constructor(start: Value, stop: Value, step: Value) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** Calls a method of a built-in type without binding it first; undefined when it has none. */
export function callBuiltinMethod(
  value: Value,
  name: string,
  args: readonly Value[],
  kwargs: Kwargs,
): Value | undefined {
  if (typeof value === "string") return STRING_METHODS.get(name)?.(value, args, kwargs);
  if (Array.isArray(value)) return LIST_METHODS.get(name)?.(value, args, kwargs);
  if (value instanceof PyDict) return DICT_METHODS.get(name)?.(value, args, kwargs);
  return undefined;
}

/** Says whether `item in container`. */
export function contains(container: Value, item: Value): boolean {
  if (typeof container === "string") {
    if (typeof item === "string") return container.includes(item);
    throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (Array.isArray(container)) return container.some((own) => equals(own, item));
  if (isObject(container)) {
    if (container.contains !== undefined) return container.contains(item);
    if (container.iterate !== undefined) {
      for (const own of container.iterate()) if (equals(own, item)) return true;
      return false;
    }
    const own = attributeOf(container, "__contains__");
    if (own !== undefined) return callValue(own, [item]) === true;
  }
  throw typeError(`argument of type '${typeName(container)}' is not iterable`);
}

/** Gives a value's length; throws when it has none. */
export function lengthOf(value: Value): number {
  if (typeof value === "string") return textLength(value);
  if (Array.isArray(value)) return value.length;
  const length = isObject(value) ? value.length?.() : undefined;
  if (length === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return length;
}

/** Gives the items of a list or tuple, or of whatever else can be iterated. */
export function itemsOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value;
  if (value instanceof PyTuple) return value.items;
  return isIterable(value) ? Array.from(iterate(value)) : [];
}
