import { nearest } from "./nearest";
import type { Problems } from "./problems";
import { isYamlMap, type YamlFile, type YamlMap } from "./yaml";

const common = ["name", "description", "config", "meta", "docs", "tags", "tests", "data_tests"];
const ofColumns = [
  ...common,
  ...["data_type", "quote", "constraints", "policy_tags", "granularity", "dimension", "entity"],
];
const ofModels = [
  ...common,
  ...["columns", "versions", "latest_version", "constraints", "access", "group", "unit_tests"],
  ...["deprecation_date", "time_spine", "primary_key", "derived_semantics", "freshness"],
];
const ofTables = [
  ...common,
  ...["columns", "identifier", "loader", "loaded_at_field", "loaded_at_query", "freshness"],
  ...["quoting", "external", "constraints", "enabled"],
];

interface Kind {
  readonly known: readonly string[];
  /** Lists below this one, by key. */
  readonly lists: Readonly<Record<string, Kind>>;
}

const column: Kind = { known: ofColumns, lists: {} };
const table: Kind = { known: ofTables, lists: { columns: column } };
const model: Kind = { known: ofModels, lists: { columns: column } };
const kinds: Readonly<Record<string, Kind>> = {
  models: model,
  seeds: { known: [...ofModels, "seeds"], lists: { columns: column } },
  snapshots: { known: [...ofModels, "relation"], lists: { columns: column } },
  sources: {
    known: [
      ...common,
      ...["database", "catalog", "schema", "tables", "loader", "loaded_at_field", "freshness"],
      ...["loaded_at_query", "quoting", "overrides", "unrendered_config", "enabled"],
    ],
    lists: { tables: table },
  },
  exposures: {
    known: [...common, "label", "type", "maturity", "url", "depends_on", "owner", "enabled"],
    lists: {},
  },
  groups: { known: [...common, "owner"], lists: {} },
  macros: { known: [...common, "arguments"], lists: {} },
  analyses: { known: [...common, "columns"], lists: { columns: column } },
};

const tops = [
  ...Object.keys(kinds),
  ...["version", "data_tests", "tests", "unit_tests", "metrics", "semantic_models", "functions"],
  ...["saved_queries", "anchors", "time_spines", "selectors"],
];

/** Warns of keys in a properties file that mean nothing, with the key that was likely meant. */
export function warnOfKeys(yaml: YamlFile, problems: Problems): void {
  if (!isYamlMap(yaml.value)) return;
  const warn = (owner: YamlMap, known: readonly string[], what: string): void => {
    for (const key of Object.keys(owner)) {
      if (known.includes(key) || key.startsWith("x-") || key.startsWith("x_")) continue;
      const near = nearest(key, known);
      problems.warn("AF118", `Key "${key}" of ${what} means nothing here`, {
        where: yaml.place(owner, key),
        hint:
          near === undefined ? "Remove it, or move it below `meta:`" : `Did you mean "${near}"?`,
      });
    }
  };
  const visit = (list: unknown, kind: Kind, what: string): void => {
    if (!Array.isArray(list)) return;
    for (const item of list.filter(isYamlMap)) {
      const name = typeof item["name"] === "string" ? ` "${item["name"]}"` : "";
      warn(item, kind.known, `${what}${name}`);
      for (const [key, below] of Object.entries(kind.lists)) visit(item[key], below, key);
    }
  };
  warn(yaml.value, tops, "the file");
  for (const [key, kind] of Object.entries(kinds)) visit(yaml.value[key], kind, key);
}
