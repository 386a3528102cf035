import type { Answers } from "./catalog";
import { adapterValue } from "./context-adapter";
import { type Context, namespaceValue } from "./context-base";
import { TemplateFault } from "./fault";
import {
  bind,
  callValue,
  type MacroDefinition,
  type PyFunction,
  type PyObject,
  type Session,
  type Value,
} from "./jinja";
import { builtinPackages, type MacroLibrary } from "./macro-library";
import { resultFunctions } from "./results";
import { textOf } from "./values";

const prefixes = ["athena__", "default__"] as const;

/** Says which of the two renderings globals are for, and whose template is rendered. */
export interface Rendering {
  readonly phase: "parse" | "compile";
  readonly package: string;
}

/**
 * Is what a template can name during one rendering. Macros come first: of the template's package,
 * then of the project; then globals, packages by name, and dbt's own macros.
 */
export class Names {
  private readonly bound = new Map<MacroDefinition, Value>();
  private readonly made = new Map<string, Value>();
  private adapter: PyObject | undefined;
  private results: Readonly<Record<string, Value>> | undefined;

  constructor(
    private readonly library: MacroLibrary,
    private readonly answers: Answers,
    private readonly context: Context,
    private readonly session: Session,
    private readonly rendering: Rendering,
  ) {}

  get(name: string): Value | undefined {
    const macro = this.projectMacro(name);
    if (macro !== undefined) return macro;
    const known = this.context[name];
    if (known !== undefined) return known;
    if (name === "adapter") return this.adapterOf();
    if (name === "context") return this.contextValue();
    if (this.library.packages.has(name) || builtinPackages.includes(name)) {
      return this.packageValue(name);
    }
    return this.builtinMacro(name) ?? this.resultFunction(name);
  }

  /** Gives a macro of the template's package, or of the project. */
  projectMacro(name: string): Value | undefined {
    const { packages, rootName } = this.library;
    const own = this.rendering.package;
    const local = own === rootName ? undefined : packages.get(own)?.get(name);
    return this.bind(local ?? packages.get(rootName)?.get(name));
  }

  /** Gives a macro of one package. */
  macroOf(packageName: string, name: string): Value | undefined {
    if (builtinPackages.includes(packageName)) return this.builtinMacro(name) ?? this.context[name];
    return this.bind(this.library.of(packageName, name));
  }

  /** Gives a macro of dbt; a name without prefix looks for the implementation when called. */
  builtinMacro(name: string): Value | undefined {
    const { builtin } = this.library;
    const plain = builtin.get(name);
    if (plain !== undefined) return this.bind(plain);
    const made = this.made.get(name);
    if (made !== undefined) return made;
    if (name.startsWith("default__")) {
      return this.bind(builtin.get(name.replace("default__", "athena__")));
    }
    if (!prefixes.some((prefix) => builtin.has(`${prefix}${name}`))) return undefined;
    const dispatching: PyFunction = (args, kwargs) =>
      callValue(this.dispatch(name, "dbt"), args, kwargs);
    this.made.set(name, dispatching);
    return dispatching;
  }

  private resultFunction(name: string): Value | undefined {
    this.results ??= resultFunctions();
    return Object.hasOwn(this.results, name) ? this.results[name] : undefined;
  }

  private packageValue(name: string): PyObject {
    // Macros are items, as names that start with an underscore are no attributes.
    return {
      ...namespaceValue(name, {}),
      getItem: (member) => (typeof member === "string" ? this.macroOf(name, member) : undefined),
    };
  }

  private dispatch(name: string, namespace: string | undefined): Value {
    for (const one of this.library.searchOrder(namespace)) {
      for (const prefix of prefixes) {
        const full = `${prefix}${name}`;
        const found =
          one === undefined
            ? (this.projectMacro(full) ?? this.builtinMacro(full) ?? this.context[full])
            : this.macroOf(one, full);
        if (found !== undefined) return found;
      }
    }
    throw new TemplateFault(
      "AF116",
      `macro "${name}" is defined neither as "athena__${name}" nor as "default__${name}"`,
    );
  }

  private adapterOf(): PyObject {
    const dispatch: PyFunction = (args, kwargs) => {
      const [name, space] = bind("dispatch", ["macro_name", "macro_namespace"], args, kwargs, 1);
      const namespace = space === undefined || space === null ? undefined : textOf(space);
      return this.dispatch(textOf(name ?? ""), namespace);
    };
    this.adapter ??= adapterValue(dispatch, this.answers, this.rendering.phase === "parse");
    return this.adapter;
  }

  private contextValue(): PyObject {
    const get = (name: Value): Value | undefined =>
      typeof name === "string" ? this.get(name) : undefined;
    return {
      pyType: "dict",
      isMapping: true,
      truthy: () => true,
      getItem: get,
      getAttr: (name) =>
        name === "get" ? (args) => get(args[0] ?? "") ?? args[1] ?? null : this.get(name),
      contains: (name) => get(name) !== undefined,
    };
  }

  private bind(definition: MacroDefinition | undefined): Value | undefined {
    if (definition === undefined) return undefined;
    const known = this.bound.get(definition);
    if (known !== undefined) return known;
    const macro = definition.bind(this, this.session);
    this.bound.set(definition, macro);
    return macro;
  }
}
