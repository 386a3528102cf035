import { PyError } from "../errors";
import type { PyObject, Value } from "./value";

/**
 * Names how much an undefined value forgives: `chainable` gives itself for attributes, items
 * and calls; `strict` fails for them. Both print nothing, are false, and iterate over nothing.
 */
export type UndefinedMode = "strict" | "chainable";

/** Is the value of a name, attribute or item that does not exist. */
export class Undefined implements PyObject {
  readonly pyType = "Undefined";
  readonly name: string | undefined;
  private readonly mode: UndefinedMode;
  private readonly hint: string | undefined;

  constructor(mode: UndefinedMode, name: string | undefined, hint?: string) {
    this.mode = mode;
    this.name = name;
    this.hint = hint;
  }

  /** Makes the error of using this value. */
  error(): PyError {
    return new PyError("UndefinedError", this.hint ?? `'${this.name ?? ""}' is undefined`);
  }

  getAttr(name: string): Value | undefined {
    if (name.startsWith("__")) return undefined;
    return this.descend();
  }

  getItem(): Value {
    return this.descend();
  }

  call(): Value {
    return this.descend();
  }

  str(): string {
    return "";
  }

  repr(): string {
    return "Undefined";
  }

  truthy(): boolean {
    return false;
  }

  length(): number {
    return 0;
  }

  iterate(): Iterable<Value> {
    return [];
  }

  contains(): boolean {
    return false;
  }

  equals(other: Value): boolean {
    return other instanceof Undefined;
  }

  operate(): Value {
    throw this.error();
  }

  private descend(): Value {
    if (this.mode === "strict") throw this.error();
    return this;
  }
}
