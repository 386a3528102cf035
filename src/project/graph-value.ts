import { PyDict, type Value } from "./jinja";
import type { ProjectNode } from "./node";
import { nodeValue } from "./node-value";
import type { SourceTable } from "./properties";
import { toTemplate } from "./values";

/** Is `graph` while nothing is known of it. */
export const emptyGraph = new PyDict(
  ["nodes", "sources", "exposures", "groups", "metrics"].map((key) => [key, new PyDict()]),
);

/** Makes `graph`: every node and source that is on, by unique id. */
export function graphValue(
  nodes: Iterable<ProjectNode>,
  sources: Iterable<SourceTable>,
  database: string,
): PyDict {
  const graph = new PyDict([...emptyGraph.entries()]);
  graph.set("nodes", new PyDict([...nodes].map((node) => [node.id, nodeValue(node)])));
  const tables = [...sources].map((table): [Value, Value] => {
    const id = `source.${table.package}.${table.source}.${table.name}`;
    return [id, sourceValue(table, id, database)];
  });
  graph.set("sources", new PyDict(tables));
  return graph;
}

function sourceValue(table: SourceTable, id: string, database: string): Value {
  const { source, name, schema, identifier, config } = table;
  return toTemplate({
    unique_id: id,
    resource_type: "source",
    package_name: table.package,
    source_name: source,
    name,
    database: table.database ?? database,
    schema,
    identifier,
    config,
    meta: config["meta"] ?? {},
    tags: config["tags"] ?? [],
    fqn: [table.package, source, name],
  });
}
