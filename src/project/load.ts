import { join } from "node:path";
import { ProjectError } from "../errors";
import type { Connection, Desired } from "../state";
import { SqlCompiler, sourceRelation } from "./compile";
import { ConfigTree, isDisabled, unusedPathWarning } from "./config";
import { genericTest, type Subject, singularTest, sourceId, type Testing } from "./data-tests";
import { delimiterOf, desiredOf, seedColumns } from "./desired";
import { Engine } from "./engine";
import { checkFeatures, checkMacroFile, checkProjectFeatures, checkSnapshotFile } from "./features";
import { inOrder } from "./graph";
import { Lineage } from "./lineage";
import { checkLocations } from "./locations";
import { nearest } from "./nearest";
import type { ProjectNode } from "./node";
import { configTrees, type ParsedNodes, parseNodes } from "./parse-nodes";
import { compareText, Problems } from "./problems";
import { profileName, readConnection, readProjectText, unknownConnection } from "./profile";
import type { DataTest, LoadOptions, Project } from "./project";
import { type ProjectFile, parseProjectFile } from "./project-file";
import { type Properties, readProperties, type SourceTable } from "./properties";
import { readTextIfThere } from "./read-files";
import { type ProjectSources, readSources } from "./read-project";
import { readSeed, type SeedContent } from "./read-seed";
import { checkRelations, Registry, resolveRefs } from "./resolve";
import { selectablesOf } from "./selectables";
import { readSelectors, selectorsFileName } from "./selection/yaml-selectors";
import { settingsRenderer } from "./templates";

/** Loads, compiles and validates the dbt project in a folder, or throws all its faults at once. */
export function loadProject(options: LoadOptions): Project {
  const problems = new Problems();
  const opened = problems.attempt(() => open(options, problems));
  const project = opened === undefined ? undefined : build(options, opened, problems);
  problems.throwIfAny();
  if (project === undefined) throw new ProjectError("AF100", "Cannot load the project");
  return { ...project, warnings: problems.warnings };
}

interface Opened {
  readonly project: ProjectFile;
  readonly connection: Connection;
}

function open(options: LoadOptions, problems: Problems): Opened {
  const text = readProjectText(options);
  // The profile comes first: the other values may look at its target.
  const connection = problems.attempt(() =>
    readConnection(options, profileName(options, text), problems),
  );
  const project = parseProjectFile(text, settingsRenderer(options, connection), problems);
  checkProjectFeatures(project, problems);
  // With the fault of the profile noted, a stand-in lets the rest of the project be checked.
  return { project, connection: connection ?? unknownConnection };
}

function build(
  options: LoadOptions,
  { project, connection }: Opened,
  problems: Problems,
): Omit<Project, "warnings"> {
  const files = readSources(options.projectDir, project);
  if (files.packages !== undefined) {
    problems.warn("AF115", `Packages of ${files.packages} are not loaded yet`, {
      where: { file: files.packages },
    });
  }
  const engine = new Engine(options, project, connection, files, problems);
  for (const file of files.macros) checkMacroFile(file, problems);
  for (const file of files.snapshots) checkSnapshotFile(file, problems);
  for (const { file } of files.pythonModels) {
    problems.add("AF115", `Cannot build ${file}: Python models are not supported yet`, {
      where: { file },
    });
  }
  const properties = readProperties(files.properties, engine.renderer(), problems);
  const trees = configTrees(project);
  const patches = { model: properties.models, seed: properties.seeds };
  const parsed = parseNodes(files.nodes, { project, connection, engine, patches, trees, problems });
  warnOfUnknown(properties, parsed, problems);
  for (const path of [...trees.model.unusedPaths(), ...trees.seed.unusedPaths()]) {
    const { code, message, ...rest } = unusedPathWarning(path);
    problems.warn(code, message, rest);
  }
  const sources = properties.sources.filter((table) => !isDisabled(table.config));
  const registry = new Registry(project.name, parsed.nodes, parsed.disabled, sources);
  const before = problems.errors.length;
  const graph = resolveRefs(parsed.nodes, registry, problems);
  const isResolved = problems.errors.length === before;
  checkRelations(parsed.nodes, problems);
  const ordered = inOrder(graph, problems);
  const compiler = new SqlCompiler(project, connection.database, registry, engine, problems);
  const unit = { project, connection, compiler, registry, engine, problems };
  const nodes = compileNodes(ordered, graph.parents, unit, isResolved);
  checkLocations(nodes, problems);
  const tests = compileTests(files, properties, sources, unit);
  const schemas = [...new Set(nodes.map((node) => node.relation.schema))].sort(compareText);
  const { name, version } = project;
  const selectables = selectablesOf(name, ordered, graph.parents, sources, tests);
  const selectorsText = readTextIfThere(join(options.projectDir, selectorsFileName));
  const selectors = readSelectors(selectorsText, settingsRenderer(options, connection), problems);
  return {
    name,
    ...(version === undefined ? {} : { version }),
    connection,
    nodes,
    schemas,
    tests,
    selectables,
    selectors,
  };
}

interface Unit {
  readonly project: ProjectFile;
  readonly connection: Connection;
  readonly compiler: SqlCompiler;
  readonly registry: Registry;
  readonly engine: Engine;
  readonly problems: Problems;
}

function compileNodes(
  ordered: readonly ProjectNode[],
  parents: ReadonlyMap<string, readonly string[]>,
  unit: Unit,
  isResolved: boolean,
): readonly Desired[] {
  const { project, connection, compiler, registry, problems } = unit;
  const lineage = new Lineage();
  const nodes: Desired[] = [];
  for (const node of ordered) {
    if (!checkFeatures(node, node.materialized, problems)) continue;
    // A template with refs that name nothing was noted already; rendering it would note it again.
    const canRender = isResolved || registry.knowsAll(node);
    const sql = node.resource === "model" && canRender ? compiler.model(node) : undefined;
    const content = node.resource === "seed" ? contentOf(node, problems) : undefined;
    const upstream = lineage.add({
      id: node.id,
      kind: node.materialized as "table",
      relation: node.relation,
      ...(sql === undefined ? {} : { sql }),
      shape: content === undefined ? null : seedColumns(node, content, new Problems()),
      parents: parents.get(node.id) ?? [],
      sources: node.sources.flatMap((call) => {
        const table = registry.source(call);
        return table === undefined ? [] : [sourceRelation(table, connection.database)];
      }),
    });
    if (node.materialized === "ephemeral") continue;
    const outcome = {
      ...(sql === undefined ? {} : { sql }),
      ...(content === undefined ? {} : { content }),
      upstream,
    };
    nodes.push(desiredOf(node, outcome, project, connection, problems));
  }
  return nodes;
}

function contentOf(node: ProjectNode, problems: Problems): SeedContent | undefined {
  const { path, file } = node.found;
  return problems.attempt(() => readSeed(path, file, delimiterOf(node)));
}

function compileTests(
  files: ProjectSources,
  properties: Properties,
  sources: readonly SourceTable[],
  unit: Unit,
): readonly DataTest[] {
  const { project, compiler, registry, engine, problems } = unit;
  const tree = new ConfigTree("data_tests", project.trees.test);
  const testing: Testing = { project: project.name, registry, compiler, engine, tree, problems };
  const tests: DataTest[] = [];
  const attempt = (step: () => DataTest | undefined): void => {
    const test = problems.attempt(step);
    if (test !== undefined) tests.push(test);
  };
  for (const patch of [...properties.models.values(), ...properties.seeds.values()]) {
    const node = registry.node({ name: patch.name });
    if (node === undefined) continue;
    const relation = compiler.relationOf(node);
    const subject: Subject = { label: node.name, isSource: false, relation, node };
    for (const spec of patch.tests) attempt(() => genericTest(spec, subject, testing));
  }
  for (const table of sources) {
    const label = `${table.source}_${table.name}`;
    const source = sourceId(project.name, { source: table.source, table: table.name });
    const subject: Subject = { label, isSource: true, source, relation: compiler.sourceOf(table) };
    for (const spec of table.tests) attempt(() => genericTest(spec, subject, testing));
  }
  for (const { found, text } of files.singularTests) {
    const own = properties.singularTests.get(found.stem)?.config ?? {};
    attempt(() => singularTest(found, text, own, testing));
  }
  return tests.sort((a, b) => compareText(a.node, b.node));
}

function warnOfUnknown(properties: Properties, parsed: ParsedNodes, problems: Problems): void {
  const names = { model: new Set<string>(), seed: new Set<string>() };
  for (const node of parsed.nodes) names[node.resource].add(node.name);
  for (const kind of ["model", "seed"] as const) {
    const patches = kind === "model" ? properties.models : properties.seeds;
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
