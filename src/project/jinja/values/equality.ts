import { typeError } from "../errors";
import { PyFloat } from "./float";
import { type HashKey, isObject, typeName, type Value } from "./value";

/** Says whether two values are equal to Python. */
export function equals(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (typeof left === "string" || typeof right === "string") return objectEquals(left, right);
  const a = plainNumber(left);
  const b = plainNumber(right);
  // biome-ignore lint/suspicious/noDoubleEquals: 1 == 1n, which === denies.
  if (a !== undefined && b !== undefined) return a == b;
  if (Array.isArray(left) && Array.isArray(right)) return itemsEqual(left, right);
  return objectEquals(left, right);
}

function objectEquals(left: Value, right: Value): boolean {
  if (isObject(left) && left.equals !== undefined) return left.equals(right);
  if (isObject(right) && right.equals !== undefined) return right.equals(left);
  return false;
}

/** Says whether two sequences hold equal values. */
export function itemsEqual(left: readonly Value[], right: readonly Value[]): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++)
    if (!equals(left[i] ?? null, right[i] ?? null)) return false;
  return true;
}

/** Gives the JS number of a bool, int or float; undefined for everything else. */
export function plainNumber(value: Value): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof PyFloat ? value.value : undefined;
}

/** Gives the key a dict or set stores a value under; throws for unhashable ones. */
export function hashKey(value: Value): HashKey {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return Object.is(value, -0) ? 0 : value;
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "function":
      return value;
    default:
      if (value === null) return null;
      if (Array.isArray(value)) throw typeError("unhashable type: 'list'");
      return objectHashKey(value);
  }
}

function objectHashKey(value: Exclude<Value & object, Value[]>): HashKey {
  if (!isObject(value)) return value;
  if (value.hashKey === undefined && value.isMapping === true && value.equals !== undefined)
    throw typeError(`unhashable type: '${typeName(value)}'`);
  return value.hashKey?.() ?? value;
}

/** Says whether a value counts as true to Python. */
export function truthy(value: Value): boolean {
  switch (typeof value) {
    case "string":
      return value !== "";
    case "number":
      return value !== 0;
    case "bigint":
      return value !== 0n;
    case "boolean":
      return value;
    case "function":
      return true;
    default:
      if (value === null) return false;
      if (Array.isArray(value)) return value.length > 0;
      if (value.truthy !== undefined) return value.truthy();
      return value.length === undefined || value.length() !== 0;
  }
}
