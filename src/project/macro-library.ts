import { sqlMacros } from "./builtin-macros";
import { queryMacros } from "./builtin-queries";
import { DBT_TAGS, loadMacros, type MacroDefinition } from "./jinja";
import type { Problems } from "./problems";
import type { Dispatch } from "./project-file";
import type { Package } from "./read-packages";
import { asProjectError } from "./templates";

/** Maps the names of macros to where they are defined. */
export type Definitions = ReadonlyMap<string, MacroDefinition>;

let builtins: Definitions | undefined;

/** Names dbt's own packages, which are one here. */
export const builtinPackages: readonly string[] = ["dbt", "dbt_athena"];

/** Holds the macros of a project, its packages and dbt; each is parsed when it is first called. */
export class MacroLibrary {
  readonly packages: ReadonlyMap<string, Definitions>;
  readonly builtin: Definitions;
  readonly rootName: string;
  private readonly dispatch: readonly Dispatch[];

  constructor(root: Package, packages: readonly Package[], problems: Problems) {
    this.rootName = root.name;
    this.dispatch = root.project.dispatch;
    this.packages = new Map(
      [root, ...packages].map((one) => [one.name, macrosOf(one, one === root, problems)]),
    );
    builtins ??= named(definitionsOf("dbt", sqlMacros + queryMacros));
    this.builtin = builtins;
  }

  /** Gives a macro of a package, or of dbt. */
  of(packageName: string, name: string): MacroDefinition | undefined {
    if (builtinPackages.includes(packageName)) return this.builtin.get(name);
    return this.packages.get(packageName)?.get(name);
  }

  /** Says in which packages a dispatch looks; undefined stands for everything in sight. */
  searchOrder(namespace: string | undefined): readonly (string | undefined)[] {
    if (namespace === undefined) return [undefined];
    const asked = this.dispatch.find((one) => one.namespace === namespace)?.searchOrder;
    if (asked !== undefined && asked.length > 0) return asked;
    const isKnown = this.packages.has(namespace) || builtinPackages.includes(namespace);
    return isKnown ? [this.rootName, namespace] : [undefined];
  }
}

function macrosOf(one: Package, isRoot: boolean, problems: Problems): Definitions {
  const macros = new Map<string, MacroDefinition>();
  for (const { file, text } of one.files.macros) {
    const found = problems.attempt(() => definitionsOf(file, text));
    for (const definition of found ?? []) {
      const name = nameOf(definition);
      if (name === undefined) continue;
      // The user mends their own macros; those of packages count when they are called.
      if (isRoot) problems.attempt(() => check(definition));
      const other = macros.get(name);
      if (other === undefined) macros.set(name, definition);
      else {
        problems.add("AF119", `Cannot define macro "${name}" twice`, {
          where: { file, line: definition.line },
          hint: `The first is at ${other.template}:${other.line}: rename one`,
        });
      }
    }
  }
  return macros;
}

function named(definitions: readonly MacroDefinition[]): Definitions {
  return new Map(definitions.map((definition) => [nameOf(definition) ?? "", definition]));
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
