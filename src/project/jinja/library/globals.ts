import { PyError, typeError, valueError } from "../errors";
import { Namespace } from "../evaluate/namespace";
import { GLOBAL_RETURN } from "../evaluate/return";
import { named } from "../evaluate/runtime";
import { toIndex } from "../values/convert";
import { PyDict } from "../values/dict";
import { updateDict } from "../values/dict-methods";
import { PyRange } from "../values/iterate";
import { str } from "../values/text";
import type { PyFunction, PyObject, Value } from "../values/value";

/** The longest range that Jinja's sandbox, which dbt uses, allows. */
const MAX_RANGE = 100_000;

const range: PyFunction = (args) => {
  const numbers = args.map(toIndex);
  const [first = 0, second, step = 1] = numbers;
  if (numbers.length === 0) throw typeError("range expected at least 1 argument, got 0");
  if (step === 0) throw valueError("range() arg 3 must not be zero");
  const made = second === undefined ? new PyRange(0, first, 1) : new PyRange(first, second, step);
  if (made.length() > MAX_RANGE)
    throw new PyError(
      "OverflowError",
      `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`,
    );
  return made;
};

class Cycler implements PyObject {
  readonly pyType = "Cycler";
  private position = 0;
  private readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    if (items.length === 0)
      throw new PyError("RuntimeError", "at least one item has to be provided");
    this.items = items;
  }

  getAttr(name: string): Value | undefined {
    if (name === "current") return this.items[this.position] ?? null;
    if (name === "next")
      return () => {
        const item = this.items[this.position] ?? null;
        this.position = (this.position + 1) % this.items.length;
        return item;
      };
    if (name !== "reset") return undefined;
    return () => {
      this.position = 0;
      return null;
    };
  }
}

function joiner(separator: string): PyFunction {
  let used = false;
  return () => {
    if (used) return separator;
    used = true;
    return "";
  };
}

const FUNCTIONS: Readonly<Record<string, PyFunction>> = {
  range,
  dict: (args, kwargs) => updateDict(new PyDict(), args[0], kwargs),
  namespace: (args, kwargs) => new Namespace(args, kwargs),
  cycler: (args) => new Cycler(args),
  joiner: (args, kwargs) => joiner(str(args[0] ?? kwargs.get("sep") ?? ", ")),
};

/** Holds the functions that every template may call. */
export const GLOBALS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["return", GLOBAL_RETURN],
  ...Object.entries(FUNCTIONS).map(([name, fn]): [string, Value] => [name, named(name, fn)]),
]);
