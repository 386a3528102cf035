import { typeError, valueError } from "../errors";
import { characters, isWide } from "./code-points";
import { toIndex } from "./convert";
import { PyRange } from "./iterate";
import { PyTuple } from "./tuple";
import { isObject, typeName, type Value } from "./value";

/** Is a slice, as a subscript gives it; None means "not given". */
export interface Slice {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

/** Takes a slice of a string, list, tuple or range. */
export function takeSlice(value: Value, slice: Slice): Value {
  if (typeof value === "string") {
    if (!isWide(value)) return sliceText(value, slice);
    return pick(characters(value), slice).join("");
  }
  if (Array.isArray(value)) return pick(value, slice);
  if (value instanceof PyTuple) return new PyTuple(pick(value.items, slice));
  if (value instanceof PyRange) {
    const [first, last, step] = bounds(slice, value.length());
    return new PyRange(value.at(first), value.at(last), value.step * step);
  }
  if (isObject(value) && value.pyType === "Undefined") return value.getItem?.(null) ?? null;
  throw typeError(`'${typeName(value)}' object is not subscriptable`);
}

function sliceText(text: string, slice: Slice): string {
  const [first, last, step] = bounds(slice, text.length);
  if (step === 1) return text.slice(first, Math.max(first, last));
  return pick(text.split(""), slice).join("");
}

function pick<T>(items: readonly T[], slice: Slice): T[] {
  const [first, last, step] = bounds(slice, items.length);
  if (step === 1) return items.slice(first, Math.max(first, last));
  const out: T[] = [];
  for (let i = first; step > 0 ? i < last : i > last; i += step) {
    const item = items[i];
    if (item !== undefined) out.push(item);
  }
  return out;
}

function bounds(slice: Slice, length: number): [number, number, number] {
  const step = slice.step === null ? 1 : toIndex(slice.step);
  if (step === 0) throw valueError("slice step cannot be zero");
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? length : length - 1;
  const clamp = (value: Value, missing: number): number => {
    if (value === null) return missing;
    const index = toIndex(value);
    return Math.min(high, Math.max(low, index < 0 ? index + length : index));
  };
  const first = clamp(slice.start, step > 0 ? low : high);
  return [first, clamp(slice.stop, step > 0 ? high : low), step];
}
