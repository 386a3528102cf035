import { ProjectError } from "../errors";
import type { Connection, Desired } from "../state";
import { type SqlCompiler, sourceRelation } from "./compile";
import { ConfigTree } from "./config";
import { genericTest, type Subject, singularTest, type Testing } from "./data-tests";
import { delimiterOf, desiredOf, seedColumns } from "./desired";
import type { Engine } from "./engine";
import { checkFeatures } from "./features";
import { Lineage } from "./lineage";
import type { ProjectNode } from "./node";
import type { Part } from "./parse-nodes";
import { compareText, Problems } from "./problems";
import type { DataTest } from "./project";
import { readSeed, type SeedContent } from "./read-seed";
import type { Registry } from "./resolve";

/** Holds a parsed project and what compiles it. */
export interface Unit {
  readonly root: Part;
  /** The project first, then its packages. */
  readonly parts: readonly Part[];
  readonly connection: Connection;
  readonly compiler: SqlCompiler;
  readonly registry: Registry;
  readonly engine: Engine;
  readonly problems: Problems;
}

/** Compiles nodes in their order into what they ask for. */
export function compileNodes(
  ordered: readonly ProjectNode[],
  parents: ReadonlyMap<string, readonly string[]>,
  unit: Unit,
  isResolved: boolean,
): readonly Desired[] {
  const { root, connection, compiler, registry, problems } = unit;
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
        const table = registry.source(call, node.package);
        return table === undefined ? [] : [sourceRelation(table, connection.database)];
      }),
    });
    if (node.materialized === "ephemeral") continue;
    const outcome = {
      ...(sql === undefined ? {} : { sql }),
      ...(content === undefined ? {} : { content }),
      upstream,
    };
    nodes.push(desiredOf(node, outcome, root.project, connection, problems));
  }
  return nodes;
}

function contentOf(node: ProjectNode, problems: Problems): SeedContent | undefined {
  const { path, file } = node.found;
  return problems.attempt(() => readSeed(path, file, delimiterOf(node)));
}

function warnOfTest({ code, message, where }: ProjectError, problems: Problems): void {
  const hint = "It asks the lake: once what it asks about is built, it is compiled and runs";
  problems.warn(code, message, { hint, ...(where === undefined ? {} : { where }) });
}

/** Compiles the data tests of a project and its packages. */
export function compileTests(unit: Unit): readonly DataTest[] {
  const { root, parts, compiler, registry, engine, problems } = unit;
  const trees = new Map(
    parts.map((part) => [part.name, new ConfigTree("data_tests", part.project.trees.test)]),
  );
  const testing: Testing = { root: root.name, trees, registry, compiler, engine, problems };
  const tests: DataTest[] = [];
  const attempt = (step: () => DataTest | undefined): void => {
    const before = engine.questions();
    const test = problems.attempt(() => {
      try {
        return step();
      } catch (error) {
        const asked = engine.questions() > before;
        if (!(error instanceof ProjectError) || !asked) throw error;
        // dbt compiles a test when it runs, with the relations built that it asks about.
        warnOfTest(error, problems);
        return undefined;
      }
    });
    if (test !== undefined) tests.push(test);
  };
  const prefixes = new Map(parts.map((part) => [part.name, part.prefix]));
  for (const node of registry.nodes) {
    const prefix = prefixes.get(node.package) ?? "";
    const relation = compiler.relationOf(node);
    const label = node.version === undefined ? node.name : `${node.name}_v${node.version}`;
    const base = { package: node.package, prefix, isSource: false, relation };
    const subject: Subject = { ...base, label, node };
    for (const spec of node.patch?.tests ?? []) attempt(() => genericTest(spec, subject, testing));
  }
  for (const table of registry.sources) {
    const subject: Subject = {
      package: table.package,
      prefix: prefixes.get(table.package) ?? "",
      label: `${table.source}_${table.name}`,
      isSource: true,
      source: `source.${table.package}.${table.source}.${table.name}`,
      relation: compiler.sourceOf(table),
    };
    for (const spec of table.tests) attempt(() => genericTest(spec, subject, testing));
  }
  for (const part of parts) {
    for (const { found, text } of part.files.singularTests) {
      const own = part.properties.singularTests.get(found.stem)?.config ?? {};
      attempt(() => singularTest(found, text, own, part.name, testing));
    }
  }
  return tests.sort((a, b) => compareText(a.node, b.node));
}
