import { PyDict } from "./dict";
import { hashKey } from "./equality";
import { repr } from "./text";
import type { PyObject, Value } from "./value";

/** Is a set; it keeps the order in which its items came. */
export class PySet implements PyObject {
  readonly pyType = "set";
  private readonly items = new PyDict();

  constructor(items: Iterable<Value> = []) {
    for (const item of items) this.add(item);
  }

  get size(): number {
    return this.items.size;
  }

  has(item: Value): boolean {
    return this.items.has(item);
  }

  add(item: Value): void {
    hashKey(item);
    if (!this.items.has(item)) this.items.set(item, true);
  }

  delete(item: Value): boolean {
    return this.items.delete(item);
  }

  clear(): void {
    this.items.clear();
  }

  list(): Value[] {
    return this.items.keys();
  }

  repr(): string {
    return this.size === 0 ? "set()" : `{${this.list().map(repr).join(", ")}}`;
  }

  truthy(): boolean {
    return this.size > 0;
  }

  length(): number {
    return this.size;
  }

  iterate(): Iterable<Value> {
    return this.list();
  }

  contains(item: Value): boolean {
    return this.has(item);
  }

  equals(other: Value): boolean {
    return (
      other instanceof PySet &&
      other.size === this.size &&
      this.list().every((item) => other.has(item))
    );
  }

  compare(other: Value): number | undefined {
    if (!(other instanceof PySet)) return undefined;
    if (this.equals(other)) return 0;
    if (this.list().every((item) => other.has(item))) return -1;
    return other.list().every((item) => this.has(item)) ? 1 : Number.NaN;
  }

  operate(operator: string, other: Value): Value | undefined {
    if (operator !== "-" || !(other instanceof PySet)) return undefined;
    return new PySet(this.list().filter((item) => !other.has(item)));
  }
}
