import { PyError } from "../errors";
import { equals, hashKey } from "./equality";
import { guarded, repr } from "./text";
import type { HashKey, PyObject, Value } from "./value";

/** Is a dict: keys in the order they came, any hashable value as key. */
export class PyDict implements PyObject {
  readonly pyType = "dict";
  readonly isMapping = true;
  private readonly map = new Map<HashKey, Value>();
  /** Holds the keys that are not stored as themselves: bools, floats, tuples. */
  private originals: Map<HashKey, Value> | undefined;

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.map.size;
  }

  get(key: Value): Value | undefined {
    return this.map.get(typeof key === "string" ? key : hashKey(key));
  }

  has(key: Value): boolean {
    return this.map.has(hashKey(key));
  }

  set(key: Value, value: Value): this {
    const stored = typeof key === "string" ? key : hashKey(key);
    if (stored !== key && !this.map.has(stored)) {
      this.originals ??= new Map();
      this.originals.set(stored, key);
    }
    this.map.set(stored, value);
    return this;
  }

  delete(key: Value): boolean {
    const stored = hashKey(key);
    this.originals?.delete(stored);
    return this.map.delete(stored);
  }

  clear(): void {
    this.map.clear();
    this.originals = undefined;
  }

  copy(): PyDict {
    return new PyDict(this.entries());
  }

  *entries(): IterableIterator<[Value, Value]> {
    for (const [stored, value] of this.map) yield [this.keyOf(stored), value];
  }

  keys(): Value[] {
    if (this.originals === undefined) return Array.from(this.map.keys()) as Value[];
    return Array.from(this.map.keys(), (stored) => this.keyOf(stored));
  }

  values(): Value[] {
    return Array.from(this.map.values());
  }

  repr(): string {
    return guarded(this, "{...}", () => {
      const pairs: string[] = [];
      for (const [key, value] of this.entries()) pairs.push(`${repr(key)}: ${repr(value)}`);
      return `{${pairs.join(", ")}}`;
    });
  }

  truthy(): boolean {
    return this.map.size > 0;
  }

  length(): number {
    return this.map.size;
  }

  iterate(): Iterable<Value> {
    return this.keys();
  }

  contains(item: Value): boolean {
    return this.has(item);
  }

  getItem(key: Value): Value | undefined {
    return this.get(key);
  }

  equals(other: Value): boolean {
    if (!(other instanceof PyDict) || other.size !== this.size) return false;
    for (const [key, value] of this.map) {
      const theirs = other.map.get(key);
      if (theirs === undefined || !equals(value, theirs)) return false;
    }
    return true;
  }

  private keyOf(stored: HashKey): Value {
    // What is not in `originals` is stored as itself.
    return this.originals?.get(stored) ?? (stored as Value);
  }
}

/** Makes the KeyError of a missing key. */
export function keyError(key: Value): PyError {
  return new PyError("KeyError", repr(key));
}
