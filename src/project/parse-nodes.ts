import type { Connection } from "../state";
import { ConfigTree, isDisabled, layConfig } from "./config";
import { Collector, collecting } from "./context-node";
import type { Engine } from "./engine";
import { nameRelation } from "./naming";
import { type Collected, lineOfMatch, type NodeFile, type ProjectNode } from "./node";
import { nodeValue } from "./node-value";
import type { Problems } from "./problems";
import type { ProjectFile } from "./project-file";
import type { Patch, Properties } from "./properties";
import type { Package } from "./read-packages";
import { relationValue } from "./relation-value";
import { type VersionedFile, versionedFiles } from "./versions";

/** Holds the nodes that are on, and the names of those that are off. */
export interface ParsedNodes {
  readonly nodes: readonly ProjectNode[];
  readonly disabled: ReadonlySet<string>;
}

/** Is the project or a package with its properties read. */
export interface Part extends Package {
  readonly properties: Properties;
  readonly trees: Readonly<Record<"model" | "seed", ConfigTree>>;
}

/** Holds what parsing a node needs beside its file. */
export interface Parsing {
  readonly root: Part;
  readonly connection: Connection;
  readonly engine: Engine;
  readonly problems: Problems;
}

/** Renders every template once to learn what it refers to and configures, and names relations. */
export function parseNodes(parts: readonly Part[], parsing: Parsing): ParsedNodes {
  const nodes: ProjectNode[] = [];
  const disabled = new Set<string>();
  const byId = new Map<string, ProjectNode>();
  for (const part of parts) {
    const versions = versionedFiles(part.properties.models.values(), part.files.nodes);
    const inPart = new Map<string, ProjectNode>();
    for (const file of part.files.nodes) {
      const version = file.resource === "model" ? versions.get(file.found.stem) : undefined;
      const node = parsing.problems.attempt(() => parseNode(file, part, version, parsing));
      if (node === undefined) continue;
      if (node === "disabled") {
        disabled.add(version?.patch.name ?? file.found.stem);
        continue;
      }
      const key = `${node.name} ${node.version ?? ""}`;
      const other = inPart.get(key);
      if (other === undefined) {
        inPart.set(key, node);
        byId.set(node.name, node);
        nodes.push(node);
      } else {
        parsing.problems.add("AF119", `Cannot name two nodes "${node.name}"`, {
          where: { file: node.found.file },
          hint: `The other is ${other.found.file}: rename one, its relation can keep its name by alias`,
        });
      }
    }
  }
  for (const name of byId.keys()) disabled.delete(name);
  return { nodes, disabled };
}

function parseNode(
  file: NodeFile,
  part: Part,
  versioned: VersionedFile | undefined,
  parsing: Parsing,
): ProjectNode | "disabled" {
  const { resource, found, text } = file;
  const { root, connection, engine, problems } = parsing;
  const name = versioned?.patch.name ?? found.stem;
  const suffix = versioned === undefined ? [] : [`v${versioned.version}`];
  const id = [resource, part.name, name, ...suffix].join(".");
  const fqn = [part.name, ...found.folders, name, ...suffix];
  const patches = resource === "model" ? part.properties.models : part.properties.seeds;
  const patch = versioned?.patch ?? patches.get(name);
  const fromFiles = layConfig(part.trees[resource].along(fqn), patch?.config ?? {});
  const override = part === root ? {} : root.trees[resource].along(fqn);
  if (isDisabled(layConfig(fromFiles, override)) && text === undefined) return "disabled";
  const collected =
    text === undefined ? nothing : collect({ file: found.file, text }, part.name, name, parsing);
  const config = layConfig(layConfig(fromFiles, collected.config), override);
  if (isDisabled(config)) return "disabled";
  const line = text === undefined ? undefined : lineOfMatch(text, /\bconfig\s*\(/);
  const materialized = resource === "seed" ? "seed" : String(config["materialized"] ?? "view");
  const draft = {
    id,
    resource,
    package: part.name,
    name,
    ...(versioned === undefined ? {} : versionOf(versioned)),
    fqn,
    found,
    ...(text === undefined ? {} : { text }),
    config: { ...config, materialized },
    materialized,
    description: describe(patch, part.name, engine, problems),
    ...(patch === undefined ? {} : { patch }),
    refs: collected.refs,
    sources: collected.sources,
    where: { file: found.file, ...(line === undefined ? {} : { line }) },
  };
  const value = nodeValue({ ...draft, relation: placeholder(connection, name) });
  const relation = nameRelation(config, (rule, custom) =>
    engine.callNaming(rule, [custom, value], draft.where, part.name),
  );
  return { ...draft, relation };
}

function versionOf(file: VersionedFile): { version: string; latestVersion: string } {
  return { version: file.version, latestVersion: file.latest };
}

const nothing: Collected = { refs: [], sources: [], config: {} };

function collect(
  file: { readonly file: string; readonly text: string },
  packageName: string,
  name: string,
  parsing: Parsing,
): Collected {
  const collector = new Collector();
  const self = relationValue(placeholder(parsing.connection, name), null);
  const rendering = { phase: "parse", package: packageName } as const;
  const context = collecting(parsing.engine.base(rendering), self, collector);
  parsing.engine.render(file, context, rendering);
  return collector.collected();
}

function placeholder(connection: Connection, identifier: string) {
  return { database: connection.database, schema: connection.schema, identifier };
}

function describe(
  patch: Patch | undefined,
  packageName: string,
  engine: Engine,
  problems: Problems,
): string {
  if (patch === undefined) return "";
  const { description, place } = patch;
  return problems.attempt(() => engine.describe(description, place, packageName)) ?? "";
}

/** Gives the config trees of models and seeds. */
export function configTrees(project: ProjectFile): Part["trees"] {
  return {
    model: new ConfigTree("models", project.trees.model),
    seed: new ConfigTree("seeds", project.trees.seed),
  };
}
