import { PyError, typeError, valueError } from "../errors";
import type { Method } from "./bind";
import { keyError, PyDict } from "./dict";
import { equals } from "./equality";
import { isIterable, iterate, toList } from "./iterate";
import { PySet } from "./set";
import { repr } from "./text";
import { PyTuple } from "./tuple";
import { isObject, type Kwargs, orElse, type PyObject, typeName, type Value } from "./value";

/** Is what keys(), values() and items() give: it follows later changes of its dict. */
export class DictView implements PyObject {
  readonly pyType: string;
  private readonly dict: PyDict;
  private readonly part: "keys" | "values" | "items";

  constructor(dict: PyDict, part: "keys" | "values" | "items") {
    this.dict = dict;
    this.part = part;
    this.pyType = `dict_${part}`;
  }

  list(): Value[] {
    if (this.part === "keys") return this.dict.keys();
    if (this.part === "values") return this.dict.values();
    return Array.from(this.dict.entries(), (entry) => new PyTuple(entry));
  }

  repr(): string {
    return `${this.pyType}(${repr(this.list())})`;
  }

  length(): number {
    return this.dict.size;
  }

  iterate(): Iterable<Value> {
    return this.list();
  }

  contains(item: Value): boolean {
    if (this.part === "keys") return this.dict.has(item);
    return this.list().some((own) => equals(own, item));
  }

  equals(other: Value): boolean {
    if (this === other) return true;
    if (this.part === "values" || !(other instanceof DictView || other instanceof PySet))
      return false;
    return new PySet(this.list()).equals(new PySet(toList(other)));
  }

  operate(operator: string, other: Value): Value | undefined {
    if (operator !== "-" || !isIterable(other)) return undefined;
    const right = new PySet(iterate(other));
    return new PySet(this.list().filter((item) => !right.has(item)));
  }
}

/** Adds the pairs of a mapping, or of an iterable of pairs, and the keywords to a dict. */
export function updateDict(self: PyDict, source: Value | undefined, kwargs: Kwargs): PyDict {
  if (source instanceof PyDict) for (const [key, value] of source.entries()) self.set(key, value);
  else if (source !== undefined && isObject(source) && source.isMapping === true)
    for (const key of iterate(source)) self.set(key, source.getItem?.(key) ?? null);
  else if (source !== undefined) addPairs(self, source);
  for (const [key, value] of kwargs) self.set(key, value);
  return self;
}

function addPairs(self: PyDict, source: Value): void {
  let index = 0;
  for (const item of iterate(source)) {
    if (!isIterable(item))
      throw typeError(`cannot convert dictionary update sequence element #${index} to a sequence`);
    const pair = toList(item);
    const [key, value] = pair;
    if (pair.length !== 2 || key === undefined || value === undefined)
      throw valueError(
        `dictionary update sequence element #${index} has length ${pair.length}; 2 is required`,
      );
    self.set(key, value);
    index++;
  }
}

const pop: Method<PyDict> = (self, args) => {
  const [key = null, byDefault] = args;
  const value = self.get(key);
  if (value === undefined && byDefault === undefined) throw keyError(key);
  self.delete(key);
  return orElse(value, () => byDefault ?? null);
};

const popitem: Method<PyDict> = (self) => {
  const key = self.keys().at(-1);
  if (key === undefined) throw new PyError("KeyError", "'popitem(): dictionary is empty'");
  const value = self.get(key) ?? null;
  self.delete(key);
  return new PyTuple([key, value]);
};

const setdefault: Method<PyDict> = (self, args) => {
  const [key = null, byDefault = null] = args;
  const value = self.get(key);
  if (value !== undefined) return value;
  self.set(key, byDefault);
  return byDefault;
};

const fromkeys: Method<PyDict> = (_self, args) => {
  const dict = new PyDict();
  for (const key of iterate(args[0] ?? null)) dict.set(key, args[1] ?? null);
  return dict;
};

/** Holds the methods of dict. */
export const DICT_METHODS: ReadonlyMap<string, Method<PyDict>> = new Map<string, Method<PyDict>>([
  ["keys", (self) => new DictView(self, "keys")],
  ["values", (self) => new DictView(self, "values")],
  ["items", (self) => new DictView(self, "items")],
  [
    "get",
    (self, args, kwargs) => {
      if (kwargs.size > 0) throw typeError("dict.get() takes no keyword arguments");
      const [key] = args;
      if (key === undefined) throw typeError("get expected at least 1 argument, got 0");
      return orElse(self.get(key), () => args[1] ?? null);
    },
  ],
  ["pop", pop],
  ["popitem", popitem],
  ["setdefault", setdefault],
  ["fromkeys", fromkeys],
  [
    "update",
    (self, args, kwargs) => {
      updateDict(self, args[0], kwargs);
      return null;
    },
  ],
  ["copy", (self) => self.copy()],
  [
    "clear",
    (self) => {
      self.clear();
      return null;
    },
  ],
]);

function allItems(args: readonly Value[]): PySet {
  const out = new PySet();
  for (const arg of args) for (const item of iterate(arg)) out.add(item);
  return out;
}

function common(self: PySet, args: readonly Value[]): Value[] {
  const others = args.map((arg) => new PySet(iterate(arg)));
  return self.list().filter((item) => others.every((other) => other.has(item)));
}

function without(self: PySet, args: readonly Value[]): Value[] {
  const others = allItems(args);
  return self.list().filter((item) => !others.has(item));
}

function replaceItems(self: PySet, items: readonly Value[]): null {
  self.clear();
  for (const item of items) self.add(item);
  return null;
}

const remove: Method<PySet> = (self, args) => {
  const [item = null] = args;
  if (!self.delete(item)) throw keyError(item);
  return null;
};

const popAny: Method<PySet> = (self) => {
  const [first] = self.list();
  if (first === undefined) throw new PyError("KeyError", "'pop from an empty set'");
  self.delete(first);
  return first;
};

/** Holds the methods of set. */
export const SET_METHODS: ReadonlyMap<string, Method<PySet>> = new Map<string, Method<PySet>>([
  [
    "add",
    (self, args) => {
      self.add(args[0] ?? null);
      return null;
    },
  ],
  ["remove", remove],
  [
    "discard",
    (self, args) => {
      self.delete(args[0] ?? null);
      return null;
    },
  ],
  ["pop", popAny],
  ["clear", (self) => replaceItems(self, [])],
  ["copy", (self) => new PySet(self.list())],
  ["union", (self, args) => new PySet([...self.list(), ...allItems(args).list()])],
  ["update", (self, args) => replaceItems(self, [...self.list(), ...allItems(args).list()])],
  ["intersection", (self, args) => new PySet(common(self, args))],
  ["intersection_update", (self, args) => replaceItems(self, common(self, args))],
  ["difference", (self, args) => new PySet(without(self, args))],
  ["difference_update", (self, args) => replaceItems(self, without(self, args))],
  [
    "symmetric_difference",
    (self, args) => new PySet([...without(self, args), ...without(allItems(args), [self])]),
  ],
  ["issubset", (self, args) => common(self, args).length === self.size],
  [
    "issuperset",
    (self, args) =>
      allItems(args)
        .list()
        .every((item) => self.has(item)),
  ],
  ["isdisjoint", (self, args) => common(self, args).length === 0],
]);

/** Names the type of a value for messages about attributes: `dict object`. */
export function objectName(value: Value): string {
  return value === null ? "None" : `${typeName(value)} object`;
}
