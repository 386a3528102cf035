import { listOf } from "./config";
import type { ProjectNode } from "./node";
import type { DataTest } from "./project";
import type { SourceTable } from "./properties";
import type { Registry } from "./resolve";
import type { Selectable } from "./selection/selection";

/** Gives everything that can be selected, in the form that selection wants. */
export function selectablesOf(
  registry: Registry,
  nodes: readonly ProjectNode[],
  parents: ReadonlyMap<string, readonly string[]>,
  tests: readonly DataTest[],
): readonly Selectable[] {
  return [
    ...registry.sources.map(sourceOf),
    ...nodes.map((node) => {
      const tables = node.sources.map((call) => registry.sourceId(call, node.package));
      return nodeOf(node, [...(parents.get(node.id) ?? []), ...tables]);
    }),
    ...tests.map(testOf),
  ];
}

function nodeOf(node: ProjectNode, parents: readonly string[]): Selectable {
  const { id, resource, name, fqn, found, config, patch } = node;
  return {
    id,
    resource,
    name,
    package: node.package,
    fqn,
    file: found.file,
    ...(patch?.place.file === undefined ? {} : { patchFile: patch.place.file }),
    tags: tagsOf(config),
    config,
    parents,
  };
}

function sourceOf(table: SourceTable): Selectable {
  const { package: project, source, name, config, place } = table;
  const file = place.file ?? "";
  return {
    id: `source.${project}.${source}.${name}`,
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

function testOf(test: DataTest): Selectable {
  const { node: id, name, fqn, where, config, generic } = test;
  return {
    id,
    resource: "test",
    name,
    package: fqn[0] ?? "",
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
