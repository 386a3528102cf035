import { typeError, valueError } from "../errors";
import { floatRepr, PyFloat } from "./float";
import { exponential, fixed, general } from "./number-format";
import { str } from "./text";
import { isObject, typeName, type Value } from "./value";

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly group: string;
  readonly precision: number | undefined;
  readonly type: string;
}

/** Formats one value as Python's format() does. */
export function formatValue(value: Value, spec: string): string {
  if (spec === "") return str(value);
  const own = isObject(value) ? value.getAttr?.("__format__") : undefined;
  if (typeof own === "function") return str(own([spec], new Map()) ?? null);
  const parsed = parseSpec(spec);
  if (typeof value === "string") return formatText(value, parsed);
  if (typeof value === "boolean" && parsed.type === "") return formatText(str(value), parsed);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return formatNumber(typeof value === "boolean" ? Number(value) : value, parsed);
  if (value instanceof PyFloat) return formatNumber(value, parsed);
  throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
}

function parseSpec(spec: string): Spec {
  const match = SPEC.exec(spec);
  if (match === null) throw valueError(`Invalid format specifier '${spec}'`);
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = match;
  return {
    fill: fill ?? (zero === undefined ? " " : "0"),
    align: align ?? (zero === undefined ? undefined : "="),
    sign: sign ?? "-",
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    group: group ?? "",
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? "",
  };
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== "" && spec.type !== "s")
    throw valueError(`Unknown format code '${spec.type}' for object of type 'str'`);
  const cut = spec.precision === undefined ? text : text.slice(0, spec.precision);
  return align(cut, spec, spec.align === "=" ? "<" : (spec.align ?? "<"));
}

function align(text: string, spec: Spec, how: string): string {
  const missing = spec.width - text.length;
  if (missing <= 0) return text;
  if (how === "<") return text + spec.fill.repeat(missing);
  if (how === ">") return spec.fill.repeat(missing) + text;
  const left = Math.floor(missing / 2);
  return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left);
}

function formatNumber(value: number | bigint | PyFloat, spec: Spec): string {
  const digits = numberDigits(value, spec);
  const negative = digits.startsWith("-");
  const sign = negative ? "-" : spec.sign === "-" ? "" : spec.sign;
  const body = grouped(negative ? digits.slice(1) : digits, spec);
  if (spec.align !== "=") return align(sign + body, spec, spec.align ?? ">");
  const missing = spec.width - sign.length - body.length;
  return sign + spec.fill.repeat(Math.max(0, missing)) + body;
}

function numberDigits(value: number | bigint | PyFloat, spec: Spec): string {
  const whole = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  const number = value instanceof PyFloat ? value.value : Number(value);
  const { precision, type } = spec;
  switch (type) {
    case "f":
    case "F":
      return fixed(number, precision ?? 6);
    case "e":
      return exponential(number, precision ?? 6);
    case "E":
      return exponential(number, precision ?? 6).toUpperCase();
    case "g":
      return general(number, precision ?? 6, spec.alternate);
    case "G":
      return general(number, precision ?? 6, spec.alternate).toUpperCase();
    case "%":
      return `${fixed(number * 100, precision ?? 6)}%`;
  }
  if (!whole) {
    if (type !== "") throw valueError(`Unknown format code '${type}' for object of type 'float'`);
    if (precision === undefined) return floatRepr(number);
    const text = general(number, precision);
    return /[.en]/.test(text) ? text : `${text}.0`;
  }
  return integerDigits(typeof value === "bigint" ? value : BigInt(number), spec);
}

function integerDigits(value: bigint, spec: Spec): string {
  const prefixed = (base: number, prefix: string): string => {
    const text = (value < 0n ? -value : value).toString(base);
    return (value < 0n ? "-" : "") + (spec.alternate ? prefix : "") + text;
  };
  switch (spec.type) {
    case "":
    case "d":
    case "n":
      return value.toString();
    case "b":
      return prefixed(2, "0b");
    case "o":
      return prefixed(8, "0o");
    case "x":
      return prefixed(16, "0x");
    case "X":
      return prefixed(16, "0x").toUpperCase();
    case "c":
      return String.fromCodePoint(Number(value));
    default:
      throw valueError(`Unknown format code '${spec.type}' for object of type 'int'`);
  }
}

function grouped(digits: string, spec: Spec): string {
  if (spec.group === "") return digits;
  const size = "boxX".includes(spec.type) && spec.type !== "" ? 4 : 3;
  const [, whole = "", rest = ""] = /^([0-9a-f]*)(.*)$/is.exec(digits) ?? [];
  const groups: string[] = [];
  for (let end = whole.length; end > 0; end -= size)
    groups.unshift(whole.slice(Math.max(0, end - size), end));
  return groups.join(spec.group) + rest;
}
