import { float, PyDict, PyFloat, repr, Undefined, type Value } from "./jinja";
import { YamlFloat } from "./yaml-scalar";

/** Gives a plain value (of YAML, of options) as templates see it. */
export function toTemplate(plain: unknown): Value {
  if (plain === null || plain === undefined) return null;
  if (plain instanceof YamlFloat) return float(plain.value);
  switch (typeof plain) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return plain;
    case "object":
      if (Array.isArray(plain)) return plain.map(toTemplate);
      return new PyDict(Object.entries(plain).map(([key, item]) => [key, toTemplate(item)]));
    default:
      return null;
  }
}

const jsonPart = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** Parses JSON as Python does: a number with a point stays one. */
export function parseJson(text: string): unknown {
  const marked = text.replace(jsonPart, (part) =>
    /^-?\d+(?:\.|[eE])/.test(part) ? `{"\\u0000": "${part}"}` : part,
  );
  return JSON.parse(marked, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !("\u0000" in value)) return value;
    return new YamlFloat(Number(value["\u0000"]));
  });
}

/** Gives a value of a template as plain data; what is no data becomes its text. */
export function fromTemplate(value: Value | undefined): unknown {
  if (value === null || value === undefined || value instanceof Undefined) return null;
  if (typeof value === "number" && !Number.isInteger(value)) return new YamlFloat(value);
  if (typeof value === "function") return null;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(fromTemplate);
  if (value instanceof PyFloat) return new YamlFloat(value.value);
  if (value instanceof PyDict) {
    const plain: Record<string, unknown> = {};
    for (const [key, item] of value.entries()) plain[textOf(key)] = fromTemplate(item);
    return plain;
  }
  if (value.isSequence === true && value.iterate !== undefined) {
    return Array.from(value.iterate(), fromTemplate);
  }
  return textOf(value);
}

/** Prints a value of a template as Python's str() does for the simple ones. */
export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value.str?.() ?? value.repr?.() ?? "";
  }
  return rawText(value);
}

/** Prints a plain scalar as Python does: True, None, 1.0. */
export function rawText(plain: unknown): string {
  if (plain === true) return "True";
  if (plain === false) return "False";
  if (plain === null || plain === undefined) return "None";
  if (plain instanceof YamlFloat) return repr(float(plain.value));
  return typeof plain === "object" ? JSON.stringify(plain) : String(plain);
}
