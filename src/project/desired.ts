import type { Connection, Desired, Docs, SeedColumn, SeedFile, Upstream } from "../state";
import { isTrue } from "./config";
import { textMap } from "./connection";
import type { ProjectNode } from "./node";
import type { Problems } from "./problems";
import type { ProjectFile } from "./project-file";
import type { SeedContent } from "./read-seed";
import { type Settings, settingsOf } from "./settings";
import { isYamlMap } from "./yaml";

/** Holds what a node came to: its SQL, or what its file holds, and what it reads. */
export interface Outcome {
  readonly sql?: string;
  readonly content?: SeedContent;
  readonly upstream: readonly Upstream[];
}

/** Turns a node into the relation it asks for; notes configs that are not valid. */
export function desiredOf(
  node: ProjectNode,
  outcome: Outcome,
  project: ProjectFile,
  connection: Connection,
  problems: Problems,
): Desired {
  const materialized = node.materialized as Desired["materialized"];
  const settings = settingsOf(node, materialized, connection, problems);
  const { sql, content, upstream } = outcome;
  return {
    node: node.id,
    materialized,
    relation: node.relation,
    folders: node.found.folders,
    ...(sql === undefined ? {} : { sql }),
    ...(content === undefined ? {} : { seed: seedFile(node, content, connection, problems) }),
    layout: settings.layout,
    placement: settings.placement,
    execution: settings.execution,
    docs: docsOf(node, settings, project),
    ha: settings.ha,
    versionsToKeep: settings.versionsToKeep,
    upstream,
    where: placeOf(node),
  };
}

function placeOf(node: ProjectNode): Desired["where"] {
  const { file = node.found.file, line } = node.where;
  return { file, ...(line === undefined ? {} : { line }) };
}

function docsOf(node: ProjectNode, settings: Settings, project: ProjectFile): Docs {
  const { persistRelation: relation, persistColumns: columns } = settings;
  const meta = node.config["meta"];
  return {
    relation,
    columns,
    description: relation ? node.description : "",
    meta: relation && isYamlMap(meta) ? meta : {},
    columnDocs: columns
      ? (node.patch?.columns ?? []).map(({ name, description, meta: own }) => ({
          name,
          description,
          meta: own,
        }))
      : [],
    origin: relation
      ? {
          unique_id: node.id,
          materialized: node.materialized,
          dbt_project_name: project.name,
          ...(project.version === undefined ? {} : { dbt_project_version: project.version }),
        }
      : {},
  };
}

function seedFile(
  node: ProjectNode,
  content: SeedContent,
  connection: Connection,
  problems: Problems,
): SeedFile {
  const upload = node.config["seed_s3_upload_args"];
  return {
    path: node.found.path,
    digest: content.digest,
    bytes: content.bytes,
    rows: content.rows,
    delimiter: delimiterOf(node),
    columns: seedColumns(node, content, problems),
    uploadArgs: isYamlMap(upload) ? textMap(upload) : connection.seedS3UploadArgs,
  };
}

/** Gives the character between the fields of a seed. */
export function delimiterOf(node: ProjectNode): string {
  const { delimiter } = node.config as { readonly delimiter?: unknown };
  return typeof delimiter === "string" && delimiter !== "" ? delimiter : ",";
}

/** Gives name and type of a seed's columns: as configured, else as inferred. */
export function seedColumns(
  node: ProjectNode,
  content: SeedContent,
  problems: Problems,
): readonly SeedColumn[] {
  const { column_types: types, quote_columns: quoting } = node.config as Readonly<
    Record<string, unknown>
  >;
  const configured = isYamlMap(types) ? types : {};
  const quote = quoting === undefined || quoting === null || isTrue(quoting);
  const seen = new Set<string>();
  return content.columns.map(({ name, type }) => {
    checkColumn(node, name, seen, problems);
    const given = configured[name];
    return { name, type: given === undefined ? type : sqlType(String(given)), quote };
  });
}

function checkColumn(node: ProjectNode, name: string, seen: Set<string>, problems: Problems): void {
  const where = { file: node.found.file, line: 1 };
  const act = `Cannot load ${node.id}: column "${name}"`;
  if (name.trim() === "") {
    problems.add("AF112", `Cannot load ${node.id}: a column has no name`, { where });
  } else if (name !== name.toLowerCase()) {
    problems.add("AF107", `${act} is not lower case`, {
      where,
      hint: `Glue stores names in lower case: write "${name.toLowerCase()}" in the header`,
    });
  } else if (seen.has(name)) problems.add("AF112", `${act} stands twice in the header`, { where });
  seen.add(name);
}

// dbt calls text `string`, which SQL casts know as varchar.
function sqlType(type: string): string {
  return type.trim().toLowerCase() === "string" ? "varchar" : type.trim();
}
