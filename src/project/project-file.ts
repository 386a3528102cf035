import { ProjectError } from "../errors";
import type { Problems } from "./problems";
import type { NativeRenderer } from "./templates";
import { isYamlMap, parseYaml, type YamlFile, type YamlMap } from "./yaml";

/** Holds dbt_project.yml with dbt's defaults. */
export interface ProjectFile {
  readonly name: string;
  readonly version?: string;
  readonly profile?: string;
  readonly modelPaths: readonly string[];
  readonly seedPaths: readonly string[];
  readonly testPaths: readonly string[];
  readonly macroPaths: readonly string[];
  readonly snapshotPaths: readonly string[];
  readonly analysisPaths: readonly string[];
  readonly docsPaths: readonly string[];
  /** The folder that packages are installed in. */
  readonly packagesPath: string;
  /** Config trees by resource type. */
  readonly trees: Readonly<Record<ResourceType, YamlMap>>;
  readonly vars: YamlMap;
  readonly quoting: Quoting;
  readonly dispatch: readonly Dispatch[];
  readonly yaml: YamlFile;
}

/** Names the kinds of resources that have a config tree of their own. */
export type ResourceType = "model" | "seed" | "test" | "source" | "snapshot";

/** Says which parts of a relation's name are quoted. */
export interface Quoting {
  readonly database: boolean;
  readonly schema: boolean;
  readonly identifier: boolean;
}

/** Says in which packages macros of a namespace are looked up. */
export interface Dispatch {
  readonly namespace: string;
  readonly searchOrder: readonly string[];
}

/** Names the file that makes a folder a dbt project. */
export const projectFileName = "dbt_project.yml";

/** Reads dbt_project.yml from its text; `render` resolves the Jinja in its values. */
export function parseProjectFile(
  text: string,
  render: NativeRenderer,
  problems: Problems,
  file = projectFileName,
): ProjectFile {
  const yaml = parseYaml(file, text);
  const raw = yaml.value;
  if (!isYamlMap(raw)) {
    throw new ProjectError("AF101", `Cannot read ${file}: it is not a mapping`, {
      where: { file },
    });
  }
  const top = renderTop(raw, yaml, render, problems);
  const name = top["name"];
  if (typeof name !== "string" || !/^[^\d\W]\w*$/.test(name)) {
    throw new ProjectError(
      "AF108",
      `Cannot read ${file}: "name" must be letters, digits and underscores`,
      { where: yaml.place(raw, "name"), hint: "Set `name:` to the project's name" },
    );
  }
  const paths = (keys: readonly string[], fallback: readonly string[]): readonly string[] =>
    pathsOf(top, keys, fallback, yaml, problems);
  const testPaths = paths(["test-paths"], ["tests"]);
  const modelPaths = paths(["model-paths", "source-paths"], ["models"]);
  const seedPaths = paths(["seed-paths", "data-paths"], ["seeds"]);
  const macroPaths = paths(["macro-paths"], ["macros"]);
  const snapshotPaths = paths(["snapshot-paths"], ["snapshots"]);
  const analysisPaths = paths(["analysis-paths"], ["analyses"]);
  const everywhere = [modelPaths, seedPaths, testPaths, macroPaths, snapshotPaths, analysisPaths];
  return {
    name,
    ...(top["version"] == null ? {} : { version: versionText(top["version"]) }),
    ...(typeof top["profile"] === "string" ? { profile: top["profile"] } : {}),
    modelPaths,
    seedPaths,
    testPaths,
    macroPaths,
    snapshotPaths,
    analysisPaths,
    docsPaths: paths(["docs-paths"], everywhere.flat()),
    packagesPath: textAt(top, ["packages-install-path", "modules-path"]) ?? "dbt_packages",
    trees: {
      model: treeOf(top, ["models"], yaml, problems),
      seed: treeOf(top, ["seeds"], yaml, problems),
      test: treeOf(top, ["data_tests", "tests"], yaml, problems),
      source: treeOf(top, ["sources"], yaml, problems),
      snapshot: treeOf(top, ["snapshots"], yaml, problems),
    },
    vars: isYamlMap(top["vars"]) ? top["vars"] : {},
    quoting: quotingOf(top["quoting"]),
    dispatch: dispatchOf(top["dispatch"]),
    yaml,
  };
}

// Hooks and vars are kept as they are: dbt renders hooks when they run, and vars never.
const unrendered = new Set(["on-run-start", "on-run-end", "query-comment", "vars"]);
const hooks = new Set(["pre-hook", "post-hook", "pre_hook", "post_hook"]);

function renderTop(
  raw: YamlMap,
  yaml: YamlFile,
  render: NativeRenderer,
  problems: Problems,
): YamlMap {
  const resolve = (value: unknown, parent: unknown, key: string | number): unknown => {
    if (typeof value === "string") {
      return problems.attempt(() => render(value, yaml.place(parent, key)));
    }
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, value, index));
    if (!isYamlMap(value)) return value;
    const entries = Object.entries(value).map(([inner, item]) => {
      const isHook = hooks.has(inner.replace(/^\+/, "").trim());
      return [inner, isHook ? item : resolve(item, value, inner)];
    });
    return Object.fromEntries(entries);
  };
  const entries = Object.entries(raw).map(([key, value]) => [
    key,
    unrendered.has(key) ? value : resolve(value, raw, key),
  ]);
  return Object.fromEntries(entries);
}

function pathsOf(
  top: YamlMap,
  keys: readonly string[],
  fallback: readonly string[],
  yaml: YamlFile,
  problems: Problems,
): readonly string[] {
  const key = keys.find((name) => top[name] != null);
  if (key === undefined) return fallback;
  const value = top[key];
  if (typeof value === "string") return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  problems.add("AF108", `Cannot read ${projectFileName}: "${key}" must be a list of folders`, {
    where: yaml.place(yaml.value, key),
    hint: `Write it as a list: ${key}: ["${fallback[0] ?? "models"}"]`,
  });
  return fallback;
}

function treeOf(
  top: YamlMap,
  keys: readonly string[],
  yaml: YamlFile,
  problems: Problems,
): YamlMap {
  const tree: YamlMap = {};
  for (const key of [...keys].reverse()) {
    const value = top[key];
    if (value == null) continue;
    if (isYamlMap(value)) Object.assign(tree, value);
    else {
      problems.add("AF108", `Cannot read ${projectFileName}: "${key}" must be a mapping`, {
        where: yaml.place(yaml.value, key),
        hint: `Indent the configs below \`${key}:\``,
      });
    }
  }
  return tree;
}

function textAt(top: YamlMap, keys: readonly string[]): string | undefined {
  return keys.map((key) => top[key]).find((value) => typeof value === "string");
}

function versionText(version: unknown): string {
  if (typeof version === "object" && version !== null && "value" in version) {
    const number = Number(version.value);
    return Number.isInteger(number) ? `${number}.0` : String(number);
  }
  return String(version);
}

function quotingOf(value: unknown): Quoting {
  const given = isYamlMap(value) ? value : {};
  return {
    database: given["database"] !== false,
    schema: given["schema"] !== false,
    identifier: given["identifier"] !== false,
  };
}

function dispatchOf(value: unknown): readonly Dispatch[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isYamlMap).map((item) => ({
    namespace: String(item["macro_namespace"] ?? ""),
    searchOrder: Array.isArray(item["search_order"]) ? item["search_order"].map(String) : [],
  }));
}
