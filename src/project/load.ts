import { join } from "node:path";
import { ProjectError } from "../errors";
import type { Connection } from "../state";
import { Answers, type Catalog } from "./catalog";
import { SqlCompiler } from "./compile";
import { compileNodes, compileTests, type Unit } from "./compile-project";
import { isDisabled, unusedPathWarning } from "./config";
import { Engine } from "./engine";
import { checkMacroFile, checkProjectFeatures, checkSnapshotFile } from "./features";
import { inOrder } from "./graph";
import { checkLocations } from "./locations";
import { nearest } from "./nearest";
import type { ProjectNode } from "./node";
import { configTrees, type ParsedNodes, type Part, parseNodes } from "./parse-nodes";
import { compareText, Problems } from "./problems";
import { profileName, readConnection, readProjectText, unknownConnection } from "./profile";
import type { LoadOptions, Project } from "./project";
import { type ProjectFile, parseProjectFile } from "./project-file";
import { readProperties } from "./properties";
import { readTextIfThere } from "./read-files";
import { type Package, readPackages } from "./read-packages";
import { readSources } from "./read-project";
import { checkRelations, Registry, resolveRefs } from "./resolve";
import { selectablesOf } from "./selectables";
import { readSelectors, selectorsFileName } from "./selection/yaml-selectors";
import { settingsRenderer } from "./templates";

/** Loads, compiles and validates the dbt project in a folder, or throws all its faults at once. */
export function loadProject(options: LoadOptions): Project {
  const { problems, prepared } = prepareAll(options, new Answers());
  const project = prepared === undefined ? undefined : compileAll(prepared, options, problems);
  return complete(project, problems);
}

/** Loads a project whose templates ask nothing of the lake; undefined when they do. */
export function loadProjectUnlessAsking(options: LoadOptions): Project | undefined {
  const never = (): Promise<never> => new Promise(() => undefined);
  const answers = new Answers({ relations: never, query: never });
  const { problems, prepared } = prepareAll(options, answers);
  const project = prepared === undefined ? undefined : compileAll(prepared, options, problems);
  return answers.isWaiting ? undefined : complete(project, problems);
}

/**
 * Loads a project whose templates may ask the lake while they are compiled: what waits for an
 * answer is rendered again once it is there.
 */
export async function loadProjectWith(options: LoadOptions, catalog: Catalog): Promise<Project> {
  const answers = new Answers(catalog);
  let { problems, prepared } = prepareAll(options, answers);
  while (await answers.settle()) ({ problems, prepared } = prepareAll(options, answers));
  for (;;) {
    const mark = problems.mark();
    const project = prepared === undefined ? undefined : compileAll(prepared, options, problems);
    if (!(await answers.settle())) return complete(project, problems);
    problems.rewind(mark);
  }
}

function complete(project: Omit<Project, "warnings"> | undefined, problems: Problems): Project {
  problems.throwIfAny();
  if (project === undefined) throw new ProjectError("AF100", "Cannot load the project");
  return { ...project, warnings: problems.warnings };
}

interface Opened {
  readonly root: Package;
  readonly packages: readonly Package[];
  readonly connection: Connection;
}

/** Holds a project that is read and parsed, and not compiled yet. */
interface Prepared {
  readonly project: ProjectFile;
  readonly unit: Unit;
  readonly ordered: readonly ProjectNode[];
  readonly parents: ReadonlyMap<string, readonly string[]>;
  readonly isResolved: boolean;
}

function prepareAll(
  options: LoadOptions,
  answers: Answers,
): { problems: Problems; prepared: Prepared | undefined } {
  const problems = new Problems();
  const opened = problems.attempt(() => open(options, problems));
  const prepared = opened === undefined ? undefined : prepare(options, opened, answers, problems);
  return { problems, prepared };
}

function open(options: LoadOptions, problems: Problems): Opened {
  const text = readProjectText(options);
  // The profile comes first: the other values may look at its target.
  const connection = problems.attempt(() =>
    readConnection(options, profileName(options, text), problems),
  );
  const render = settingsRenderer(options, connection);
  const project = parseProjectFile(text, render, problems);
  checkProjectFeatures(project, problems);
  const files = readSources(options.projectDir, project);
  const root: Package = { name: project.name, prefix: "", project, files };
  const packages = readPackages(options.projectDir, project, render, problems);
  // With the fault of the profile noted, a stand-in lets the rest of the project be checked.
  return { root, packages, connection: connection ?? unknownConnection };
}

function prepare(
  options: LoadOptions,
  { root: rootPackage, packages, connection }: Opened,
  answers: Answers,
  problems: Problems,
): Prepared {
  const engine = new Engine(options, rootPackage, packages, connection, answers, problems);
  const [root, ...others] = [rootPackage, ...packages].map((one): Part => {
    const { name, files } = one;
    const properties = readProperties(name, files.properties, engine.renderer(name), problems);
    return { ...one, properties, trees: configTrees(one.project) };
  });
  if (root === undefined) throw new ProjectError("AF100", "Cannot load the project");
  const parts = [root, ...others];
  for (const part of parts) checkFiles(part, part === root, problems);
  const parsed = parseNodes(parts, { root, connection, engine, problems });
  warnOfUnknown(root, parsed, problems);
  for (const path of [...root.trees.model.unusedPaths(), ...root.trees.seed.unusedPaths()]) {
    const { code, message, ...rest } = unusedPathWarning(path);
    problems.warn(code, message, rest);
  }
  const sources = parts
    .flatMap((part) => part.properties.sources)
    .filter((table) => !isDisabled(table.config));
  const names = new Set(parts.map((part) => part.name));
  const registry = new Registry(root.name, parsed.nodes, parsed.disabled, sources, names);
  const before = problems.errors.length;
  const graph = resolveRefs(parsed.nodes, registry, problems);
  const isResolved = problems.errors.length === before;
  checkRelations(parsed.nodes, problems);
  const ordered = inOrder(graph, problems);
  const { quoting } = root.project;
  const compiler = new SqlCompiler(quoting, connection.database, registry, engine, problems);
  const unit: Unit = { root, parts, connection, compiler, registry, engine, problems };
  return { project: root.project, unit, ordered, parents: graph.parents, isResolved };
}

function compileAll(
  prepared: Prepared,
  options: LoadOptions,
  problems: Problems,
): Omit<Project, "warnings"> {
  const { project, unit, ordered, parents, isResolved } = prepared;
  const nodes = compileNodes(ordered, parents, unit, isResolved);
  checkLocations(nodes, problems);
  const tests = compileTests(unit);
  const schemas = [...new Set(nodes.map((node) => node.relation.schema))].sort(compareText);
  const { name, version } = project;
  const { connection, registry } = unit;
  const selectorsText = readTextIfThere(join(options.projectDir, selectorsFileName));
  return {
    name,
    ...(version === undefined ? {} : { version }),
    connection,
    nodes,
    schemas,
    tests,
    selectables: selectablesOf(registry, ordered, parents, tests),
    selectors: readSelectors(selectorsText, settingsRenderer(options, connection), problems),
  };
}

function checkFiles({ files }: Part, isRoot: boolean, problems: Problems): void {
  // A package may bring materializations that no model here uses.
  if (isRoot) for (const file of files.macros) checkMacroFile(file, problems);
  for (const file of files.snapshots) checkSnapshotFile(file, problems);
  for (const { file } of files.pythonModels) {
    problems.add("AF115", `Cannot build ${file}: Python models are not supported yet`, {
      where: { file },
    });
  }
}

function warnOfUnknown(root: Part, parsed: ParsedNodes, problems: Problems): void {
  const names = { model: new Set<string>(), seed: new Set<string>() };
  for (const node of parsed.nodes) {
    if (node.package === root.name) names[node.resource].add(node.name);
  }
  for (const kind of ["model", "seed"] as const) {
    const patches = kind === "model" ? root.properties.models : root.properties.seeds;
    for (const patch of patches.values()) {
      if (names[kind].has(patch.name) || parsed.disabled.has(patch.name)) continue;
      const near = nearest(patch.name, names[kind]);
      const message = `Properties name the ${kind} "${patch.name}", which does not exist`;
      const details = { where: patch.place };
      problems.warn(
        "AF118",
        message,
        near === undefined ? details : { ...details, hint: `Did you mean "${near}"?` },
      );
    }
  }
}
