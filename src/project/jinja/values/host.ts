import { typeError } from "../errors";
import { PyDict } from "./dict";
import { PyFloat } from "./float";
import { iterate } from "./iterate";
import { PySet } from "./set";
import { PyTuple } from "./tuple";
import { isObject, typeName, type Value } from "./value";

/** Makes a value of plain data, as YAML or JSON gives it: objects and Maps become dicts. */
export function fromHost(data: unknown): Value {
  switch (typeof data) {
    case "string":
    case "number":
    case "boolean":
      return data;
    case "bigint":
      return data;
    case "undefined":
      return null;
    case "object": {
      if (data === null) return null;
      if (Array.isArray(data)) return data.map(fromHost);
      const entries = data instanceof Map ? data.entries() : Object.entries(data);
      return new PyDict(Array.from(entries, ([key, item]) => [fromHost(key), fromHost(item)]));
    }
    default:
      throw typeError(`cannot use a ${typeof data} as data`);
  }
}

/** Makes plain data of a value: dicts become objects, tuples and sets arrays. */
export function toHost(value: Value): unknown {
  if (Array.isArray(value)) return value.map(toHost);
  if (typeof value === "function") throw typeError("cannot use a function as data");
  if (!isObject(value)) return value;
  if (value instanceof PyFloat) return value.value;
  if (value instanceof PyTuple) return value.items.map(toHost);
  if (value instanceof PySet) return value.list().map(toHost);
  if (value.isMapping !== true) {
    if (value.str !== undefined) return value.str();
    throw typeError(`cannot use a '${typeName(value)}' as data`);
  }
  const out: Record<string, unknown> = {};
  for (const key of iterate(value)) {
    if (typeof key === "object") throw typeError("only plain keys can be used as data");
    out[String(key)] = toHost(value.getItem?.(key) ?? null);
  }
  return out;
}
