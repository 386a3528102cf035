import { PyError, typeError, valueError } from "../errors";
import { float, PyFloat } from "./float";
import { integer } from "./integer";
import { repr } from "./text";
import { Undefined } from "./undefined";
import { typeName, type Value } from "./value";

const INTEGER_TEXT = /^[+-]?\d+(?:_\d+)*$/;
const FLOAT_TEXT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i;
const PREFIX: Readonly<Record<number, RegExp>> = { 2: /^0b/i, 8: /^0o/i, 16: /^0x/i };

/** Converts as Python's int() does. */
export function toInteger(value: Value, base = 10): number | bigint {
  if (typeof value === "string") return parseInteger(value, base);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return value;
  const number = value instanceof PyFloat ? value.value : value;
  if (typeof number !== "number") throw cannot("int", "a string, a bytes-like object", value);
  if (Number.isNaN(number)) throw valueError("cannot convert float NaN to integer");
  if (!Number.isFinite(number))
    throw new PyError("OverflowError", "cannot convert float infinity to integer");
  const whole = Math.trunc(number);
  return Number.isSafeInteger(whole) ? whole + 0 : integer(BigInt(whole));
}

function parseInteger(text: string, base: number): number | bigint {
  const trimmed = text.trim();
  const wrong = (): Error =>
    valueError(`invalid literal for int() with base ${base}: ${repr(text)}`);
  if (base === 10) {
    if (!INTEGER_TEXT.test(trimmed)) throw wrong();
    return integer(BigInt(trimmed.replaceAll("_", "").replace("+", "")));
  }
  const negative = trimmed.startsWith("-");
  const digits = trimmed.replace(/^[+-]/, "").replaceAll("_", "");
  let radix = base;
  let body = digits;
  for (const known of [2, 8, 16]) {
    if (!PREFIX[known]?.test(digits) || (base !== known && base !== 0)) continue;
    radix = known;
    body = digits.slice(2);
  }
  if (radix === 0) radix = 10;
  let result = 0n;
  for (const char of body.toLowerCase()) {
    const digit = Number.parseInt(char, 36);
    if (Number.isNaN(digit) || digit >= radix) throw wrong();
    result = result * BigInt(radix) + BigInt(digit);
  }
  if (body === "") throw wrong();
  return integer(negative ? -result : result);
}

/** Converts as Python's float() does, to a JS number. */
export function toDouble(value: Value): number {
  if (typeof value === "number") return value;
  if (value instanceof PyFloat) return value.value;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  if (typeof value !== "string") throw cannot("float", "a string", value);
  const text = value.trim();
  if (FLOAT_TEXT.test(text)) return Number(text.replaceAll("_", ""));
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  throw valueError(`could not convert string to float: ${repr(value)}`);
}

/** Converts as Python's float() does. */
export function toFloat(value: Value): Value {
  return float(toDouble(value));
}

function cannot(target: string, wanted: string, value: Value): Error {
  if (value instanceof Undefined) return value.error();
  const last = "or a real number";
  return typeError(`${target}() argument must be ${wanted} ${last}, not '${typeName(value)}'`);
}

/** Gives a JS integer where Python asks for an index or count. */
export function toIndex(value: Value): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint")
    return value > 0n ? Number.MAX_SAFE_INTEGER : -Number.MAX_SAFE_INTEGER;
  if (value instanceof Undefined) throw value.error();
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}
