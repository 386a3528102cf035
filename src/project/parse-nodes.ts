import type { Connection } from "../state";
import { type Config, ConfigTree, isDisabled, layConfig } from "./config";
import { Collector, collecting } from "./context-node";
import type { Engine } from "./engine";
import { nameRelation } from "./naming";
import { type Collected, lineOfMatch, type NodeFile, type ProjectNode } from "./node";
import { nodeValue } from "./node-value";
import type { Problems } from "./problems";
import type { ProjectFile } from "./project-file";
import type { Patch } from "./properties";
import { relationValue } from "./relation-value";

/** Holds the nodes that are on, and the names of those that are off. */
export interface ParsedNodes {
  readonly nodes: readonly ProjectNode[];
  readonly disabled: ReadonlySet<string>;
}

/** Holds what parsing a node needs beside its file. */
export interface Parsing {
  readonly project: ProjectFile;
  readonly connection: Connection;
  readonly engine: Engine;
  readonly patches: Readonly<Record<"model" | "seed", ReadonlyMap<string, Patch>>>;
  readonly trees: Readonly<Record<"model" | "seed", ConfigTree>>;
  readonly problems: Problems;
}

/** Renders every template once to learn what it refers to and configures, and names relations. */
export function parseNodes(files: readonly NodeFile[], parsing: Parsing): ParsedNodes {
  const nodes: ProjectNode[] = [];
  const disabled = new Set<string>();
  const byName = new Map<string, ProjectNode>();
  for (const file of files) {
    const node = parsing.problems.attempt(() => parseNode(file, parsing));
    if (node === undefined) continue;
    if (node === "disabled") {
      disabled.add(file.found.stem);
      continue;
    }
    const other = byName.get(node.name);
    if (other === undefined) {
      byName.set(node.name, node);
      nodes.push(node);
    } else {
      parsing.problems.add("AF119", `Cannot name two nodes "${node.name}"`, {
        where: { file: node.found.file },
        hint: `The other is ${other.found.file}: rename one, its relation can keep its name by alias`,
      });
    }
  }
  for (const name of byName.keys()) disabled.delete(name);
  return { nodes, disabled };
}

function parseNode(file: NodeFile, parsing: Parsing): ProjectNode | "disabled" {
  const { resource, found, text } = file;
  const { project, connection, engine, problems } = parsing;
  const name = found.stem;
  const id = `${resource}.${project.name}.${name}`;
  const fqn = [project.name, ...found.folders, name];
  const patch = parsing.patches[resource].get(name);
  const fromFiles = layConfig(parsing.trees[resource].along(fqn), patch?.config ?? {});
  if (isDisabled(fromFiles) && text === undefined) return "disabled";
  const collected = text === undefined ? nothing : collect(file.found.file, text, parsing, name);
  const config = layConfig(fromFiles, collected.config);
  if (isDisabled(config)) return "disabled";
  const line = text === undefined ? undefined : lineOfMatch(text, /\bconfig\s*\(/);
  const materialized = resource === "seed" ? "seed" : String(config["materialized"] ?? "view");
  const draft = {
    id,
    resource,
    name,
    fqn,
    found,
    ...(text === undefined ? {} : { text }),
    config: { ...config, materialized },
    materialized,
    description: describe(patch, engine, problems),
    ...(patch === undefined ? {} : { patch }),
    refs: collected.refs,
    sources: collected.sources,
    where: { file: found.file, ...(line === undefined ? {} : { line }) },
  };
  const value = nodeValue({ ...draft, relation: placeholder(connection, name) }, project.name);
  const relation = nameRelation(config, (rule, custom) =>
    engine.callNaming(rule, [custom, value], draft.where),
  );
  return { ...draft, relation };
}

const nothing: Collected = { refs: [], sources: [], config: {} };

function collect(file: string, text: string, parsing: Parsing, name: string): Collected {
  const collector = new Collector();
  const self = relationValue(placeholder(parsing.connection, name), null);
  const context = collecting(parsing.engine.base("parse"), self, collector);
  parsing.engine.render({ file, text }, context, "parse");
  return collector.collected();
}

function placeholder(connection: Connection, identifier: string) {
  return { database: connection.database, schema: connection.schema, identifier };
}

function describe(patch: Patch | undefined, engine: Engine, problems: Problems): string {
  if (patch === undefined) return "";
  return problems.attempt(() => engine.describe(patch.description, patch.place)) ?? "";
}

/** Gives the config trees of models and seeds. */
export function configTrees(project: ProjectFile): Parsing["trees"] {
  return {
    model: new ConfigTree("models", project.trees.model),
    seed: new ConfigTree("seeds", project.trees.seed),
  };
}

/** Merges the configs of a test: the tree, then its own. */
export function testConfig(tree: ConfigTree, fqn: readonly string[], own: Config): Config {
  return layConfig(tree.along(fqn), own);
}
