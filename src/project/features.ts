import type { Place } from "../errors";
import { type Config, isTrue, listOf } from "./config";
import { lineOfMatch } from "./node";
import type { Problems } from "./problems";
import type { ProjectFile } from "./project-file";
import { isYamlMap, type YamlMap } from "./yaml";

const known = new Set(["table", "view", "ephemeral", "seed"]);
const comeLater: Readonly<Record<string, string>> = {
  incremental: "incremental models",
  snapshot: "snapshots",
  materialized_view: "materialized views",
};

/** Refuses what a node asks for that nothing here would do; says whether it can be built. */
export function checkFeatures(
  node: { readonly id: string; readonly config: Config; readonly where: Place },
  materialized: string,
  problems: Problems,
): boolean {
  const before = problems.errors.length;
  const refuse = (key: string, feature: string): void =>
    problems.add("AF115", `Cannot build ${node.id}: config "${key}": ${feature}`, {
      where: node.where,
    });
  if (!known.has(materialized)) {
    const feature = comeLater[materialized] ?? `the custom materialization "${materialized}"`;
    const verb = comeLater[materialized] === undefined ? "is" : "are";
    refuse("materialized", `${feature} ${verb} not supported yet`);
  }
  for (const key of ["pre_hook", "post_hook"]) {
    if (listOf(node.config[key]).some((hook) => hook !== "")) {
      refuse(key, "hooks are not supported yet");
    }
  }
  if (isTrue(mapAt(node.config, "contract")["enforced"])) {
    refuse("contract", "enforced contracts are not supported yet");
  }
  for (const key of ["lf_tags_config", "lf_grants"]) {
    const value = mapAt(node.config, key);
    const filters = mapAt(value, "data_cell_filters");
    if (isTrue(value["enabled"]) || isTrue(filters["enabled"])) {
      refuse(key, "Lake Formation tags and filters are not supported yet");
    }
  }
  if (isTrue(node.config["seed_by_insert"])) {
    problems.warn("AF115", `Config "seed_by_insert" of ${node.id} is ignored: seeds are uploaded`, {
      where: node.where,
      hint: "Drop it: the rows are the same",
    });
  }
  return problems.errors.length === before;
}

/** Refuses what the whole project asks for and nothing here would do. */
export function checkProjectFeatures(project: ProjectFile, problems: Problems): void {
  const { yaml } = project;
  if (!isYamlMap(yaml.value)) return;
  for (const key of ["on-run-start", "on-run-end"]) {
    if (listOf(yaml.value[key]).length === 0) continue;
    problems.add("AF115", `Cannot run "${key}": hooks are not supported yet`, {
      where: yaml.place(yaml.value, key),
    });
  }
}

/** Refuses materializations that the project brings or overrides: ours are not macros. */
export function checkMacroFile(
  file: { readonly file: string; readonly text: string },
  problems: Problems,
): void {
  const pattern = /\{%[-+]?\s*materialization\s+(\w+)/;
  const name = pattern.exec(file.text)?.[1];
  if (name === undefined) return;
  const line = lineOfMatch(file.text, pattern);
  problems.add("AF115", `Cannot use the materialization "${name}" of ${file.file}`, {
    where: { file: file.file, ...(line === undefined ? {} : { line }) },
    hint: "Materializations are built in: remove the block, or see the limits in README.md",
  });
}

/** Refuses a file that defines snapshots. */
export function checkSnapshotFile(
  file: { readonly file: string; readonly text: string },
  problems: Problems,
): void {
  const pattern = /\{%[-+]?\s*snapshot\s+(\w+)/;
  const name = pattern.exec(file.text)?.[1];
  if (name === undefined) return;
  const line = lineOfMatch(file.text, pattern);
  problems.add("AF115", `Cannot build snapshot "${name}": snapshots are not supported yet`, {
    where: { file: file.file, ...(line === undefined ? {} : { line }) },
  });
}

function mapAt(config: Config, key: string): YamlMap {
  const value = config[key];
  return isYamlMap(value) ? value : {};
}
