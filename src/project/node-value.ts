import { PyDict, type Value } from "./jinja";
import type { ProjectNode, RefCall } from "./node";
import { toTemplate } from "./values";

/** Gives a node as templates see it: `model`, and the `node` of naming macros. */
export function nodeValue(node: ProjectNode): PyDict {
  const { config, relation } = node;
  const entries: readonly [string, Value][] = [
    ["unique_id", node.id],
    ["name", node.name],
    ["resource_type", node.resource],
    ["package_name", node.package],
    ["fqn", [...node.fqn]],
    ["path", node.fqn.slice(1, -1).concat(fileName(node.found.file)).join("/")],
    ["original_file_path", node.found.file],
    ["database", relation.database],
    ["schema", relation.schema],
    ["config", toTemplate(config)],
    ["tags", toTemplate(config["tags"] ?? [])],
    ["meta", toTemplate(config["meta"] ?? {})],
    ["description", node.description],
    ["columns", columnsValue(node)],
    ["raw_code", node.text ?? ""],
    ["language", "sql"],
    ["version", versionValue(node.version)],
    ["latest_version", versionValue(node.latestVersion)],
    ["group", toTemplate(config["group"])],
    ["access", toTemplate(config["access"] ?? "protected")],
    ["checksum", null],
    ["refs", node.refs.map(refValue)],
    ["sources", node.sources.map((call): Value => [call.source, call.table])],
    [
      "depends_on",
      new PyDict([
        ["nodes", []],
        ["macros", []],
      ]),
    ],
    ["alias", relation.identifier],
    ["relation_name", `"${relation.database}"."${relation.schema}"."${relation.identifier}"`],
    [
      "patch_path",
      node.patch === undefined ? null : `${node.package}://${node.patch.place.file ?? ""}`,
    ],
  ];
  return new PyDict(entries);
}

function versionValue(version: string | undefined): Value {
  if (version === undefined) return null;
  return /^\d+$/.test(version) ? Number(version) : version;
}

function refValue(ref: RefCall): Value {
  return toTemplate({
    name: ref.name,
    package: ref.package ?? null,
    version: ref.version ?? null,
  });
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
