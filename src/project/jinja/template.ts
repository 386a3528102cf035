import { DBT_ENVIRONMENT } from "./environment";
import { JinjaError, ReturnSignal } from "./errors";
import { compileBody } from "./evaluate/compile-statement";
import { Compiler } from "./evaluate/compiler";
import { locate } from "./evaluate/locate";
import {
  type Context,
  createSession,
  type Environment,
  type Execute,
  type Frame,
  type Output,
  output,
  type Runtime,
  type Session,
} from "./evaluate/runtime";
import { declareAssigned, type Layout, Scope } from "./evaluate/scope";
import { atStart, nativeResult } from "./library/native";
import { parse } from "./syntax/parser";
import { Source } from "./syntax/position";
import type { Value } from "./values/value";

/** Is a parsed and compiled template: render it as often as wanted. */
export interface Template {
  readonly name: string;
  /** Gives the text; throws JinjaError, and whatever the host throws that is no Error. */
  render(context: Context, session?: Session): string;
  /** Gives the value of a template that is one expression, else its text. */
  renderNative(context: Context, session?: Session): Value;
}

/** Parses a template; throws JinjaError for syntax, unknown filters and unknown tests. */
export function parseTemplate(
  text: string,
  name: string,
  environment: Environment = DBT_ENVIRONMENT,
): Template {
  const source = new Source(text, name);
  const statements = parse(source, environment);
  const layout: Layout = { size: 0 };
  const scope = new Scope(layout, undefined);
  declareAssigned(scope, statements);
  const body = compileBody(new Compiler(source, environment), scope, statements);
  const start = (context: Context, session: Session, native: boolean): Frame => {
    const runtime: Runtime = { environment, context, session, native };
    return { slots: new Array(layout.size).fill(undefined), parent: undefined, runtime };
  };
  return {
    name,
    render: (context, session = createSession()) => {
      const out = output();
      run(body, start(context, session, false), out, source);
      return out.text;
    },
    renderNative: (context, session = createSession()) => {
      const nodes: Value[] = [];
      run(body, start(context, session, true), output(nodes), source);
      try {
        return nativeResult(nodes);
      } catch (thrown) {
        throw atStart(thrown, name);
      }
    },
  };
}

function run(body: Execute, frame: Frame, out: Output, source: Source): void {
  try {
    if (body(frame, out) === 3) throw new ReturnSignal(out.returned);
  } catch (thrown) {
    if (thrown instanceof ReturnSignal)
      throw new JinjaError("ReturnError", "return() outside of a macro", source.placeOf(0));
    throw locate(thrown, source, 0, frame);
  }
}

/** Makes a context of a plain object's own properties. */
export function contextOf(values: Readonly<Record<string, Value>>): Context {
  return new Map(Object.entries(values));
}
