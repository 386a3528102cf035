import { PyError } from "../errors";
import type { Filter, Runtime } from "../evaluate/runtime";
import { truthy } from "../values/equality";
import { iterate, PyIterator } from "../values/iterate";
import { repr, str } from "../values/text";
import type { Kwargs, Value } from "../values/value";
import { argumentError, attributeReader } from "./define";

/** Makes the condition that select and its kin apply to each item. */
function condition(
  args: readonly Value[],
  kwargs: Kwargs,
  runtime: Runtime,
): (item: Value) => boolean {
  const [name, ...rest] = args;
  if (name === undefined) return truthy;
  const test = runtime.environment.tests.get(str(name));
  if (test === undefined) throw new PyError("TemplateRuntimeError", `No test named ${repr(name)}.`);
  return (item) => test([item, ...rest], kwargs, runtime);
}

/** Yields what a condition keeps; like Jinja, looks at the arguments when it is first asked. */
function* chosen(items: Value, keeping: () => (item: Value) => boolean): Iterable<Value> {
  const keep = keeping();
  for (const item of iterate(items)) if (keep(item)) yield item;
}

function select(wanted: boolean): Filter {
  return (args, kwargs, runtime) => {
    const [items = null, ...rest] = args;
    return new PyIterator(
      chosen(items, () => {
        const holds = condition(rest, kwargs, runtime);
        return (item) => holds(item) === wanted;
      }),
    );
  };
}

function selectAttribute(wanted: boolean): Filter {
  return (args, kwargs, runtime) => {
    const [items = null, attribute, ...rest] = args;
    return new PyIterator(
      chosen(items, () => {
        if (attribute === undefined) throw argumentError("Missing parameter for attribute name");
        const read = attributeReader(runtime, attribute);
        const holds = condition(rest, kwargs, runtime);
        return (item) => holds(read(item)) === wanted;
      }),
    );
  };
}

function* mapped(items: Value, changing: () => (item: Value) => Value): Iterable<Value> {
  const change = changing();
  for (const item of iterate(items)) yield change(item);
}

const map: Filter = (args, kwargs, runtime) => {
  const [items = null, ...rest] = args;
  return new PyIterator(mapped(items, () => change(rest, kwargs, runtime)));
};

function change(args: readonly Value[], kwargs: Kwargs, runtime: Runtime): (item: Value) => Value {
  const [name, ...rest] = args;
  const attribute = kwargs.get("attribute");
  if (name === undefined && attribute !== undefined) {
    for (const key of kwargs.keys())
      if (key !== "attribute" && key !== "default")
        throw argumentError(`Unexpected keyword argument '${key}'`);
    return attributeReader(runtime, attribute, kwargs.get("default"));
  }
  if (name === undefined) throw argumentError("map requires a filter argument");
  const filter = runtime.environment.filters.get(str(name));
  if (filter === undefined)
    throw new PyError("TemplateRuntimeError", `No filter named ${repr(name)}.`);
  return (item) => filter([item, ...rest], kwargs, runtime) ?? null;
}

/** Holds the filters that apply a test or another filter to each item. */
export const SELECT_FILTERS: readonly (readonly [string, Filter])[] = [
  ["map", map],
  ["select", select(true)],
  ["reject", select(false)],
  ["selectattr", selectAttribute(true)],
  ["rejectattr", selectAttribute(false)],
];
