import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProjectError } from "./errors";

/** Says what became of one file. */
export interface InitStep {
  readonly file: string;
  readonly done: "written" | "kept";
  readonly note?: string;
}

/**
 * Makes a dbt project a Pulumi project: writes the files that are missing and touches nothing that
 * is there, so it can be run again.
 */
export function initProject(
  dir: string,
  lake: "aws" | "local",
  version: string,
): readonly InitStep[] {
  const path = join(dir, "dbt_project.yml");
  if (!existsSync(path)) {
    throw new ProjectError(
      "AF100",
      `Cannot make "${dir}" a Pulumi project: it has no dbt_project.yml`,
      {
        hint: "Run it in the folder of a dbt project",
      },
    );
  }
  const name = projectName(readFileSync(path, "utf8"));
  const steps = Object.entries(filesFor(name, lake, version)).map(([file, text]): InitStep => {
    const target = join(dir, file);
    if (existsSync(target)) return { file, done: "kept", ...noteOn(file, target) };
    writeFileSync(target, text, { flag: "wx" });
    return { file, done: "written" };
  });
  return steps;
}

function filesFor(
  name: string,
  lake: "aws" | "local",
  version: string,
): Readonly<Record<string, string>> {
  const settings = lake === "local" ? "config:\n  athenaform:lake: local\n" : "config: {}\n";
  const manifest = {
    name: name.toLowerCase().replaceAll("_", "-"),
    private: true,
    dependencies: { athenaform: `^${version}` },
  };
  return {
    "Pulumi.yaml": [
      `name: ${name}`,
      `description: The tables of the dbt project ${name}`,
      "runtime:",
      "  name: nodejs",
      "  options:",
      "    typescript: false",
      "main: index.js",
      "",
    ].join("\n"),
    "index.js": [
      "// The whole Pulumi program of a dbt project: everything else is in dbt's own files.",
      'module.exports = require("athenaform").deploy();',
      "",
    ].join("\n"),
    "Pulumi.dev.yaml": settings,
    "package.json": `${JSON.stringify(manifest, undefined, 2)}\n`,
  };
}

// The name is plain text in all but odd projects; those can mend Pulumi.yaml.
function projectName(text: string): string {
  const found = /^name\s*:\s*["']?([A-Za-z_][\w-]*)["']?\s*(?:#.*)?$/m.exec(text)?.[1];
  return found ?? "lake";
}

function noteOn(file: string, path: string): { readonly note?: string } {
  const text = readFileSync(path, "utf8");
  if (file === "package.json" && !text.includes('"athenaform"')) {
    return { note: "add athenaform with: npm install athenaform" };
  }
  if (file === "index.js" && !text.includes("athenaform")) {
    return { note: "it does not call athenaform's deploy()" };
  }
  return {};
}
