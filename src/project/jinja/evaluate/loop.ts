import { typeError } from "../errors";
import { callValue } from "../values/call";
import { equals } from "../values/equality";
import { type Kwargs, orElse, type PyObject, type Value } from "../values/value";
import { named, type Runtime, undefinedOf } from "./runtime";

/** Is the `loop` of a running `for`. */
export class LoopContext implements PyObject {
  readonly pyType = "LoopContext";
  /** Holds the index of the item at hand. */
  index = 0;
  private readonly items: readonly Value[];
  private readonly depth: number;
  private readonly recurse: ((items: Value, depth: number) => Value) | undefined;
  private readonly runtime: Runtime;
  private lastChanged: readonly Value[] | undefined;

  constructor(
    runtime: Runtime,
    items: readonly Value[],
    depth: number,
    recurse: ((items: Value, depth: number) => Value) | undefined,
  ) {
    this.runtime = runtime;
    this.items = items;
    this.depth = depth;
    this.recurse = recurse;
  }

  getAttr(name: string): Value | undefined {
    const { index, items } = this;
    switch (name) {
      case "index":
        return index + 1;
      case "index0":
        return index;
      case "revindex":
        return items.length - index;
      case "revindex0":
        return items.length - index - 1;
      case "first":
        return index === 0;
      case "last":
        return index === items.length - 1;
      case "length":
        return items.length;
      case "depth":
        return this.depth;
      case "depth0":
        return this.depth - 1;
      case "previtem":
        return this.neighbour(index - 1, "previous");
      case "nextitem":
        return this.neighbour(index + 1, "next");
      case "cycle":
        return named("cycle", (args) => this.cycle(args));
      case "changed":
        return named("changed", (args) => this.changed(args));
      default:
        return undefined;
    }
  }

  call(args: readonly Value[], _kwargs: Kwargs): Value {
    if (this.recurse === undefined)
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    return this.recurse(args[0] ?? null, this.depth + 1);
  }

  length(): number {
    return this.items.length;
  }

  truthy(): boolean {
    return true;
  }

  repr(): string {
    return `<LoopContext ${this.index + 1}/${this.items.length}>`;
  }

  private neighbour(index: number, which: string): Value {
    return orElse(this.items[index], () =>
      undefinedOf(this.runtime, undefined, `there is no ${which} item`),
    );
  }

  private cycle(args: readonly Value[]): Value {
    if (args.length === 0) throw typeError("no items for cycling given");
    return args[this.index % args.length] ?? null;
  }

  private changed(args: readonly Value[]): boolean {
    const before = this.lastChanged;
    this.lastChanged = args;
    if (before === undefined || before.length !== args.length) return true;
    return !args.every((arg, index) => equals(arg, before[index] ?? null));
  }
}

/** Calls what a call block names, with its body as `caller`. */
export function callWithCaller(
  callee: Value,
  args: readonly Value[],
  kwargs: Kwargs,
  caller: Value,
): Value {
  return callValue(callee, args, new Map([...kwargs, ["caller", caller]]));
}
