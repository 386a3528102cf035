import { PyError, valueError } from "../errors";
import { bind, type Method } from "./bind";
import { callValue } from "./call";
import { toIndex } from "./convert";
import { equals, truthy } from "./equality";
import { iterate, type PyRange } from "./iterate";
import { sorted } from "./order";
import { repr } from "./text";
import type { PyTuple } from "./tuple";
import type { Value } from "./value";

function positionOf(items: readonly Value[], args: readonly Value[], what: string): number {
  const [wanted = null, start, stop] = args;
  const clamp = (value: Value | undefined, missing: number): number => {
    if (value === undefined) return missing;
    const index = toIndex(value);
    return index < 0 ? Math.max(0, index + items.length) : index;
  };
  const end = Math.min(items.length, clamp(stop, items.length));
  for (let i = clamp(start, 0); i < end; i++) if (equals(items[i] ?? null, wanted)) return i;
  throw valueError(what);
}

function countOf(items: readonly Value[], args: readonly Value[]): number {
  return items.filter((item) => equals(item, args[0] ?? null)).length;
}

const pop: Method<Value[]> = (self, args) => {
  if (self.length === 0) throw new PyError("IndexError", "pop from empty list");
  const index = args[0] === undefined ? -1 : toIndex(args[0]);
  const at = index < 0 ? index + self.length : index;
  if (at < 0 || at >= self.length) throw new PyError("IndexError", "pop index out of range");
  return self.splice(at, 1)[0] ?? null;
};

const sort: Method<Value[]> = (self, args, kwargs) => {
  const [key = null, reverse = false] = bind("sort", ["key", "reverse"], args, kwargs);
  const keyOf = key === null ? (item: Value) => item : (item: Value) => callValue(key, [item]);
  self.splice(0, self.length, ...sorted(self, keyOf, truthy(reverse)));
  return null;
};

const insert: Method<Value[]> = (self, args) => {
  const [index = 0, item = null] = args;
  self.splice(toIndex(index), 0, item);
  return null;
};

/** Holds the methods of list. */
export const LIST_METHODS: ReadonlyMap<string, Method<Value[]>> = new Map<string, Method<Value[]>>([
  [
    "append",
    (self, args, kwargs) => {
      const [item = null] = bind("append", ["object"], args, kwargs, 1);
      self.push(item);
      return null;
    },
  ],
  [
    "extend",
    (self, args) => {
      for (const item of Array.from(iterate(args[0] ?? null))) self.push(item);
      return null;
    },
  ],
  ["insert", insert],
  ["pop", pop],
  [
    "remove",
    (self, args) => {
      self.splice(positionOf(self, args.slice(0, 1), "list.remove(x): x not in list"), 1);
      return null;
    },
  ],
  ["index", (self, args) => positionOf(self, args, `${repr(args[0] ?? null)} is not in list`)],
  ["count", countOf],
  ["sort", sort],
  [
    "reverse",
    (self) => {
      self.reverse();
      return null;
    },
  ],
  ["copy", (self) => self.slice()],
  [
    "clear",
    (self) => {
      self.length = 0;
      return null;
    },
  ],
]);

/** Holds the methods of tuple. */
export const TUPLE_METHODS: ReadonlyMap<string, Method<PyTuple>> = new Map<string, Method<PyTuple>>(
  [
    ["index", (self, args) => positionOf(self.items, args, "tuple.index(x): x not in tuple")],
    ["count", (self, args) => countOf(self.items, args)],
  ],
);

/** Holds the methods of range. */
export const RANGE_METHODS: ReadonlyMap<string, Method<PyRange>> = new Map<string, Method<PyRange>>(
  [
    [
      "index",
      (self, args) =>
        positionOf([...self.iterate()], args, `${repr(args[0] ?? null)} is not in range`),
    ],
    ["count", (self, args) => countOf([...self.iterate()], args)],
  ],
);
