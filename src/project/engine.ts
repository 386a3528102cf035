import { type Code, type Place, ProjectError } from "../errors";
import type { Connection } from "../state";
import { apiValue, queryFunctions } from "./context-adapter";
import {
  type Context,
  envVar,
  exceptionsValue,
  extend,
  namespaceValue,
  targetValue,
  varValue,
} from "./context-base";
import { generalFunctions } from "./context-general";
import { docsBlocks } from "./docs-blocks";
import { TemplateFault } from "./fault";
import {
  contextOf,
  createSession,
  type Kwargs,
  type PyObject,
  parseTemplate,
  type Template,
  type Value,
} from "./jinja";
import { MacroLibrary, Names } from "./macros";
import { defaultNaming } from "./naming";
import type { Problems } from "./problems";
import type { LoadOptions } from "./project";
import type { ProjectFile } from "./project-file";
import type { ProjectSources, TextFile } from "./read-project";
import { asProjectError, hasJinja, type NativeRenderer, renderNative } from "./templates";
import { fromTemplate, textOf } from "./values";
import { isYamlMap } from "./yaml";

/** Says for which of the two renderings globals are. */
export type Phase = "parse" | "compile";

/** Renders the templates of one project: knows its macros, variables, target and docs. */
export class Engine {
  private readonly templates = new Map<string, Template>();
  private readonly library: MacroLibrary;
  private readonly bases: Readonly<Record<Phase, Context>>;
  private readonly docs: ReadonlyMap<string, string>;

  constructor(
    options: LoadOptions,
    project: ProjectFile,
    connection: Connection,
    files: ProjectSources,
    problems: Problems,
  ) {
    this.library = new MacroLibrary(project.name, files.macros, problems);
    this.docs = docsBlocks(files.docs.map((file) => file.text));
    const warn = (message: string): void => problems.warn("AF117", message);
    const make = (phase: Phase): Context => baseContext(phase, options, project, connection, warn);
    this.bases = { parse: make("parse"), compile: make("compile") };
  }

  /** Gives the globals that do not depend on a node. */
  base(phase: Phase): Context {
    return this.bases[phase];
  }

  /** Renders a file's template; throws a ProjectError that says where and through which macros. */
  render(file: TextFile, context: Context, phase: Phase): string {
    if (!hasJinja(file.text)) return file.text.trim();
    const session = createSession(phase === "parse" ? "chainable" : "strict");
    try {
      const names = new Names(this.library, context, session, phase);
      return withoutLead(this.template(file).render(names, session), file.text);
    } catch (error) {
      throw asProjectError(error, file.file, file.text);
    }
  }

  /** Renders a text of a YAML file to a value of templates. */
  nativeValue(text: string, context: Context, place: Place): Value {
    if (!hasJinja(text)) return renderNative(text, noNames, place);
    return renderNative(text, new Names(this.library, context, createSession(), "compile"), place);
  }

  /** Gives the renderer of properties files. */
  renderer(): NativeRenderer {
    const context = this.base("compile");
    return (text, place) => fromTemplate(this.nativeValue(text, context, place));
  }

  /** Renders a description, doc() included. */
  describe(text: string, place: Place): string {
    if (!hasJinja(text)) return text;
    const doc = (args: readonly Value[]): Value => {
      const name = textOf(args.at(-1) ?? "");
      const found = this.docs.get(name);
      if (found !== undefined) return found;
      throw new TemplateFault(
        "AF103",
        `doc "${name}" is not defined`,
        "Add a docs block of that name",
      );
    };
    return textOf(this.nativeValue(text, extend(this.base("compile"), { doc }), place));
  }

  /** Finds a macro of the project, to be called with the globals given. */
  findMacro(name: string, context: Context): Value | undefined {
    return new Names(this.library, context, createSession(), "compile").projectMacro(name);
  }

  /** Calls a macro; what it throws gets a place. */
  callMacro(macro: Value, kwargs: Kwargs, place: Place): string {
    try {
      return textOf(call(macro, [], kwargs));
    } catch (error) {
      throw asProjectError(error, place.file ?? "a test", "");
    }
  }

  /** Calls the project's naming rule, or dbt's own where the project has none. */
  callNaming(rule: string, args: readonly Value[], where: Place): string {
    const context = this.base("compile");
    const names = new Names(this.library, context, createSession(), "compile");
    const macro = names.projectMacro(rule) ?? names.projectMacro(`athena__${rule}`);
    try {
      return textOf(call(macro ?? context[rule] ?? "", args, new Map())).trim();
    } catch (error) {
      throw asProjectError(error, where.file ?? rule, "");
    }
  }

  /** Makes a fault; throw it. */
  fault(code: Code, message: string, where: Place, hint?: string): ProjectError {
    return new ProjectError(code, message, hint === undefined ? { where } : { where, hint });
  }

  private template(file: TextFile): Template {
    const known = this.templates.get(file.file);
    if (known !== undefined) return known;
    const template = parseTemplate(file.text.trimEnd(), file.file);
    this.templates.set(file.file, template);
    return template;
  }
}

const noNames = contextOf({});

/** dbt drops white space around a template; at its start that waits, so that lines count right. */
function withoutLead(rendered: string, text: string): string {
  const lead = text.slice(0, text.length - text.trimStart().length);
  return rendered.startsWith(lead) ? rendered.slice(lead.length) : rendered;
}

function call(callee: Value, args: readonly Value[], kwargs: Kwargs): Value {
  if (typeof callee === "function") return callee(args, kwargs) ?? null;
  return (callee as PyObject).call?.(args, kwargs) ?? null;
}

function baseContext(
  phase: Phase,
  options: LoadOptions,
  project: ProjectFile,
  connection: Connection,
  warn: (message: string) => void,
): Context {
  const isParse = phase === "parse";
  const own = project.vars[project.name];
  const layers = [options.vars ?? {}, isYamlMap(own) ? own : {}, project.vars];
  const exceptions = exceptionsValue((message) => {
    if (!isParse) warn(message);
  });
  return extend(null, {
    ...defaultNaming(connection),
    ...generalFunctions(options),
    ...queryFunctions(isParse),
    env_var: envVar(options),
    var: varValue({ layers, lenient: isParse }),
    target: targetValue(connection),
    exceptions,
    api: apiValue(),
    schema: connection.schema,
    database: connection.database,
    project_name: project.name,
    execute: !isParse,
    flags: namespaceValue("flags", {
      FULL_REFRESH: false,
      STORE_FAILURES: false,
      EMPTY: false,
      WHICH: "run",
    }),
    is_incremental: () => false,
    should_full_refresh: () => false,
    model: null,
  });
}
