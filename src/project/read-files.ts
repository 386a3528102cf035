import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { compareText } from "./problems";

/** Names one file of the project, without its content. */
export interface FoundFile {
  /** Relative to the project, with forward slashes: `models/marts/orders.sql`. */
  readonly file: string;
  readonly path: string;
  /** Folders below the resource path: ["marts"]. */
  readonly folders: readonly string[];
  /** Name without folders and ending: `orders`. */
  readonly stem: string;
  /** The ending in lower case, with its dot. */
  readonly ending: string;
}

/**
 * Lists the files below some resource paths, sorted by path; paths that do not exist are empty.
 * `prefix` stands before the names of a package's files.
 */
export function listFiles(
  projectDir: string,
  roots: readonly string[],
  prefix = "",
): readonly FoundFile[] {
  const found = new Map<string, FoundFile>();
  for (const root of roots) {
    const clean = root.replace(/^\.\//, "").replace(/\/+$/, "");
    const folder = join(projectDir, clean);
    if (existsSync(folder) && statSync(folder).isDirectory())
      walk(folder, `${prefix}${clean}`, [], found);
  }
  return [...found.values()].sort((a, b) => compareText(a.file, b.file));
}

function walk(
  folder: string,
  relative: string,
  folders: readonly string[],
  found: Map<string, FoundFile>,
): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    const file = relative === "" ? name : `${relative}/${name}`;
    const isLink = entry.isSymbolicLink();
    if (
      entry.isDirectory() ||
      (isLink && statSync(path, { throwIfNoEntry: false })?.isDirectory())
    ) {
      if (name !== "node_modules") walk(path, file, [...folders, name], found);
      continue;
    }
    const dot = name.lastIndexOf(".");
    if (dot <= 0) continue;
    const stem = name.slice(0, dot);
    found.set(file, { file, path, folders, stem, ending: name.slice(dot).toLowerCase() });
  }
}

/** Reads a text file; a byte order mark is dropped. */
export function readText(path: string): string {
  const text = readFileSync(path, "utf8");
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Reads a text file, or gives undefined when there is none. */
export function readTextIfThere(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
