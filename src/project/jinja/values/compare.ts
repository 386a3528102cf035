import { typeError } from "../errors";
import { compareText } from "./code-points";
import { equals, plainNumber } from "./equality";
import { PyTuple } from "./tuple";
import { Undefined } from "./undefined";
import { isObject, typeName, type Value } from "./value";

/** Orders two values as Python's `operator` does; throws when they have no order. */
export function compare(left: Value, right: Value, operator = "<"): number {
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  const a = plainNumber(left);
  const b = plainNumber(right);
  if (a !== undefined && b !== undefined) {
    // biome-ignore lint/suspicious/noDoubleEquals: 1 == 1n, which === denies.
    if (a == b) return 0;
    return a < b ? -1 : a > b ? 1 : Number.NaN;
  }
  if (Array.isArray(left) && Array.isArray(right)) return compareItems(left, right, operator);
  if (left instanceof PyTuple && right instanceof PyTuple)
    return compareItems(left.items, right.items, operator);
  for (const side of [left, right]) if (side instanceof Undefined) throw side.error();
  const own = isObject(left) ? left.compare?.(right) : undefined;
  if (own !== undefined) return own;
  throw typeError(
    `'${operator}' not supported between instances of ` +
      `'${typeName(left)}' and '${typeName(right)}'`,
  );
}

function compareItems(left: readonly Value[], right: readonly Value[], operator: string): number {
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const a = left[i] ?? null;
    const b = right[i] ?? null;
    if (!equals(a, b)) return compare(a, b, operator);
  }
  return left.length - right.length;
}
