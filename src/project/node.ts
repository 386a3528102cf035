import type { Place } from "../errors";
import type { RelationName } from "../state";
import type { Config } from "./config";
import type { Patch } from "./properties";
import type { FoundFile } from "./read-files";

/** Names the target of a ref() call. */
export interface RefCall {
  readonly package?: string;
  readonly name: string;
  readonly version?: string;
}

/** Names the target of a source() call. */
export interface SourceCall {
  readonly source: string;
  readonly table: string;
}

/** Holds what the first rendering of a template collects. */
export interface Collected {
  readonly refs: readonly RefCall[];
  readonly sources: readonly SourceCall[];
  readonly config: Config;
}

/** Holds a file that is a node, with its text when it is a template. */
export interface NodeFile {
  readonly resource: "model" | "seed";
  readonly found: FoundFile;
  readonly text?: string;
}

/** Holds a model or seed that is switched on, with its config merged and its relation named. */
export interface ProjectNode {
  /** dbt's unique id: `model.shop.orders`. */
  readonly id: string;
  readonly resource: "model" | "seed";
  /** The package that the node is from, or the project. */
  readonly package: string;
  readonly name: string;
  /** Of a model that has versions: which one this is, and which one is meant by default. */
  readonly version?: string;
  readonly latestVersion?: string;
  readonly fqn: readonly string[];
  readonly found: FoundFile;
  /** The template of a model; seeds have none. */
  readonly text?: string;
  readonly config: Config;
  /** `view`, `table`, `ephemeral`, `seed`. */
  readonly materialized: string;
  readonly description: string;
  readonly patch?: Patch;
  readonly refs: readonly RefCall[];
  readonly sources: readonly SourceCall[];
  readonly relation: RelationName;
  readonly where: Place;
}

/** Gives the line, from 1, of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
  }
  return line;
}

/** Finds the line of the first match in a text. */
export function lineOfMatch(text: string, pattern: RegExp): number | undefined {
  const offset = text.search(pattern);
  return offset < 0 ? undefined : lineAt(text, offset);
}

/** Names the prefix under which an ephemeral model stands in the SQL of others, as in dbt. */
export const ephemeralPrefix = "__dbt__cte__";
