import { hashKey, itemsEqual } from "./equality";
import { repr } from "./text";
import type { HashKey, PyObject, Value } from "./value";

/** Is a tuple. */
export class PyTuple implements PyObject {
  readonly pyType = "tuple";
  readonly isSequence = true;
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }

  repr(): string {
    const [first] = this.items;
    if (this.items.length === 1 && first !== undefined) return `(${repr(first)},)`;
    return `(${this.items.map(repr).join(", ")})`;
  }

  length(): number {
    return this.items.length;
  }

  iterate(): Iterable<Value> {
    return this.items;
  }

  equals(other: Value): boolean {
    return other instanceof PyTuple && itemsEqual(this.items, other.items);
  }

  /** Gives a text that only equal tuples share; objects in it count by identity. */
  hashKey(): HashKey {
    return `\u0000(${this.items.map(itemKey).join(",")})`;
  }
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function itemKey(item: Value): string {
  const key = hashKey(item);
  if (typeof key === "string") return `s${key.length}:${key}`;
  if (typeof key !== "object" && typeof key !== "function") return `n${key}`;
  if (key === null) return "N";
  let identity = identities.get(key);
  if (identity === undefined) {
    identity = ++lastIdentity;
    identities.set(key, identity);
  }
  return `o${identity}`;
}
