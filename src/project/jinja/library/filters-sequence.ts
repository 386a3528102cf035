import { typeError } from "../errors";
import { isUndefined } from "../evaluate/access";
import { type Filter, type Runtime, undefinedOf } from "../evaluate/runtime";
import { lengthOf } from "../values/access";
import { arithmetic } from "../values/arithmetic";
import { characters } from "../values/code-points";
import { compare } from "../values/compare";
import { toIndex } from "../values/convert";
import { PyDict } from "../values/dict";
import { DICT_METHODS } from "../values/dict-methods";
import { hashKey, truthy } from "../values/equality";
import { iterate, PyIterator, toList } from "../values/iterate";
import { sorted } from "../values/order";
import { str } from "../values/text";
import { PyTuple } from "../values/tuple";
import { isObject, NO_KWARGS, orElse, type Value } from "../values/value";
import { argumentError, attributeReader, filter, given, ignoreCase, plain } from "./define";

type Key = (item: Value) => Value;

function keyOf(
  runtime: Runtime,
  attribute: Value | undefined,
  caseSensitive: Value | undefined,
): Key {
  const read = attributeReader(runtime, attribute);
  const sensitive = caseSensitive !== undefined && truthy(caseSensitive);
  return sensitive ? read : (item) => ignoreCase(read(item));
}

function sortKey(
  runtime: Runtime,
  attribute: Value | undefined,
  sensitive: Value | undefined,
): Key {
  if (typeof attribute !== "string" || !attribute.includes(","))
    return keyOf(runtime, attribute, sensitive);
  const keys = attribute.split(",").map((one) => keyOf(runtime, one, sensitive));
  return (item) => keys.map((key) => key(item));
}

function isTrue(value: Value | undefined): boolean {
  return value !== undefined && truthy(value);
}

function nothing(runtime: Runtime, what: string): Value {
  return undefinedOf(runtime, undefined, `${what}, sequence was empty.`);
}

function extreme(name: string, direction: number): readonly [string, Filter] {
  return filter(name, ["case_sensitive", "attribute"], (value, [sensitive, attribute], runtime) => {
    const key = keyOf(runtime, attribute, sensitive);
    let best: Value | undefined;
    for (const item of iterate(value))
      if (
        best === undefined ||
        compare(key(item), key(best), direction > 0 ? "<" : ">") * direction < 0
      )
        best = item;
    return orElse(best, () => nothing(runtime, "No aggregated item"));
  });
}

function* unique(items: Iterable<Value>, key: Key): Iterable<Value> {
  const seen = new Set<unknown>();
  for (const item of items) {
    const own = hashKey(key(item));
    if (seen.has(own)) continue;
    seen.add(own);
    yield item;
  }
}

function* batch(items: Iterable<Value>, size: number, fill: Value | undefined): Iterable<Value> {
  let group: Value[] = [];
  for (const item of items) {
    if (group.length === size) {
      yield group;
      group = [];
    }
    group.push(item);
  }
  if (group.length === 0) return;
  if (given(fill)) while (group.length < size) group.push(fill);
  yield group;
}

function* slices(items: readonly Value[], count: number, fill: Value | undefined): Iterable<Value> {
  const size = Math.floor(items.length / count);
  const extra = items.length % count;
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const start = offset + i * size;
    if (i < extra) offset++;
    const group = items.slice(start, offset + (i + 1) * size);
    if (given(fill) && i >= extra) group.push(fill);
    yield group;
  }
}

function groupTuple(grouper: Value, list: Value[]): Value {
  const getAttr = (name: string): Value | undefined =>
    name === "grouper" ? grouper : name === "list" ? list : undefined;
  return Object.assign(new PyTuple([grouper, list]), { getAttr });
}

function groupBy(items: readonly Value[], key: Key, label: Key): Value[] {
  const groups: { key: Value; label: Value; list: Value[] }[] = [];
  for (const item of sorted(items, key, false)) {
    const own = key(item);
    const last = groups.at(-1);
    if (last !== undefined && compare(last.key, own) === 0) last.list.push(item);
    else groups.push({ key: own, label: label(item), list: [item] });
  }
  return groups.map((group) => groupTuple(group.label, group.list));
}

function dictSort(dict: Value, sensitive: boolean, by: Value | undefined, reverse: boolean): Value {
  const position = by === undefined || by === "key" ? 0 : by === "value" ? 1 : undefined;
  if (position === undefined) throw argumentError('You can only sort by either "key" or "value"');
  const pairs = pairsOf(dict);
  const key = (pair: Value): Value => {
    const own = pair instanceof PyTuple ? (pair.items[position] ?? null) : null;
    return sensitive ? own : ignoreCase(own);
  };
  return sorted(pairs, key, reverse);
}

function pairsOf(value: Value): Value[] {
  if (value instanceof PyDict) {
    const items = DICT_METHODS.get("items")?.(value, [], NO_KWARGS) ?? null;
    return toList(items);
  }
  if (isUndefined(value)) return [];
  if (!isObject(value) || value.isMapping !== true)
    throw typeError("Can only get item pairs from a mapping.");
  return Array.from(iterate(value), (key) => new PyTuple([key, value.getItem?.(key) ?? null]));
}

function reversed(value: Value): Value {
  if (typeof value === "string") return characters(value).reverse().join("");
  return new PyIterator(toList(value).reverse(), "list_reverseiterator");
}

/** Holds the filters that pick from, order or group sequences. */
export const SEQUENCE_FILTERS: readonly (readonly [string, Filter])[] = [
  plain("length", lengthOf),
  plain("count", lengthOf),
  plain("list", toList),
  plain("reverse", reversed),
  filter("first", [], (value, _args, runtime) => {
    for (const item of iterate(value)) return item;
    return nothing(runtime, "No first item");
  }),
  filter("last", [], (value, _args, runtime) => {
    return orElse(toList(value).at(-1), () => nothing(runtime, "No last item"));
  }),
  filter("random", [], (value, _args, runtime) => {
    const items = toList(value);
    const index = Math.floor(runtime.environment.random() * items.length);
    return orElse(items[index], () => nothing(runtime, "No random item"));
  }),
  filter("join", ["d", "attribute"], (value, [separator, attribute], runtime) => {
    const read = attributeReader(runtime, attribute);
    const parts = Array.from(iterate(value), (item) => str(read(item)));
    return parts.join(separator === undefined ? "" : str(separator));
  }),
  filter(
    "sort",
    ["reverse", "case_sensitive", "attribute"],
    (value, [reverse, sensitive, attribute], runtime) =>
      sorted(toList(value), sortKey(runtime, attribute, sensitive), isTrue(reverse)),
  ),
  filter("unique", ["case_sensitive", "attribute"], (value, [sensitive, attribute], runtime) => {
    return new PyIterator(unique(iterate(value), keyOf(runtime, attribute, sensitive)));
  }),
  extreme("min", 1),
  extreme("max", -1),
  filter("sum", ["attribute", "start"], (value, [attribute, start], runtime) => {
    const read = attributeReader(runtime, attribute);
    let total: Value = orElse(start, () => 0);
    for (const item of iterate(value)) total = arithmetic("+", total, read(item));
    return total;
  }),
  filter(
    "batch",
    ["linecount", "fill_with"],
    (value, [size, fill]) => {
      return new PyIterator(batch(iterate(value), toIndex(size ?? null), fill));
    },
    1,
  ),
  filter(
    "slice",
    ["slices", "fill_with"],
    (value, [count, fill]) => {
      return new PyIterator(slices(toList(value), toIndex(count ?? null), fill));
    },
    1,
  ),
  filter(
    "groupby",
    ["attribute", "default", "case_sensitive"],
    (value, [attribute, byDefault, sensitive], runtime) => {
      const label = attributeReader(runtime, attribute, byDefault);
      const key = isTrue(sensitive) ? label : (item: Value) => ignoreCase(label(item));
      return groupBy(toList(value), key, label);
    },
    1,
  ),
  filter("dictsort", ["case_sensitive", "by", "reverse"], (value, [sensitive, by, reverse]) =>
    dictSort(value, isTrue(sensitive), by, isTrue(reverse)),
  ),
  plain("items", (value) => new PyIterator(pairsOf(value))),
];
