import { listOf } from "./config";
import { sourceId } from "./data-tests";
import type { ProjectNode } from "./node";
import type { DataTest } from "./project";
import type { SourceTable } from "./properties";
import type { Selectable } from "./selection/selection";

/** Gives everything that can be selected, in the form that selection wants. */
export function selectablesOf(
  project: string,
  nodes: readonly ProjectNode[],
  parents: ReadonlyMap<string, readonly string[]>,
  sources: readonly SourceTable[],
  tests: readonly DataTest[],
): readonly Selectable[] {
  return [
    ...sources.map((table) => sourceOf(project, table)),
    ...nodes.map((node) => nodeOf(project, node, parents.get(node.id) ?? [])),
    ...tests.map((test) => testOf(project, test)),
  ];
}

function nodeOf(project: string, node: ProjectNode, parents: readonly string[]): Selectable {
  const { id, resource, name, fqn, found, config, patch } = node;
  return {
    id,
    resource,
    name,
    package: fqn[0] ?? project,
    fqn,
    file: found.file,
    ...(patch?.place.file === undefined ? {} : { patchFile: patch.place.file }),
    tags: tagsOf(config),
    config,
    parents: [...parents, ...node.sources.map((call) => sourceId(project, call))],
  };
}

function sourceOf(project: string, table: SourceTable): Selectable {
  const { source, name, config, place } = table;
  const file = place.file ?? "";
  return {
    id: sourceId(project, { source, table: name }),
    resource: "source",
    name,
    package: project,
    fqn: [project, ...file.split("/").slice(1, -1), source, name],
    file,
    tags: tagsOf(config),
    config,
    parents: [],
    source,
  };
}

function testOf(project: string, test: DataTest): Selectable {
  const { node: id, name, fqn, where, config, generic } = test;
  return {
    id,
    resource: "test",
    name,
    package: fqn[0] ?? project,
    fqn,
    file: where.file ?? "",
    tags: tagsOf(config),
    config,
    parents: [...test.on, ...test.sources],
    test: generic === undefined ? { kind: "singular" } : { kind: "generic", name: generic },
  };
}

function tagsOf(config: Readonly<Record<string, unknown>>): readonly string[] {
  return listOf(config["tags"]).map(String);
}
