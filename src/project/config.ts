import type { Warning } from "./project";
import { isYamlMap, type YamlMap } from "./yaml";

/** Is a config as gathered: every key is carried, known or not. */
export type Config = Readonly<Record<string, unknown>>;

// How a key of a later layer meets the same key of an earlier one; the rest replaces.
const appended = new Set(["tags", "pre_hook", "post_hook", "packages"]);
const merged = new Set(["meta", "column_types", "quoting", "docs", "contract"]);
const spellings: Readonly<Record<string, string>> = {
  "pre-hook": "pre_hook",
  "post-hook": "post_hook",
};

/** Lays one layer of config over another, key by key as dbt merges them. */
export function layConfig(base: Config, layer: Config): Config {
  const result: Record<string, unknown> = { ...base };
  for (const [written, value] of Object.entries(layer)) {
    const key = spellings[written] ?? written;
    const before = result[key];
    if (appended.has(key)) result[key] = unique(key, [...listOf(before), ...listOf(value)]);
    else if (merged.has(key) && isYamlMap(before) && isYamlMap(value)) {
      result[key] = { ...before, ...value };
    } else if (key === "grants" && isYamlMap(value)) result[key] = mergeGrants(before, value);
    else result[key] = value;
  }
  return result;
}

/** Reads a scalar or list as a list; nothing is an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function unique(key: string, items: readonly unknown[]): readonly unknown[] {
  return key === "tags" ? [...new Set(items)] : items;
}

function mergeGrants(before: unknown, value: YamlMap): YamlMap {
  const result: YamlMap = isYamlMap(before) ? { ...before } : {};
  for (const [key, grantees] of Object.entries(value)) {
    if (key.startsWith("+")) {
      const name = key.slice(1);
      result[name] = [...listOf(result[name]), ...listOf(grantees)];
    } else result[key] = listOf(grantees);
  }
  return result;
}

/** Is the config tree of one resource type in dbt_project.yml; remembers which paths applied. */
export class ConfigTree {
  private readonly used = new Set<object>();

  constructor(
    private readonly resource: string,
    private readonly tree: YamlMap,
  ) {}

  /** Lays the configs along a node's fully qualified name over each other, root first. */
  along(fqn: readonly string[]): Config {
    let level: YamlMap = this.tree;
    let config = layConfig({}, levelConfig(level));
    for (const part of fqn) {
      const next = level[part];
      if (!isYamlMap(next)) break;
      this.used.add(next);
      config = layConfig(config, levelConfig(next));
      level = next;
    }
    return config;
  }

  /** Names the paths that no node lies under. */
  unusedPaths(): readonly string[] {
    const unused: string[] = [];
    const visit = (level: YamlMap, path: string): void => {
      for (const [key, value] of Object.entries(level)) {
        if (key.startsWith("+") || !isYamlMap(value)) continue;
        if (this.used.has(value)) visit(value, `${path}.${key}`);
        else unused.push(`${path}.${key}`);
      }
    };
    visit(this.tree, this.resource);
    return unused;
  }
}

/** Gives the configs of one level: keys with `+`, and bare keys whose value is no mapping. */
function levelConfig(level: YamlMap): Config {
  const config: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(level)) {
    if (key.startsWith("+")) config[key.slice(1).trim()] = value;
    else if (!isYamlMap(value)) config[key] = value;
  }
  return config;
}

/** Tells a truthy config value; the texts that YAML and Jinja make of booleans count as such. */
export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === "string" && value.toLowerCase() === "true");
}

/** Tells whether a config switches a node off. */
export function isDisabled(config: Config): boolean {
  const { enabled } = config as { readonly enabled?: unknown };
  return enabled === false || (typeof enabled === "string" && enabled.toLowerCase() === "false");
}

/** Words the warning for a config path without nodes. */
export function unusedPathWarning(path: string): Omit<Warning, "hint"> {
  const message = `Config path "${path}" of dbt_project.yml applies to no node`;
  return { code: "AF118", message, where: { file: "dbt_project.yml" } };
}
