import { type MacroCall, ReturnSignal } from "../errors";
import type { LexerOptions } from "../syntax/token";
import { Undefined, type UndefinedMode } from "../values/undefined";
import type { Kwargs, PyFunction, Value } from "../values/value";

/** Gives the values of names that a template does not define itself; a Map is one. */
export interface Context {
  get(name: string): Value | undefined;
}

/** Is a filter: its first argument is what it is applied to. */
export type Filter = (
  args: readonly Value[],
  kwargs: Kwargs,
  runtime: Runtime,
) => Value | undefined;

/** Is a test: its first argument is what it is applied to. */
export type Test = (args: readonly Value[], kwargs: Kwargs, runtime: Runtime) => boolean;

/** Holds what templates of one host share: white-space rules, filters, tests, globals, tags. */
export interface Environment extends LexerOptions {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly tests: ReadonlyMap<string, Test>;
  readonly globals: ReadonlyMap<string, Value>;
  readonly customTags: ReadonlySet<string>;
  /** Holds the custom tags whose body is rendered in place; others give nothing. */
  readonly renderedTags: ReadonlySet<string>;
  /** Gives the numbers of the `random` filter, from 0 up to 1: chance is the host's. */
  readonly random: () => number;
}

/** Holds what lasts one render, macros of other files included. */
export interface Session {
  readonly undefinedMode: UndefinedMode;
  /** Holds the macros that run, outermost first. */
  readonly stack: MacroCall[];
}

/** Holds what a running template can reach besides its own variables. */
export interface Runtime {
  readonly environment: Environment;
  readonly context: Context;
  readonly session: Session;
  /** Whether values, not text, are asked for. */
  readonly native: boolean;
}

/** Starts a session: one for each render of a node. */
export function createSession(undefinedMode: UndefinedMode = "strict"): Session {
  return { undefinedMode, stack: [] };
}

/** Holds the variables of a template, a macro call or a call block. */
export interface Frame {
  readonly slots: (Value | undefined)[];
  readonly parent: Frame | undefined;
  readonly runtime: Runtime;
}

/** Collects what a template gives: text, or values when natives are asked for. */
export interface Output {
  text: string;
  readonly nodes: Value[] | undefined;
  /** Holds the value of `return()` once a statement ended by it. */
  returned: Value | undefined;
}

/** Makes an empty output, for text or for values. */
export function output(nodes?: Value[]): Output {
  return { text: "", nodes, returned: undefined };
}

/** Gives the text of a body whose statements cannot hand a `return()` on: it becomes a throw. */
export function textOf(run: (out: Output) => Flow): string {
  const out = output();
  if (run(out) === 3) throw new ReturnSignal(out.returned ?? null);
  return out.text;
}

/** Evaluates an expression. */
export type Evaluate = (frame: Frame) => Value;

/** Tells how a statement ended: as usual, by break, by continue, or by `return()`. */
export type Flow = 0 | 1 | 2 | 3;

/** Runs a statement. */
export type Execute = (frame: Frame, out: Output) => Flow;

/** Makes an undefined value of the session's mode. */
export function undefinedOf(runtime: Runtime, name: string | undefined, hint?: string): Undefined {
  return new Undefined(runtime.session.undefinedMode, name, hint);
}

/** Turns a function of the host into a value with a name that repr can print. */
export function named(name: string, fn: PyFunction): PyFunction {
  Object.defineProperty(fn, "name", { value: name });
  return fn;
}
