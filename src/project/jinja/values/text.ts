import { floatRepr } from "./float";
import { isObject, typeName, type Value } from "./value";

/** Writes a value as Python's str does. */
export function str(value: Value): string {
  if (typeof value === "string") return value;
  if (isObject(value)) return value.str?.() ?? repr(value);
  return repr(value);
}

/** Writes a value as Python's repr does. */
export function repr(value: Value): string {
  switch (typeof value) {
    case "string":
      return stringRepr(value);
    case "number":
      return Number.isInteger(value) ? String(value) : floatRepr(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "True" : "False";
    case "function":
      return value.name === "" ? "<function>" : `<function ${value.name}>`;
    default:
      if (value === null) return "None";
      if (Array.isArray(value)) return listRepr(value);
      return value.repr?.() ?? value.str?.() ?? `<${typeName(value)} object>`;
  }
}

const open = new Set<object>();

/** Writes a container once; inside itself it is written as `placeholder`. */
export function guarded(container: object, placeholder: string, write: () => string): string {
  if (open.has(container)) return placeholder;
  open.add(container);
  try {
    return write();
  } finally {
    open.delete(container);
  }
}

function listRepr(items: Value[]): string {
  return guarded(items, "[...]", () => `[${items.map(repr).join(", ")}]`);
}

const PLAIN = /^[ !#-&(-[\]-~]*$/;
const SPECIAL = /['\\]|[^ -~]/gu;
const UNPRINTABLE = /[\p{C}\p{Z}]/u;

function stringRepr(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(SPECIAL, (char) => {
    if (char === "\\") return "\\\\";
    if (char === "'") return quote === "'" ? "\\'" : "'";
    if (char === "\n") return "\\n";
    if (char === "\r") return "\\r";
    if (char === "\t") return "\\t";
    return UNPRINTABLE.test(char) ? escaped(char.codePointAt(0) ?? 0) : char;
  });
  return quote + body + quote;
}

function escaped(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${hex.padStart(4, "0")}`;
  return `\\U${hex.padStart(8, "0")}`;
}
