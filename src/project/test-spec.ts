import type { Place } from "../errors";
import type { Problems } from "./problems";
import { isYamlMap, type YamlFile, type YamlMap } from "./yaml";

/** Holds one generic test as a properties file writes it; arguments are not rendered yet. */
export interface TestSpec {
  /** `not_null`, `unique` … */
  readonly test: string;
  /** The package before the dot: `dbt_utils.at_least_one`. */
  readonly namespace?: string;
  readonly args: YamlMap;
  readonly config: YamlMap;
  readonly customName?: string;
  readonly column?: string;
  /** The column's `quote: true`. */
  readonly quoteColumn: boolean;
  readonly place: Place;
}

// These may stand beside the arguments, as well as below `config:`.
const configKeys = new Set([
  "severity",
  "tags",
  "enabled",
  "where",
  "limit",
  "warn_if",
  "error_if",
  "fail_calc",
  "store_failures",
  "store_failures_as",
  "meta",
  "database",
  "schema",
  "group",
  "alias",
]);
const notArguments = new Set(["config", "name", "description", "arguments"]);

/** Reads the `data_tests:` (or `tests:`) of a model, seed, source table or column. */
export function testSpecs(
  yaml: YamlFile,
  owner: YamlMap,
  column: YamlMap | undefined,
  problems: Problems,
): readonly TestSpec[] {
  const specs: TestSpec[] = [];
  for (const key of ["data_tests", "tests"]) {
    const list = owner[key];
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list)) {
      problems.add("AF101", `Cannot read "${key}": it must be a list`, {
        where: yaml.place(owner, key),
        hint: "Start each test with `- `",
      });
      continue;
    }
    for (const [index, item] of list.entries()) {
      const spec = readSpec(item, column, yaml.place(list, index));
      if (spec !== undefined) specs.push(spec);
      else {
        problems.add("AF101", "Cannot read a test: it is neither a name nor one mapping", {
          where: yaml.place(list, index),
          hint: "Write `- not_null`, or `- accepted_values:` with its arguments indented below",
        });
      }
    }
  }
  return specs;
}

function readSpec(item: unknown, column: YamlMap | undefined, place: Place): TestSpec | undefined {
  if (typeof item === "string") return build(item, {}, {}, column, place);
  if (!isYamlMap(item)) return undefined;
  const keys = Object.keys(item);
  if (typeof item["test_name"] === "string") {
    const { test_name: test, ...rest } = item;
    return build(String(test), rest, {}, column, place);
  }
  // A second key beside the test's is its config, by an indentation that dbt accepts.
  const test = keys.find((key) => !notArguments.has(key) && !configKeys.has(key));
  if (test === undefined) return undefined;
  const body = item[test];
  if (body !== null && !isYamlMap(body)) return undefined;
  const { [test]: _, ...beside } = item;
  return build(test, isYamlMap(body) ? body : {}, beside, column, place);
}

function build(
  written: string,
  body: YamlMap,
  beside: YamlMap,
  column: YamlMap | undefined,
  place: Place,
): TestSpec {
  const dot = written.lastIndexOf(".");
  const all = { ...beside, ...body };
  const args: YamlMap = {};
  const config: YamlMap = {};
  for (const [key, value] of Object.entries(all)) {
    if (notArguments.has(key)) continue;
    if (configKeys.has(key)) config[key] = value;
    else args[key] = value;
  }
  if (isYamlMap(all["arguments"])) Object.assign(args, all["arguments"]);
  if (isYamlMap(all["config"])) Object.assign(config, all["config"]);
  const name = all["name"];
  return {
    test: written.slice(dot + 1),
    ...(dot > 0 ? { namespace: written.slice(0, dot) } : {}),
    args,
    config,
    ...(typeof name === "string" ? { customName: name } : {}),
    ...(column === undefined ? {} : { column: String(column["name"]) }),
    quoteColumn: column?.["quote"] === true,
    place,
  };
}
