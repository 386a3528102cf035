import { PyError } from "../errors";
import type { Filter } from "../evaluate/runtime";
import { sign } from "../values/arithmetic";
import { toDouble, toFloat, toIndex, toInteger } from "../values/convert";
import { float, PyFloat } from "../values/float";
import { fixed } from "../values/number-format";
import { str } from "../values/text";
import { orElse, type Value } from "../values/value";
import { argumentError, filter, plain } from "./define";

function isConversionError(thrown: unknown): boolean {
  return thrown instanceof PyError && (thrown.type === "TypeError" || thrown.type === "ValueError");
}

/** Gives the first conversion that succeeds, else the default. */
function attempt(conversions: readonly (() => Value)[], byDefault: Value): Value {
  for (const convert of conversions) {
    try {
      return convert();
    } catch (thrown) {
      const overflow = thrown instanceof PyError && thrown.type === "OverflowError";
      if (!isConversionError(thrown) && !overflow) throw thrown;
    }
  }
  return byDefault;
}

function isFloat(value: Value): boolean {
  return value instanceof PyFloat || (typeof value === "number" && !Number.isInteger(value));
}

/** Rounds as Python's round does: to the even neighbour on an exact tie. */
function roundTo(value: Value, decimals: number): Value {
  const number = toDouble(value);
  const scale = 10 ** -decimals;
  const rounded =
    decimals >= 0 ? Number(fixed(number, decimals)) : Number(fixed(number / scale, 0)) * scale;
  return isFloat(value) ? float(rounded) : Math.round(rounded);
}

function round(value: Value, decimals: number, method: string): Value {
  if (method === "common")
    return decimals >= 0 && !isFloat(value) ? toInteger(value) : roundTo(value, decimals);
  if (method !== "ceil" && method !== "floor")
    throw argumentError("method must be common, ceil or floor");
  const scale = 10 ** decimals;
  return float(Math[method](toDouble(value) * scale) / scale);
}

const PREFIXES = [
  ["kB", "KiB"],
  ["MB", "MiB"],
  ["GB", "GiB"],
  ["TB", "TiB"],
  ["PB", "PiB"],
  ["EB", "EiB"],
  ["ZB", "ZiB"],
  ["YB", "YiB"],
] as const;

function fileSize(bytes: number, binary: boolean): string {
  const base = binary ? 1024 : 1000;
  if (bytes === 1) return "1 Byte";
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  let unit = base;
  let name = "";
  for (const [decimal, two] of PREFIXES) {
    unit *= base;
    name = binary ? two : decimal;
    if (bytes < unit) break;
  }
  return `${fixed((base * bytes) / unit, 1)} ${name}`;
}

/** Holds the filters of numbers. */
export const NUMBER_FILTERS: readonly (readonly [string, Filter])[] = [
  plain("abs", (value) => (toDouble(value) < 0 ? sign("-", value) : sign("+", value))),
  filter("int", ["default", "base"], (value, [byDefault, base]) =>
    attempt(
      [
        () => toInteger(value, base === undefined ? 10 : toIndex(base)),
        () => toInteger(toFloat(value)),
      ],
      orElse(byDefault, () => 0),
    ),
  ),
  filter("float", ["default"], (value, [byDefault]) =>
    attempt(
      [() => toFloat(value)],
      orElse(byDefault, () => float(0)),
    ),
  ),
  filter("round", ["precision", "method"], (value, [precision, method]) =>
    round(value, precision === undefined ? 0 : toIndex(precision), str(method ?? "common")),
  ),
  filter("filesizeformat", ["binary"], (value, [binary]) =>
    fileSize(toDouble(value), binary === true),
  ),
];
