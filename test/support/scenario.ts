import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parse } from "yaml";

/** Holds what a file of the project becomes: whole text, replacements in it, or gone. */
export type Edit = string | Readonly<Record<string, string>> | null;

/** Is one thing that happens in a scenario; the title says what a reader of the goldens sees. */
export type Step =
  | { readonly kind: "edit"; readonly files: Readonly<Record<string, Edit>> }
  /** Shows the plan; `as` is the form in which the CLI prints it. */
  | { readonly kind: "preview"; readonly title: string; readonly as: "text" | "diff" | "json" }
  /** Shows that there is nothing to do: the CLI itself is asked to fail otherwise. */
  | { readonly kind: "unchanged"; readonly title: string }
  /** Shows that `preview` and `up` both fail before anything is written. */
  | { readonly kind: "refused"; readonly title: string }
  | { readonly kind: "up"; readonly title: string }
  | { readonly kind: "destroy"; readonly title: string }
  | { readonly kind: "lake"; readonly title: string }
  /** Runs a statement as somebody else would. */
  | { readonly kind: "sql"; readonly sql: string }
  /** Makes a call as somebody else would: "glue.deleteTable", or "s3.putObject". */
  | { readonly kind: "call"; readonly name: string; readonly input: object };

/** Is a project with the steps that it takes; its goldens lie beside it. */
export interface Scenario {
  /** `<topic>/<case>`. */
  readonly name: string;
  readonly dir: string;
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

// Compiled tests lie in bin/test/support; scenarios stay where they were written.
const home = resolve(__dirname, "../../../test/scenarios");

/** Reads every scenario: each folder with a steps.yml. */
export function readScenarios(): readonly Scenario[] {
  return filesBelow(home)
    .filter((file) => file.endsWith("/steps.yml"))
    .map((file) => readScenario(join(home, file, "..")))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readScenario(dir: string): Scenario {
  const name = relative(home, dir).split("\\").join("/");
  const said = parse(readFileSync(join(dir, "steps.yml"), "utf8")) as {
    readonly title: string;
    readonly base?: string;
    readonly steps: readonly (string | Readonly<Record<string, unknown>>)[];
  };
  const base = said.base === undefined ? {} : contentsOf(join(home, "bases", said.base));
  const files = { ...base, ...contentsOf(join(dir, "project")) };
  return {
    name,
    dir,
    title: said.title,
    files,
    steps: said.steps.map((step) => stepOf(name, step)),
  };
}

function stepOf(name: string, said: string | Readonly<Record<string, unknown>>): Step {
  const [kind, value] = typeof said === "string" ? [said, said] : (Object.entries(said)[0] ?? []);
  switch (kind) {
    case "preview":
    case "diff":
    case "json":
      return { kind: "preview", title: String(value), as: kind === "preview" ? "text" : kind };
    case "unchanged":
    case "refused":
    case "up":
    case "destroy":
    case "lake":
      return { kind, title: String(value) };
    case "edit":
      return { kind, files: value as Readonly<Record<string, Edit>> };
    case "sql":
      return { kind, sql: String(value) };
    default:
      if (kind === undefined || !/^(glue|s3|athena)\.\w+$/.test(kind)) {
        throw new Error(`${name}: no step is named "${kind}"`);
      }
      return { kind: "call", name: kind, input: value as object };
  }
}

function contentsOf(dir: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    filesBelow(dir).map((file) => [file, readFileSync(join(dir, file), "utf8")]),
  );
}

function filesBelow(dir: string): readonly string[] {
  if (statSync(dir, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split("\\").join("/"))
    .sort();
}
