import { type Place, ProjectError } from "../errors";
import type { Connection } from "../state";
import { envVar, targetValue, varValue } from "./context-base";
import { TemplateFault } from "./fault";
import {
  contextOf,
  createSession,
  JinjaError,
  type MacroCall,
  parseTemplate,
  type Value,
} from "./jinja";
import type { LoadOptions } from "./project";
import { fromTemplate } from "./values";

/** Resolves the Jinja in one text of a YAML file; other text comes back as it is. */
export type NativeRenderer = (text: string, place: Place) => unknown;

const jinja = /\{[{%#]|[#%}]\}/;

/** Tells whether a text has any Jinja in it. */
export function hasJinja(text: string): boolean {
  return jinja.test(text);
}

/** Renders one text of a YAML file to a value of templates. */
export function renderNative(
  text: string,
  names: { get(name: string): Value | undefined },
  place: Place,
): Value {
  // A template loses the line break at its end, and so does a block text of YAML.
  if (!hasJinja(text)) return text.endsWith("\n") ? text.slice(0, -1) : text;
  try {
    return parseTemplate(text, place.file ?? "").renderNative(names, createSession());
  } catch (error) {
    throw asProjectError(error, place.file ?? "a text", text, place);
  }
}

/** Makes the renderer of dbt_project.yml and profiles.yml: env_var, command-line vars, target. */
export function settingsRenderer(options: LoadOptions, connection?: Connection): NativeRenderer {
  const context = {
    env_var: envVar(options),
    var: varValue({ layers: [options.vars ?? {}], lenient: false }),
    ...(connection === undefined ? {} : { target: targetValue(connection) }),
  };
  const names = contextOf(context);
  return (text, place) => fromTemplate(renderNative(text, names, place));
}

/**
 * Turns what a template threw into a fault of the project with its place: in the template or macro
 * that was running, or at `place` for a text inside a YAML file.
 */
export function asProjectError(error: unknown, file: string, text: string, place?: Place): unknown {
  if (!(error instanceof JinjaError)) return error;
  if (error.cause instanceof ProjectError) return error.cause;
  const where = place ?? placeOf(error, file);
  const fault = error.cause instanceof TemplateFault ? error.cause : undefined;
  const isSyntax = error.type === "TemplateSyntaxError";
  const act = isSyntax ? `parse ${where.file ?? file}` : `render ${file}`;
  const calls = isSyntax ? "" : callText(error.macroStack);
  const message = `Cannot ${act}: ${error.message}${calls}`;
  const code = fault?.code ?? (isMissingMacro(error, text) ? "AF116" : "AF102");
  return new ProjectError(code, message, {
    where,
    cause: error,
    ...(fault?.hint === undefined ? {} : { hint: fault.hint }),
  });
}

function placeOf(error: JinjaError, file: string): Place {
  return { file: error.template || file, line: error.line, column: error.column };
}

/** An undefined name that is called, or whose member is, was meant to be a macro or package. */
function isMissingMacro(error: JinjaError, text: string): boolean {
  const name = /^'(\w+)' is undefined$/.exec(error.message)?.[1];
  if (error.type !== "UndefinedError" || name === undefined) return false;
  return (
    error.macroStack.length > 0 || new RegExp(`\\b${name}\\s*(?:\\.\\s*\\w+\\s*)?\\(`).test(text)
  );
}

function callText(stack: readonly MacroCall[]): string {
  if (stack.length === 0) return "";
  const calls = stack.map((call) => `${call.macro} (${call.template}:${call.line})`);
  // Of a recursion that has no end, both ends are enough.
  const shown = calls.length > 8 ? [...calls.slice(0, 4), "…", ...calls.slice(-3)] : calls;
  return `; macros: ${shown.join(" > ")}`;
}
