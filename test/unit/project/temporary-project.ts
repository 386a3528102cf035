import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ProjectErrors } from "../../../src/errors";
import { type LoadOptions, loadProject, type Project } from "../../../src/project";

/** Maps paths to contents. */
export type Files = Readonly<Record<string, string>>;

const base: Files = {
  "dbt_project.yml": "name: shop\nversion: '1.0.0'\nprofile: shop\n",
  "profiles.yml": [
    "shop:",
    "  target: dev",
    "  outputs:",
    "    dev:",
    "      type: athena",
    "      region_name: eu-west-1",
    "      database: awsdatacatalog",
    "      schema: analytics",
    "      s3_data_dir: s3://lake/tables/",
    "      s3_staging_dir: s3://lake/results/",
  ].join("\n"),
};

function writeProject(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "athenaform-project-"));
  for (const [name, content] of Object.entries({ ...base, ...files })) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** Runs a step over a project in a folder of its own, which is removed afterwards. */
export function withProject<T>(
  files: Files,
  step: (load: (more?: Partial<LoadOptions>) => Project, folder: string) => T,
): T {
  const folder = writeProject(files);
  try {
    return step((more) => loadProject({ ...optionsFor(folder), ...more }), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a step that takes time over a project in a folder of its own. */
export async function withFiles<T>(files: Files, step: (folder: string) => Promise<T>): Promise<T> {
  const folder = writeProject(files);
  try {
    return await step(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives the options of a project in a folder. */
export function optionsFor(projectDir: string): LoadOptions {
  return {
    projectDir,
    env: {},
    homeDir: join(projectDir, "nobody"),
    now: "2026-01-02T03:04:05.000Z",
    invocationId: "00000000-0000-4000-8000-000000000000",
  };
}

/** Loads a project. */
export function load(files: Files, more?: Partial<LoadOptions>): Project {
  return withProject(files, (run) => run(more));
}

/** Lists a project's faults as `code file:line message | hint`. */
export function faults(files: Files, more?: Partial<LoadOptions>): readonly string[] {
  try {
    load(files, more);
    return [];
  } catch (error) {
    if (!(error instanceof ProjectErrors)) throw error;
    return error.errors.map(({ code, where, message, hint }) => {
      const place = `${where?.file ?? "-"}:${where?.line ?? "-"}`;
      return `${code} ${place} ${message} | ${hint}`;
    });
  }
}
