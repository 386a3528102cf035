import type { Place } from "../errors";
import { type Config, listOf } from "./config";
import type { Problems } from "./problems";
import { warnOfKeys } from "./property-keys";
import type { NativeRenderer } from "./templates";
import { type TestSpec, testSpecs } from "./test-spec";
import { rawText } from "./values";
import { isYamlMap, parseYaml, type YamlFile, type YamlMap } from "./yaml";

/** Holds what properties files say of one model or seed. */
export interface Patch {
  readonly name: string;
  readonly description: string;
  /** Its `config:`, with top-level `meta` and `docs` folded in. */
  readonly config: Config;
  readonly columns: readonly ColumnPatch[];
  readonly tests: readonly TestSpec[];
  readonly versions: readonly VersionPatch[];
  readonly latestVersion?: string;
  readonly place: Place;
}

/** Holds what properties files say of one version of a model, over what they say of all. */
export interface VersionPatch {
  readonly version: string;
  /** The name of the file that defines it, without its ending. */
  readonly definedIn?: string;
  readonly description?: string;
  readonly config: Config;
  readonly columns: readonly ColumnPatch[];
  readonly tests: readonly TestSpec[];
}

/** Holds what properties files say of one column. */
export interface ColumnPatch {
  readonly name: string;
  readonly description: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly dataType?: string;
}

/** Holds one table of a source. */
export interface SourceTable {
  readonly package: string;
  readonly source: string;
  readonly name: string;
  readonly database?: string;
  readonly schema: string;
  readonly identifier: string;
  readonly quoting: YamlMap;
  readonly config: Config;
  readonly tests: readonly TestSpec[];
  readonly place: Place;
}

/** Holds all properties files of a project. */
export interface Properties {
  readonly models: ReadonlyMap<string, Patch>;
  readonly seeds: ReadonlyMap<string, Patch>;
  readonly singularTests: ReadonlyMap<string, Patch>;
  readonly sources: readonly SourceTable[];
}

interface Reading {
  readonly package: string;
  readonly yaml: YamlFile;
  readonly render: NativeRenderer;
  readonly problems: Problems;
}

/** Reads properties files (schema.yml) into values; `render` resolves the Jinja in them. */
export function readProperties(
  packageName: string,
  files: readonly { readonly file: string; readonly text: string }[],
  render: NativeRenderer,
  problems: Problems,
): Properties {
  const models = new Map<string, Patch>();
  const seeds = new Map<string, Patch>();
  const singularTests = new Map<string, Patch>();
  const sources: SourceTable[] = [];
  for (const { file, text } of files) {
    const yaml = problems.attempt(() => parseYaml(file, text));
    if (yaml === undefined || yaml.value === null) continue;
    if (!isYamlMap(yaml.value)) {
      problems.add("AF101", `Cannot read ${file}: it is not a mapping`, {
        where: { file, line: 1 },
        hint: "Start it with `models:`, `seeds:` or `sources:`",
      });
      continue;
    }
    const reading = { package: packageName, yaml, render, problems };
    warnOfKeys(yaml, problems);
    readPatches(reading, "models", models);
    readPatches(reading, "seeds", seeds);
    readPatches(reading, "data_tests", singularTests);
    readPatches(reading, "tests", singularTests);
    for (const source of items(reading, yaml.value, "sources")) {
      sources.push(...readSource(reading, source));
    }
  }
  return { models, seeds, singularTests, sources };
}

function readPatches(reading: Reading, key: string, into: Map<string, Patch>): void {
  const { yaml, problems } = reading;
  for (const item of items(reading, yaml.value as YamlMap, key)) {
    const patch = readPatch(reading, item);
    const first = into.get(patch.name);
    if (first === undefined) into.set(patch.name, patch);
    else {
      problems.add("AF119", `Cannot read properties of "${patch.name}": they are given twice`, {
        where: patch.place,
        hint: `The first are at ${first.place.file}:${first.place.line}: merge the two`,
      });
    }
  }
}

function readPatch(reading: Reading, item: YamlMap): Patch {
  const { yaml } = reading;
  const columns = items(reading, item, "columns");
  const latest = item["latest_version"];
  const patch: Patch = {
    name: String(item["name"]),
    description: textOf(item["description"]),
    config: foldConfig(reading, item),
    columns: columns.map((column) => readColumn(reading, column)),
    tests: [
      ...testSpecs(yaml, item, undefined, reading.problems),
      ...columns.flatMap((column) => testSpecs(yaml, column, column, reading.problems)),
    ],
    versions: [],
    ...(latest == null ? {} : { latestVersion: rawText(latest) }),
    place: yaml.place(item),
  };
  const versions = Array.isArray(item["versions"]) ? item["versions"].filter(isYamlMap) : [];
  return { ...patch, versions: versions.map((one) => readVersion(reading, patch, one)) };
}

function readVersion(reading: Reading, patch: Patch, item: YamlMap): VersionPatch {
  const { yaml, problems } = reading;
  const entries = items(reading, item, "columns", true);
  const own = entries.filter((entry) => entry["name"] != null);
  const choice = entries.find((entry) => entry["include"] != null || entry["exclude"] != null);
  const included = choice?.["include"] ?? "all";
  const listed = listOf(included).map(String);
  const excluded = new Set(listOf(choice?.["exclude"]).map(String));
  const ownNames = new Set(own.map((entry) => String(entry["name"])));
  const isKept = (name: string): boolean =>
    !ownNames.has(name) &&
    !excluded.has(name) &&
    (included === "all" || included === "*" || listed.includes(name));
  const hasTests = item["tests"] != null || item["data_tests"] != null;
  const definedIn = item["defined_in"];
  return {
    version: rawText(item["v"]),
    ...(typeof definedIn === "string" ? { definedIn } : {}),
    ...(item["description"] == null ? {} : { description: textOf(item["description"]) }),
    config: foldConfig(reading, item),
    columns: [
      ...patch.columns.filter((column) => isKept(column.name)),
      ...own.map((column) => readColumn(reading, column)),
    ],
    tests: [
      ...(hasTests ? testSpecs(yaml, item, undefined, problems) : []),
      ...patch.tests.filter((spec) =>
        spec.column === undefined ? !hasTests : isKept(spec.column),
      ),
      ...own.flatMap((column) => testSpecs(yaml, column, column, problems)),
    ],
  };
}

function readColumn(reading: Reading, column: YamlMap): ColumnPatch {
  const config = foldConfig(reading, column);
  const type = column["data_type"];
  return {
    name: String(column["name"]),
    description: textOf(column["description"]),
    meta: isYamlMap(config["meta"]) ? config["meta"] : {},
    ...(typeof type === "string" ? { dataType: type } : {}),
  };
}

function readSource(reading: Reading, item: YamlMap): readonly SourceTable[] {
  const { yaml } = reading;
  const source = String(item["name"]);
  const rendered = renderAll(reading, without(item, ["tables"])) as YamlMap;
  const config = foldConfig(reading, item);
  return items(reading, item, "tables").map((table) => {
    const own = renderAll(reading, without(table, ["columns"])) as YamlMap;
    const database = rendered["database"] ?? rendered["catalog"];
    const columns = items(reading, table, "columns");
    return {
      package: reading.package,
      source,
      name: String(own["name"]),
      ...(database == null ? {} : { database: String(database) }),
      schema: String(rendered["schema"] ?? source),
      identifier: String(own["identifier"] ?? own["name"]),
      quoting: { ...mapOf(rendered["quoting"]), ...mapOf(own["quoting"]) },
      config: { ...config, ...foldConfig(reading, table) },
      tests: [
        ...testSpecs(yaml, table, undefined, reading.problems),
        ...columns.flatMap((column) => testSpecs(yaml, column, column, reading.problems)),
      ],
      place: yaml.place(table),
    };
  });
}

/** Gives the mappings below a key that have a name; notes what has none. */
function items(
  reading: Reading,
  parent: YamlMap,
  key: string,
  mayLackName = false,
): readonly YamlMap[] {
  const { yaml, problems } = reading;
  const value = parent[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.add("AF101", `Cannot read "${key}": it must be a list`, {
      where: yaml.place(parent, key),
      hint: "Start each entry with `- name:`",
    });
    return [];
  }
  const found: YamlMap[] = [];
  for (const [index, item] of value.entries()) {
    const hasName =
      isYamlMap(item) && (typeof item["name"] === "string" || typeof item["name"] === "number");
    if (isYamlMap(item) && (hasName || mayLackName)) {
      found.push(item);
    } else if (isYamlMap(item) && key !== "tests" && key !== "data_tests") {
      problems.add("AF101", `Cannot read an entry of "${key}": it has no name`, {
        where: yaml.place(value, index),
        hint: "Add `name:` to it",
      });
    }
  }
  return found;
}

// dbt takes tags of a model from its config alone.
const folded = ["meta", "docs"];

function foldConfig(reading: Reading, item: YamlMap): Config {
  const config: YamlMap = {};
  for (const key of folded) {
    if (item[key] != null) config[key] = renderAll(reading, item[key], item, key);
  }
  const own = item["config"];
  if (!isYamlMap(own)) return config;
  const rendered = renderAll(reading, own) as YamlMap;
  for (const [key, value] of Object.entries(rendered)) {
    const before = config[key];
    const both = isYamlMap(before) && isYamlMap(value);
    config[key] = both ? { ...before, ...value } : value;
  }
  return config;
}

// Descriptions and test arguments are rendered later, with the whole project at hand.
const late = new Set(["description", "tests", "data_tests"]);

function renderAll(
  reading: Reading,
  value: unknown,
  parent?: unknown,
  key?: string | number,
): unknown {
  if (typeof value === "string") {
    const place = reading.yaml.place(parent, key);
    return reading.problems.attempt(() => reading.render(value, place));
  }
  if (Array.isArray(value)) return value.map((item, at) => renderAll(reading, item, value, at));
  if (!isYamlMap(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    late.has(name) ? item : renderAll(reading, item, value, name),
  ]);
  return Object.fromEntries(entries);
}

function without(item: YamlMap, keys: readonly string[]): YamlMap {
  const copy = { ...item };
  for (const key of keys) delete copy[key];
  return copy;
}

function mapOf(value: unknown): YamlMap {
  return isYamlMap(value) ? value : {};
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}
