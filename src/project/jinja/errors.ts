/** One entry of the macro stack: which macro was entered, and where it is written. */
export interface MacroCall {
  readonly macro: string;
  readonly template: string;
  readonly line: number;
}

/** Is a place in a template: its name, a line from 1 and a column from 1. */
export interface Place {
  readonly template: string;
  readonly line: number;
  readonly column: number;
}

/** Tells that a template cannot be parsed or rendered, where, and through which macros. */
export class JinjaError extends Error {
  /** Holds Jinja's or Python's name of the error: TemplateSyntaxError, TypeError, HostError … */
  readonly type: string;
  readonly template: string;
  readonly line: number;
  readonly column: number;
  /** Holds the macros that were running, outermost first. */
  readonly macroStack: readonly MacroCall[];

  constructor(
    type: string,
    message: string,
    place: Place,
    macroStack: readonly MacroCall[] = [],
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "JinjaError";
    this.type = type;
    this.template = place.template;
    this.line = place.line;
    this.column = place.column;
    this.macroStack = macroStack;
  }
}

/** Carries an error of Python's value semantics until the evaluator knows its place. */
export class PyError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = "PyError";
    this.type = type;
  }
}

/** Makes a Python TypeError. */
export function typeError(message: string): PyError {
  return new PyError("TypeError", message);
}

/** Makes a Python ValueError. */
export function valueError(message: string): PyError {
  return new PyError("ValueError", message);
}

/** Carries the value of `return()` out of a macro's body; a macro's call catches it. */
export class ReturnSignal {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}
