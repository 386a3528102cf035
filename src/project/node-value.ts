import { PyDict, type Value } from "./jinja";
import type { ProjectNode } from "./node";
import { toTemplate } from "./values";

/** Gives a node as templates see it: `model`, and the `node` of naming macros. */
export function nodeValue(node: ProjectNode, project: string): PyDict {
  const { config, relation } = node;
  const entries: readonly [string, Value][] = [
    ["unique_id", node.id],
    ["name", node.name],
    ["resource_type", node.resource],
    ["package_name", project],
    ["fqn", [...node.fqn]],
    ["path", node.fqn.slice(1, -1).concat(fileName(node.found.file)).join("/")],
    ["original_file_path", node.found.file],
    ["database", relation.database],
    ["schema", relation.schema],
    ["alias", relation.identifier],
    ["config", toTemplate(config)],
    ["tags", toTemplate(config["tags"] ?? [])],
    ["meta", toTemplate(config["meta"] ?? {})],
    ["description", node.description],
    ["columns", columnsValue(node)],
    ["raw_code", node.text ?? ""],
    ["language", "sql"],
    ["version", null],
    ["latest_version", null],
  ];
  return new PyDict(entries);
}

function columnsValue(node: ProjectNode): PyDict {
  const columns = node.patch?.columns ?? [];
  return new PyDict(
    columns.map((column) => [
      column.name,
      toTemplate({
        name: column.name,
        description: column.description,
        meta: column.meta,
        data_type: column.dataType ?? null,
      }),
    ]),
  );
}

function fileName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
