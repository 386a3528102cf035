import { JinjaError, PyError } from "../errors";
import type { Source } from "../syntax/position";
import type { Evaluate, Execute, Frame } from "./runtime";

/**
 * Gives an error its place. What is not an Error (a return, a promise that suspends a render)
 * is no failure and passes as it is.
 */
export function locate(thrown: unknown, source: Source, pos: number, frame: Frame): unknown {
  if (!(thrown instanceof Error) || thrown instanceof JinjaError) return thrown;
  const place = source.placeOf(pos);
  const stack = frame.runtime.session.stack.slice();
  if (thrown instanceof PyError) return new JinjaError(thrown.type, thrown.message, place, stack);
  if (thrown instanceof RangeError && thrown.message.includes("call stack"))
    return new JinjaError("RecursionError", "maximum recursion depth exceeded", place, stack);
  return new JinjaError("HostError", thrown.message, place, stack, thrown);
}

/** Makes an expression give its place to the errors it throws. */
export function guarded(source: Source, pos: number, evaluate: Evaluate): Evaluate {
  return (frame) => {
    try {
      return evaluate(frame);
    } catch (thrown) {
      throw locate(thrown, source, pos, frame);
    }
  };
}

/** Makes a statement give its place to the errors it throws. */
export function guardedStatement(source: Source, pos: number, execute: Execute): Execute {
  return (frame, out) => {
    try {
      return execute(frame, out);
    } catch (thrown) {
      throw locate(thrown, source, pos, frame);
    }
  };
}
