import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Problems } from "./problems";
import { type ProjectFile, parseProjectFile, projectFileName } from "./project-file";
import { readTextIfThere } from "./read-files";
import { type ProjectSources, readSources } from "./read-project";
import type { NativeRenderer } from "./templates";
import { isYamlMap, parseYaml, type YamlFile, type YamlMap } from "./yaml";

/** Is the project itself or one of its packages: its settings and its files. */
export interface Package {
  readonly name: string;
  /** Stands before the names of its files; empty for the project itself. */
  readonly prefix: string;
  readonly project: ProjectFile;
  readonly files: ProjectSources;
}

interface Reading {
  readonly projectDir: string;
  readonly root: ProjectFile;
  readonly render: NativeRenderer;
  readonly problems: Problems;
  readonly found: Map<string, Package>;
}

/**
 * Reads the packages of a project, sorted by name: all that is installed in its packages folder,
 * and local ones where they lie. What is asked for and not there is noted.
 */
export function readPackages(
  projectDir: string,
  root: ProjectFile,
  render: NativeRenderer,
  problems: Problems,
): readonly Package[] {
  const reading: Reading = { projectDir, root, render, problems, found: new Map() };
  const installed = join(projectDir, root.packagesPath);
  if (existsSync(installed)) {
    for (const name of readdirSync(installed).sort()) readPackage(reading, join(installed, name));
  }
  readRequests(reading, projectDir, "");
  return [...reading.found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readPackage(reading: Reading, dir: string): Package | undefined {
  const { projectDir, root, render, problems, found } = reading;
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const text = readTextIfThere(join(dir, projectFileName));
  if (text === undefined) return undefined;
  const prefix = `${relative(projectDir, dir).replaceAll("\\", "/")}/`;
  const file = `${prefix}${projectFileName}`;
  const project = problems.attempt(() => parseProjectFile(text, render, problems, file));
  if (project === undefined || project.name === root.name) return undefined;
  const known = found.get(project.name);
  if (known !== undefined) return known;
  const files = readSources(dir, project, prefix);
  const one: Package = { name: project.name, prefix, project, files };
  found.set(project.name, one);
  return one;
}

/** Follows what packages.yml and dependencies.yml of a folder ask for. */
function readRequests(reading: Reading, dir: string, prefix: string): void {
  const { problems } = reading;
  for (const name of ["packages.yml", "dependencies.yml"]) {
    const text = readTextIfThere(join(dir, name));
    if (text === undefined) continue;
    const file = `${prefix}${name}`;
    const yaml = problems.attempt(() => parseYaml(file, text));
    const list = isYamlMap(yaml?.value) ? yaml.value["packages"] : undefined;
    if (yaml === undefined || !Array.isArray(list)) continue;
    for (const [index, item] of list.entries()) {
      if (isYamlMap(item)) readRequest(reading, item, yaml, list, index);
    }
  }
}

function readRequest(
  reading: Reading,
  item: YamlMap,
  yaml: YamlFile,
  list: readonly unknown[],
  index: number,
): void {
  const { projectDir, problems, found } = reading;
  const { local } = item as { readonly local?: unknown };
  if (typeof local !== "string") {
    noteMissing(reading, item, yaml, list, index);
    return;
  }
  // Paths of local packages start at the project, in the files of its packages too.
  const before = found.size;
  const one = readPackage(reading, join(projectDir, local));
  if (one === undefined) {
    problems.add("AF115", `Cannot find the package "${local}"`, {
      where: yaml.place(list, index),
      hint: "Give the path of a folder with dbt_project.yml, from the project's folder",
    });
  } else if (found.size > before) {
    readRequests(reading, join(projectDir, local), one.prefix);
  }
}

function noteMissing(
  reading: Reading,
  item: Readonly<Record<string, unknown>>,
  yaml: YamlFile,
  list: unknown,
  index: number,
): void {
  const { package: hub, git, tarball, name } = item;
  const asked = [name, hub, git, tarball].find((value) => typeof value === "string");
  if (typeof asked !== "string") return;
  const folder = (asked.split("/").at(-1) ?? "").replace(/\.git$/, "");
  const names = [folder, folder.replaceAll("-", "_")];
  const { found, root, problems } = reading;
  const isThere =
    names.some((one) => found.has(one)) ||
    [...found.values()].some((one) => one.prefix.endsWith(`/${folder}/`)) ||
    (hub === undefined && found.size >= (Array.isArray(list) ? list.length : 0));
  if (isThere) return;
  problems.warn("AF115", `Package "${asked}" is not installed in ${root.packagesPath}`, {
    where: yaml.place(list, index),
    hint: "Fetch it with `dbt deps`, or point to its folder with `local:`",
  });
}
