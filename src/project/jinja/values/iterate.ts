import { PyError, typeError } from "../errors";
import { characters } from "./code-points";
import { isObject, type PyObject, typeName, type Value } from "./value";

/** Is a one-pass iterator, as generators, zip and map are in Python. */
export class PyIterator implements PyObject, Iterable<Value> {
  readonly pyType: string;
  private readonly iterator: Iterator<Value>;

  constructor(items: Iterable<Value>, pyType = "generator") {
    this.iterator = items[Symbol.iterator]();
    this.pyType = pyType;
  }

  [Symbol.iterator](): Iterator<Value> {
    // Without `return`, a loop that breaks leaves the rest for the next one.
    return { next: () => this.iterator.next() };
  }

  iterate(): Iterable<Value> {
    return this;
  }

  repr(): string {
    return `<${this.pyType} object at 0x7f0000000000>`;
  }

  getAttr(name: string): Value | undefined {
    if (name !== "__next__") return undefined;
    return () => {
      const step = this.iterator.next();
      if (step.done === true) throw new PyError("StopIteration", "");
      return step.value;
    };
  }
}

/** Is a range of integers. */
export class PyRange implements PyObject {
  readonly pyType = "range";
  readonly isSequence = true;
  readonly start: number;
  readonly stop: number;
  readonly step: number;

  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  repr(): string {
    const step = this.step === 1 ? "" : `, ${this.step}`;
    return `range(${this.start}, ${this.stop}${step})`;
  }

  length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }

  at(index: number): number {
    return this.start + index * this.step;
  }

  *iterate(): Iterable<Value> {
    const length = this.length();
    for (let i = 0; i < length; i++) yield this.at(i);
  }

  contains(item: Value): boolean {
    if (typeof item !== "number") return false;
    const index = (item - this.start) / this.step;
    return Number.isInteger(index) && index >= 0 && index < this.length();
  }

  getAttr(name: string): Value | undefined {
    if (name === "start" || name === "stop" || name === "step") return this[name];
    return undefined;
  }

  equals(other: Value): boolean {
    return other instanceof PyRange && this.repr() === other.repr();
  }
}

/** Gives what a `for` goes over; throws for values that cannot be iterated. */
export function iterate(value: Value): Iterable<Value> {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return characters(value);
  if (isObject(value) && value.iterate !== undefined) return value.iterate();
  throw typeError(`'${typeName(value)}' object is not iterable`);
}

/** Gives a new list of what can be iterated. */
export function toList(value: Value): Value[] {
  return Array.from(iterate(value));
}

/** Says whether a value can be iterated. */
export function isIterable(value: Value): boolean {
  if (Array.isArray(value) || typeof value === "string") return true;
  return isObject(value) && value.iterate !== undefined;
}
