import { type MacroCall, ReturnSignal, typeError } from "../errors";
import { PyDict } from "../values/dict";
import { PyTuple } from "../values/tuple";
import type { Kwargs, PyObject, Value } from "../values/value";
import { type Evaluate, type Execute, type Frame, output, textOf, undefinedOf } from "./runtime";

/** Is the compiled code of a macro or of a call block's body. */
export interface MacroCode {
  readonly name: string;
  readonly place: MacroCall;
  readonly parameters: readonly {
    readonly name: string;
    readonly slot: number;
    readonly byDefault: Evaluate | undefined;
  }[];
  readonly body: Execute;
  readonly size: () => number;
  readonly varargs: number | undefined;
  readonly kwargs: number | undefined;
  readonly caller: number | undefined;
  /** Whether `return()` in the body ends this call; a call block's body leaves it to its macro. */
  readonly catchesReturn: boolean;
}

/** Is a macro, bound to the variables around its definition. */
export class Macro implements PyObject {
  readonly pyType = "Macro";
  private readonly code: MacroCode;
  private readonly outer: Frame;

  constructor(code: MacroCode, outer: Frame) {
    this.code = code;
    this.outer = outer;
  }

  get name(): string {
    return this.code.name;
  }

  /** Names the file that the macro is written in. */
  get template(): string {
    return this.code.place.template;
  }

  call(args: readonly Value[], kwargs: Kwargs): Value {
    const { code, outer } = this;
    const { stack } = outer.runtime.session;
    const slots = new Array<Value | undefined>(code.size()).fill(undefined);
    const frame: Frame = { slots, parent: outer, runtime: outer.runtime };
    stack.push(code.place);
    try {
      this.bindArguments(frame, args, kwargs);
      if (!code.catchesReturn) return textOf((out) => code.body(frame, out));
      const out = output();
      return code.body(frame, out) === 3 ? (out.returned ?? null) : out.text;
    } catch (thrown) {
      if (code.catchesReturn && thrown instanceof ReturnSignal) return thrown.value as Value;
      throw thrown;
    } finally {
      stack.pop();
    }
  }

  private bindArguments(frame: Frame, args: readonly Value[], kwargs: Kwargs): void {
    const { code } = this;
    const { parameters } = code;
    const { slots } = frame;
    const rest = kwargs.size === 0 ? undefined : new Map(kwargs);
    parameters.forEach(({ name, slot }, index) => {
      const value = args[index] ?? (index < args.length ? null : rest?.get(name));
      if (index >= args.length) rest?.delete(name);
      slots[slot] = value;
    });
    if (code.caller !== undefined) {
      slots[code.caller] =
        rest?.get("caller") ?? undefinedOf(frame.runtime, "caller", "No caller defined");
      rest?.delete("caller");
    }
    this.takeRest(frame, args, rest);
    for (const { name, slot, byDefault } of parameters) {
      if (slots[slot] !== undefined) continue;
      slots[slot] =
        byDefault === undefined
          ? undefinedOf(frame.runtime, name, `parameter '${name}' was not provided`)
          : byDefault(frame);
    }
  }

  private takeRest(
    frame: Frame,
    args: readonly Value[],
    rest: Map<string, Value> | undefined,
  ): void {
    const { code } = this;
    const { name, parameters } = code;
    if (code.kwargs !== undefined) frame.slots[code.kwargs] = new PyDict(rest ?? []);
    else if (rest !== undefined && rest.size > 0) {
      if (rest.has("caller"))
        throw typeError(
          `macro '${name}' was invoked with two values for the special caller argument. ` +
            "This is most likely a bug.",
        );
      const [first = ""] = rest.keys();
      throw typeError(`macro '${name}' takes no keyword argument '${first}'`);
    }
    if (code.varargs !== undefined)
      frame.slots[code.varargs] = new PyTuple(args.slice(parameters.length));
    else if (args.length > parameters.length)
      throw typeError(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
  }

  getAttr(name: string): Value | undefined {
    const { code } = this;
    switch (name) {
      case "name":
        return code.catchesReturn ? code.name : null;
      case "arguments":
        return new PyTuple(code.parameters.map((parameter) => parameter.name));
      case "catch_kwargs":
        return code.kwargs !== undefined;
      case "catch_varargs":
        return code.varargs !== undefined;
      case "caller":
        return code.caller !== undefined;
      default:
        return undefined;
    }
  }

  repr(): string {
    return `<Macro '${this.code.name}'>`;
  }
}
