import { PyError, typeError, valueError } from "../errors";
import { compareText } from "../values/code-points";
import { floatRepr, PyFloat } from "../values/float";
import { iterate } from "../values/iterate";
import { PyTuple } from "../values/tuple";
import { Undefined } from "../values/undefined";
import { isObject, type PyObject, typeName, type Value } from "../values/value";

/** Sets how JSON is written; the defaults are those of Python's json.dumps. */
export interface JsonOptions {
  readonly sortKeys?: boolean;
  readonly indent?: number;
  readonly keepUnicode?: boolean;
}

/** Writes a value as Python's json.dumps does. */
export function toJson(value: Value, options: JsonOptions = {}): string {
  return write(value, options, "\n", new Set());
}

/** Writes a value as the tojson filter does: sorted keys, safe inside HTML. */
export function toHtmlSafeJson(value: Value, options: JsonOptions = {}): string {
  return toJson(value, { sortKeys: true, ...options })
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replaceAll("'", "\\u0027");
}

function write(value: Value, options: JsonOptions, newline: string, open: Set<object>): string {
  switch (typeof value) {
    case "string":
      return text(value, options);
    case "number":
      return Number.isInteger(value) ? String(value) : number(value);
    case "bigint":
      return String(value);
    case "boolean":
      return String(value);
    case "function":
      throw typeError("Object of type function is not JSON serializable");
    default:
      if (value === null) return "null";
      if (value instanceof PyFloat) return number(value.value);
      return container(value, options, newline, open);
  }
}

function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return floatRepr(value);
}

function text(value: string, options: JsonOptions): string {
  const quoted = JSON.stringify(value).replaceAll("\x7f", "\\u007f");
  if (options.keepUnicode === true) return quoted;
  return quoted.replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function container(
  value: Value[] | PyObject,
  options: JsonOptions,
  newline: string,
  open: Set<object>,
): string {
  if (open.has(value)) throw valueError("Circular reference detected");
  open.add(value);
  const inner = options.indent === undefined ? "" : newline + " ".repeat(options.indent);
  const deeper = inner === "" ? newline : inner;
  let parts: string[];
  let brackets = "[]";
  if (Array.isArray(value) || value instanceof PyTuple) {
    const items = Array.isArray(value) ? value : value.items;
    parts = items.map((item) => write(item, options, deeper, open));
  } else if (isObject(value) && value.isMapping === true) {
    brackets = "{}";
    parts = members(value, options, deeper, open);
  } else {
    if (value instanceof Undefined)
      throw new PyError("TypeError", "Object of type Undefined is not JSON serializable");
    throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
  }
  open.delete(value);
  if (parts.length === 0) return brackets;
  if (inner === "") return `${brackets[0]}${parts.join(", ")}${brackets[1]}`;
  return `${brackets[0]}${inner}${parts.join(`,${inner}`)}${newline}${brackets[1]}`;
}

function members(
  value: PyObject,
  options: JsonOptions,
  newline: string,
  open: Set<object>,
): string[] {
  const entries = Array.from(iterate(value), (key) => ({
    name: keyText(key),
    value: value.getItem?.(key) ?? null,
  }));
  if (options.sortKeys === true) entries.sort((a, b) => compareText(a.name, b.name));
  return entries.map(
    (entry) => `${text(entry.name, options)}: ${write(entry.value, options, newline, open)}`,
  );
}

function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null) return "null";
  if (typeof key === "boolean" || typeof key === "bigint") return String(key);
  if (typeof key === "number") return Number.isInteger(key) ? String(key) : number(key);
  if (key instanceof PyFloat) return number(key.value);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}
