import { builtinMacros } from "./builtin-macros";
import { adapterValue } from "./context-adapter";
import { type Context, namespaceValue } from "./context-base";
import {
  DBT_TAGS,
  loadMacros,
  type MacroDefinition,
  type PyObject,
  type Session,
  type Value,
} from "./jinja";
import type { Problems } from "./problems";
import type { TextFile } from "./read-project";
import { asProjectError } from "./templates";

type Definitions = ReadonlyMap<string, MacroDefinition>;

let builtins: Definitions | undefined;

/** Holds the macros of a project and dbt's own; each is parsed when it is first called. */
export class MacroLibrary {
  readonly project: Definitions;
  readonly builtin: Definitions;

  constructor(
    readonly packageName: string,
    files: readonly TextFile[],
    problems: Problems,
  ) {
    const project = new Map<string, MacroDefinition>();
    for (const { file, text } of files) {
      const found = problems.attempt(() => definitionsOf(file, text));
      for (const definition of found ?? []) {
        const name = nameOf(definition);
        if (name === undefined) continue;
        problems.attempt(() => check(definition));
        const other = project.get(name);
        if (other === undefined) project.set(name, definition);
        else {
          problems.add("AF119", `Cannot define macro "${name}" twice`, {
            where: { file, line: definition.line },
            hint: `The first is at ${other.template}:${other.line}: rename one`,
          });
        }
      }
    }
    this.project = project;
    builtins ??= new Map(
      definitionsOf("dbt", builtinMacros).map((definition) => [definition.name, definition]),
    );
    this.builtin = builtins;
  }
}

function definitionsOf(file: string, text: string): readonly MacroDefinition[] {
  try {
    return loadMacros(text, file);
  } catch (error) {
    throw asProjectError(error, file, text);
  }
}

/** Parses a macro of the project, so that its faults show even where nothing calls it. */
function check(definition: MacroDefinition): void {
  try {
    definition.statement();
  } catch (error) {
    throw asProjectError(error, definition.template, definition.source);
  }
}

/** A generic test is a macro whose name has a prefix; other blocks are no macros. */
function nameOf(definition: MacroDefinition): string | undefined {
  if (definition.tag === "macro") return definition.name;
  const isTest = definition.tag === "test" || definition.tag === "data_test";
  return isTest && DBT_TAGS.includes(definition.tag) ? `test_${definition.name}` : undefined;
}

/** Is what a template can name during one rendering: its globals, then macros, then packages. */
export class Names {
  private readonly bound = new Map<MacroDefinition, Value>();
  private adapter: PyObject | undefined;

  constructor(
    private readonly library: MacroLibrary,
    private readonly context: Context,
    private readonly session: Session,
    private readonly phase: "parse" | "compile",
  ) {}

  get(name: string): Value | undefined {
    const macro = this.projectMacro(name);
    if (macro !== undefined) return macro;
    const known = this.context[name];
    if (known !== undefined) return known;
    if (name === "adapter") return this.adapterOf();
    if (name === "context") return this.contextValue();
    if (name === this.library.packageName) {
      return namespaceOf(name, (member) => this.projectMacro(member));
    }
    if (name === "dbt" || name === "dbt_athena") {
      return namespaceOf(name, (member) => this.globalMacro(member));
    }
    return this.builtinMacro(name);
  }

  /** Gives a macro of the project. */
  projectMacro(name: string): Value | undefined {
    return this.bind(this.library.project.get(name));
  }

  private builtinMacro(name: string): Value | undefined {
    return this.bind(this.library.builtin.get(name));
  }

  /** A macro as dbt's own package gives it: the project's implementation for Athena wins. */
  private globalMacro(name: string): Value | undefined {
    const bare = name.replace(/^(?:athena|default)__/, "");
    return this.projectMacro(`athena__${bare}`) ?? this.builtinMacro(bare) ?? this.context[bare];
  }

  private adapterOf(): PyObject {
    const find = (name: string): Value | undefined =>
      this.projectMacro(name) ?? this.dispatchedBuiltin(name);
    this.adapter ??= adapterValue(find, this.phase === "parse");
    return this.adapter;
  }

  private dispatchedBuiltin(name: string): Value | undefined {
    return name.startsWith("default__") ? this.globalMacro(name) : undefined;
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

function namespaceOf(name: string, find: (member: string) => Value | undefined): PyObject {
  return { ...namespaceValue(name, {}), getAttr: find };
}
