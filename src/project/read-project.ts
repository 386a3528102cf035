import type { NodeFile } from "./node";
import type { ProjectFile } from "./project-file";
import { type FoundFile, listFiles, readText } from "./read-files";

/** Is a text file of the project. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** Holds every file of a project, each read once; seeds are read when they are needed. */
export interface ProjectSources {
  readonly nodes: readonly NodeFile[];
  readonly macros: readonly TextFile[];
  readonly snapshots: readonly TextFile[];
  readonly properties: readonly TextFile[];
  readonly docs: readonly TextFile[];
  readonly singularTests: readonly { readonly found: FoundFile; readonly text: string }[];
  /** Python models, which come later. */
  readonly pythonModels: readonly FoundFile[];
}

/** Reads the files that dbt_project.yml's paths lead to; `prefix` is a package's folder. */
export function readSources(projectDir: string, project: ProjectFile, prefix = ""): ProjectSources {
  const list = (paths: readonly string[]) => listFiles(projectDir, paths, prefix);
  const models = list(project.modelPaths);
  const seeds = list(project.seedPaths);
  const macros = list(project.macroPaths);
  const tests = list(project.testPaths);
  const snapshots = list(project.snapshotPaths);
  const docs = list(project.docsPaths);
  const sql = ofEnding([".sql"]);
  const isGeneric = (found: FoundFile): boolean => found.folders[0] === "generic";
  const properties = [models, seeds, macros, tests, snapshots]
    .flat()
    .filter(ofEnding([".yml", ".yaml"]));
  return {
    nodes: [
      ...models.filter(sql).map(
        (found): NodeFile => ({
          resource: "model",
          found,
          text: readText(found.path),
        }),
      ),
      ...seeds.filter(ofEnding([".csv"])).map((found): NodeFile => ({ resource: "seed", found })),
    ],
    macros: [...macros.filter(sql), ...tests.filter(sql).filter(isGeneric)].map(textFile),
    snapshots: snapshots.filter(sql).map(textFile),
    properties: once(properties).map(textFile),
    docs: once(docs.filter(ofEnding([".md"]))).map(textFile),
    singularTests: tests
      .filter(sql)
      .filter((found) => !isGeneric(found))
      .map((found) => ({ found, text: readText(found.path) })),
    pythonModels: models.filter(ofEnding([".py"])),
  };
}

function ofEnding(endings: readonly string[]): (found: FoundFile) => boolean {
  return (found) => endings.includes(found.ending);
}

function once(files: readonly FoundFile[]): readonly FoundFile[] {
  return [...new Map(files.map((found) => [found.file, found])).values()];
}

function textFile(found: FoundFile): TextFile {
  return { file: found.file, text: readText(found.path) };
}
