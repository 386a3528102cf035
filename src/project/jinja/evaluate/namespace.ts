import { PyDict } from "../values/dict";
import { updateDict } from "../values/dict-methods";
import type { Kwargs, PyObject, Value } from "../values/value";

/** Is what `namespace()` gives: attributes that may be set from inner scopes. */
export class Namespace implements PyObject {
  readonly pyType = "Namespace";
  private readonly values: PyDict;

  constructor(args: readonly Value[], kwargs: Kwargs) {
    this.values = updateDict(new PyDict(), args[0], kwargs);
  }

  getAttr(name: string): Value | undefined {
    return this.values.get(name);
  }

  getItem(key: Value): Value | undefined {
    return this.values.get(key);
  }

  setAttr(name: string, value: Value): void {
    this.values.set(name, value);
  }

  repr(): string {
    return `<Namespace ${this.values.repr()}>`;
  }
}
