import { PyError, typeError, valueError } from "../errors";
import { toDouble, toInteger } from "./convert";
import { keyError, PyDict } from "./dict";
import { exponential, fixed, general } from "./number-format";
import { repr, str } from "./text";
import { PyTuple } from "./tuple";
import { Undefined } from "./undefined";
import { isObject, orElse, typeName, type Value } from "./value";

const SPEC = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.)?/gsu;

interface Field {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/** Formats as Python's `text % values` does. */
export function percentFormat(template: string, values: Value): string {
  const source = new Arguments(values);
  let out = "";
  let from = 0;
  for (const match of template.matchAll(SPEC)) {
    out += template.slice(from, match.index);
    from = match.index + match[0].length;
    out += oneField(match, source);
  }
  source.finish();
  return out + template.slice(from);
}

function oneField(match: RegExpMatchArray, source: Arguments): string {
  const [whole, key, flags = "", width, precision, type] = match;
  if (type === undefined) throw valueError("incomplete format");
  if (type === "%" && key === undefined) return "%";
  const named = key === undefined ? undefined : source.named(key);
  const count = (text: string | undefined): number | undefined => {
    if (text === "*") return Number(toInteger(source.next()));
    return text === undefined ? undefined : Number(text);
  };
  const wide = count(width) ?? 0;
  const decimals = count(precision) ?? (whole.includes(".") ? 0 : undefined);
  const field: Field = {
    flags: wide < 0 ? `${flags}-` : flags,
    width: Math.abs(wide),
    precision: decimals,
    type,
  };
  return pad(
    convert(
      field,
      orElse(named, () => source.next()),
    ),
    field,
  );
}

function convert(field: Field, value: Value): string {
  const { precision, type } = field;
  switch (type) {
    case "s":
    case "r":
    case "a": {
      const text = type === "s" ? str(value) : repr(value);
      return precision === undefined ? text : text.slice(0, precision);
    }
    case "c":
      return typeof value === "string" ? value : String.fromCodePoint(Number(toInteger(value)));
    case "d":
    case "i":
    case "u":
      return signed(field, wholeDigits(field, value), value);
    case "x":
    case "X":
    case "o":
      return signed(field, radix(field, value), value);
    case "f":
    case "F":
      return signed(field, fixed(double(value), precision ?? 6), value);
    case "e":
    case "E":
      return signed(field, cased(type, exponential(double(value), precision ?? 6)), value);
    case "g":
    case "G": {
      const keep = field.flags.includes("#");
      return signed(field, cased(type, general(double(value), precision ?? 6, keep)), value);
    }
    default:
      throw valueError(`unsupported format character '${type}'`);
  }
}

function wholeDigits(field: Field, value: Value): string {
  const text = String(wholeNumber(value, field.type));
  if (field.precision === undefined) return text;
  const digits = text.replace("-", "").padStart(field.precision, "0");
  return text.startsWith("-") ? `-${digits}` : digits;
}

function cased(type: string, text: string): string {
  return type === type.toUpperCase() ? text.toUpperCase() : text;
}

function wholeNumber(value: Value, type: string): number | bigint {
  if (typeof value === "string" || value === null || Array.isArray(value) || isOther(value))
    throw typeError(`%${type} format: a real number is required, not ${typeName(value)}`);
  return toInteger(value);
}

function isOther(value: Value): boolean {
  if (value instanceof Undefined) throw value.error();
  return typeof value === "function" || (isObject(value) && value.pyType !== "float");
}

function double(value: Value): number {
  if (typeof value === "string" || value === null)
    throw typeError(`must be real number, not ${typeName(value)}`);
  return toDouble(value);
}

function radix(field: Field, value: Value): string {
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean")
    throw typeError(`%${field.type} format: an integer is required, not ${typeName(value)}`);
  const base = field.type === "o" ? 8 : 16;
  const digits = BigInt(value).toString(base);
  const prefix = field.flags.includes("#") ? (base === 8 ? "0o" : "0x") : "";
  const text = digits.startsWith("-") ? `-${prefix}${digits.slice(1)}` : prefix + digits;
  return cased(field.type, text);
}

function signed(field: Field, text: string, value: Value): string {
  if (text.startsWith("-") || typeof value === "string") return text;
  if (field.flags.includes("+")) return `+${text}`;
  return field.flags.includes(" ") ? ` ${text}` : text;
}

function pad(text: string, field: Field): string {
  const missing = field.width - text.length;
  if (missing <= 0) return text;
  if (field.flags.includes("-")) return text + " ".repeat(missing);
  if (!field.flags.includes("0") || "srac".includes(field.type)) return " ".repeat(missing) + text;
  const sign = /^[-+ ]/.test(text) ? (text[0] ?? "") : "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

class Arguments {
  private readonly values: Value;
  private readonly items: readonly Value[];
  private taken = 0;
  private usedNames = false;

  constructor(values: Value) {
    this.values = values;
    this.items = values instanceof PyTuple ? values.items : [values];
  }

  next(): Value {
    const item = this.items[this.taken++];
    if (item === undefined) throw typeError("not enough arguments for format string");
    return item;
  }

  named(key: string): Value {
    const { values } = this;
    this.usedNames = true;
    if (!isObject(values) || values.isMapping !== true)
      throw typeError("format requires a mapping");
    const value = values.getItem?.(key);
    if (value === undefined) throw keyError(key);
    return value;
  }

  finish(): void {
    if (this.usedNames || this.taken >= this.items.length) return;
    const mapping = this.values instanceof PyDict || Array.isArray(this.values);
    if (this.values instanceof PyTuple || !mapping)
      throw new PyError("TypeError", "not all arguments converted during string formatting");
  }
}
