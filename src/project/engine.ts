import { type Code, type Place, ProjectError } from "../errors";
import type { Connection } from "../state";
import type { Answers } from "./catalog";
import { apiValue } from "./context-adapter";
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
import { emptyGraph } from "./graph-value";
import {
  contextOf,
  createSession,
  type Kwargs,
  type PyObject,
  parseTemplate,
  type Template,
  type Value,
} from "./jinja";
import { MacroLibrary } from "./macro-library";
import { Names, type Rendering } from "./macros";
import { defaultNaming } from "./naming";
import type { Problems } from "./problems";
import type { LoadOptions } from "./project";
import type { ProjectFile } from "./project-file";
import type { Package } from "./read-packages";
import type { TextFile } from "./read-project";
import { asProjectError, hasJinja, type NativeRenderer, renderNative } from "./templates";
import { fromTemplate, textOf } from "./values";
import { isYamlMap, type YamlMap } from "./yaml";

/** Renders the templates of a project and its packages: knows macros, variables, target, docs. */
export class Engine {
  private readonly templates = new Map<string, Template>();
  private readonly library: MacroLibrary;
  private readonly bases = new Map<string, Context>();
  private readonly packages: ReadonlyMap<string, Package>;
  private readonly docs: ReadonlyMap<string, string>;

  constructor(
    private readonly options: LoadOptions,
    private readonly root: Package,
    packages: readonly Package[],
    private readonly connection: Connection,
    private readonly answers: Answers,
    private readonly problems: Problems,
  ) {
    this.library = new MacroLibrary(root, packages, problems);
    const all = [...packages, root];
    this.packages = new Map(all.map((one) => [one.name, one]));
    // The project's own blocks come last, and so win.
    this.docs = docsBlocks(all.flatMap((one) => one.files.docs.map((file) => file.text)));
  }

  /** Gives the globals that do not depend on a node. */
  base(rendering: Rendering): Context {
    const key = `${rendering.phase} ${rendering.package}`;
    const known = this.bases.get(key);
    if (known !== undefined) return known;
    const { options, root, connection, problems } = this;
    const own = this.packages.get(rendering.package)?.project;
    const warn = (message: string): void => problems.warn("AF117", message);
    const made = baseContext(rendering, options, root.project, own, connection, warn);
    this.bases.set(key, made);
    return made;
  }

  /** Renders a file's template; throws a ProjectError that says where and through which macros. */
  render(file: TextFile, context: Context, rendering: Rendering): string {
    if (!hasJinja(file.text)) return file.text.trim();
    const session = createSession(rendering.phase === "parse" ? "chainable" : "strict");
    try {
      const names = this.names(context, rendering, session);
      return withoutLead(this.template(file).render(names, session), file.text);
    } catch (error) {
      throw asProjectError(error, file.file, file.text);
    }
  }

  /** Renders a text of a YAML file to a value of templates. */
  nativeValue(text: string, context: Context, place: Place, packageName = this.root.name): Value {
    if (!hasJinja(text)) return renderNative(text, noNames, place);
    const rendering = { phase: "compile", package: packageName } as const;
    return renderNative(text, this.names(context, rendering), place);
  }

  /** Gives the renderer of a package's properties files. */
  renderer(packageName: string): NativeRenderer {
    const context = this.base({ phase: "compile", package: packageName });
    return (text, place) => fromTemplate(this.nativeValue(text, context, place, packageName));
  }

  /** Renders a description, doc() included. */
  describe(text: string, place: Place, packageName = this.root.name): string {
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
    const base = this.base({ phase: "compile", package: packageName });
    return textOf(this.nativeValue(text, extend(base, { doc }), place, packageName));
  }

  /** Finds a macro, in sight of a package or of a namespace, to be called with the globals given. */
  findMacro(
    name: string,
    context: Context,
    rendering: Rendering,
    namespace?: string,
  ): Value | undefined {
    const names = this.names(context, rendering);
    if (namespace !== undefined) return names.macroOf(namespace, name);
    return names.projectMacro(name) ?? names.builtinMacro(name);
  }

  /** Calls a macro; what it throws gets a place. */
  callMacro(macro: Value, kwargs: Kwargs, place: Place): Value {
    try {
      return call(macro, [], kwargs);
    } catch (error) {
      throw asProjectError(error, place.file ?? "a test", "");
    }
  }

  /** Calls the naming rule of a package, of the project, or dbt's own where there is none. */
  callNaming(rule: string, args: readonly Value[], where: Place, packageName: string): string {
    const rendering = { phase: "compile", package: this.root.name } as const;
    const context = this.base(rendering);
    const names = this.names(context, rendering);
    const own = packageName === this.root.name ? undefined : names.macroOf(packageName, rule);
    const macro = own ?? names.projectMacro(rule) ?? names.projectMacro(`athena__${rule}`);
    try {
      return textOf(call(macro ?? context[rule] ?? "", args, new Map())).trim();
    } catch (error) {
      throw asProjectError(error, where.file ?? rule, "");
    }
  }

  /** Counts what templates asked of the lake so far. */
  questions(): number {
    return this.answers.questions;
  }

  /** Makes a fault; throw it. */
  fault(code: Code, message: string, where: Place, hint?: string): ProjectError {
    return new ProjectError(code, message, hint === undefined ? { where } : { where, hint });
  }

  private names(context: Context, rendering: Rendering, session = createSession()): Names {
    return new Names(this.library, this.answers, context, session, rendering);
  }

  private template(file: TextFile): Template {
    const known = this.templates.get(file.file);
    if (known !== undefined) return known;
    const template = parseTemplate(file.text.trimEnd(), file.file);
    this.templates.set(file.file, template);
    return template;
  }
}

const flags: Readonly<Record<string, Value>> = {
  FULL_REFRESH: false,
  STORE_FAILURES: false,
  EMPTY: false,
  FAIL_FAST: false,
  DEBUG: false,
  QUIET: false,
  WARN_ERROR: false,
  INTROSPECT: true,
  PARTIAL_PARSE: false,
  CACHE_SELECTED_ONLY: false,
  VERSION_CHECK: true,
  INDIRECT_SELECTION: "eager",
  WHICH: "run",
};

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

function varsOf(project: ProjectFile, packageName: string): readonly Readonly<YamlMap>[] {
  const own = project.vars[packageName];
  return [isYamlMap(own) ? own : {}, project.vars];
}

function baseContext(
  rendering: Rendering,
  options: LoadOptions,
  project: ProjectFile,
  own: ProjectFile | undefined,
  connection: Connection,
  warn: (message: string) => void,
): Context {
  const isParse = rendering.phase === "parse";
  const layers = [options.vars ?? {}, ...varsOf(project, rendering.package)];
  // What the project says of a package beats what the package says of itself.
  if (own !== undefined && own !== project) layers.push(...varsOf(own, rendering.package));
  const exceptions = exceptionsValue((message) => {
    if (!isParse) warn(message);
  });
  return extend(null, {
    ...defaultNaming(connection),
    ...generalFunctions(options),
    env_var: envVar(options),
    var: varValue({ layers, lenient: isParse }),
    target: targetValue(connection),
    exceptions,
    api: apiValue(),
    schema: connection.schema,
    database: connection.database,
    project_name: project.name,
    execute: !isParse,
    flags: namespaceValue("flags", flags),
    is_incremental: () => false,
    should_full_refresh: () => false,
    graph: emptyGraph,
    model: null,
  });
}
