import { JinjaError, valueError } from "../errors";
import type { Filter } from "../evaluate/runtime";
import { str } from "../values/text";
import { orElse, type PyObject, type Value } from "../values/value";
import { plain } from "./define";
import { literalValue } from "./literal";

type Kind = "text" | "native" | "bool" | "number";

/** Is a text that carries how it is to be read once it is the whole result. */
class Marker implements PyObject {
  readonly pyType = "str";
  readonly kind: Kind;
  private readonly text: string;

  constructor(kind: Kind, text: string) {
    this.kind = kind;
    this.text = text;
  }

  str(): string {
    return this.text;
  }

  truthy(): boolean {
    return this.text !== "";
  }
}

function marking(name: string, kind: Kind): readonly [string, Filter] {
  return [
    name,
    ([value = null], _kwargs, runtime) => (runtime.native ? new Marker(kind, str(value)) : value),
  ];
}

/** Holds dbt's own filters. */
export const DBT_FILTERS: readonly (readonly [string, Filter])[] = [
  marking("as_text", "text"),
  marking("as_native", "native"),
  marking("as_bool", "bool"),
  marking("as_number", "number"),
  plain("is_list", (value) => Array.isArray(value)),
];

/** Makes one value of what a template gave: a single value as it is, several as text. */
export function nativeResult(nodes: readonly Value[]): Value {
  const [first, second] = nodes;
  if (first === undefined) return "";
  if (second !== undefined) return nodes.map(str).join("");
  if (!(first instanceof Marker)) return first;
  const text = first.str();
  if (first.kind === "text") return text;
  const value = orElse(literalValue(text), () => text);
  if (first.kind === "bool" && typeof value !== "boolean") throw wrongType(text, "bool");
  if (first.kind === "number" && !isNumber(value)) throw wrongType(text, "number");
  return value;
}

function isNumber(value: Value): boolean {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value.pyType === "float";
  return typeof value === "number" || typeof value === "bigint";
}

function wrongType(text: string, type: string): Error {
  return valueError(`Could not convert value '${text}' into type '${type}'`);
}

/** Gives an error of the result itself the place of the template's start. */
export function atStart(thrown: unknown, template: string): unknown {
  if (!(thrown instanceof Error) || thrown instanceof JinjaError) return thrown;
  return new JinjaError("JinjaRenderingError", thrown.message, { template, line: 1, column: 1 });
}
