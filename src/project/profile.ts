import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { Bug, ProjectError } from "../errors";
import type { Connection } from "../state";
import { connectionOf } from "./connection";
import { nearest } from "./nearest";
import { Problems } from "./problems";
import type { LoadOptions } from "./project";
import { projectFileName } from "./project-file";
import { readTextIfThere } from "./read-files";
import { type NativeRenderer, settingsRenderer } from "./templates";
import { isYamlMap, parseYaml, type YamlFile, type YamlMap } from "./yaml";

const profilesFileName = "profiles.yml";

/** Reads profiles.yml alone (and the profile's name from dbt_project.yml); throws all faults. */
export function loadConnection(options: LoadOptions): Connection {
  const problems = new Problems();
  const connection = problems.attempt(() => {
    const name = options.profile === undefined ? profileOf(options) : undefined;
    return readConnection(options, name, problems);
  });
  problems.throwIfAny();
  if (connection === undefined) throw new Bug("Cannot read a connection: nothing says why");
  return connection;
}

function profileOf(options: LoadOptions): string | undefined {
  return profileName(options, readProjectText(options));
}

/** Finds the name of the profile in the text of dbt_project.yml. */
export function profileName(options: LoadOptions, text: string): string | undefined {
  const yaml = parseYaml(projectFileName, text);
  const named = isYamlMap(yaml.value) ? yaml.value["profile"] : undefined;
  if (typeof named !== "string") return undefined;
  return String(settingsRenderer(options)(named, yaml.place(yaml.value, "profile")));
}

/** Reads the text of dbt_project.yml. */
export function readProjectText(options: LoadOptions): string {
  const text = readTextIfThere(join(options.projectDir, projectFileName));
  if (text !== undefined) return text;
  throw new ProjectError(
    "AF100",
    `Cannot load a project: there is no ${projectFileName} in "${options.projectDir}"`,
  );
}

/** Chooses profile and target as dbt does, and gives the connection; notes what is wrong. */
export function readConnection(
  options: LoadOptions,
  profileOfProject: string | undefined,
  problems: Problems,
): Connection | undefined {
  const found = findProfiles(options);
  const name = options.profile ?? setIn(options, "DBT_PROFILE") ?? profileOfProject;
  if (name === undefined || name === "") {
    throw new ProjectError("AF109", `Cannot choose a profile: ${projectFileName} names none`, {
      where: { file: projectFileName },
      hint: "Set `profile:` in dbt_project.yml",
    });
  }
  const yaml = parseYaml(found.shown, found.text);
  const profiles = isYamlMap(yaml.value) ? yaml.value : {};
  const profile = profiles[name];
  if (!isYamlMap(profile)) {
    const names = Object.keys(profiles).filter((key) => key !== "config");
    throw new ProjectError("AF109", `Cannot use profile "${name}": ${found.shown} has none`, {
      where: { file: found.shown },
      hint: choices("profiles", names, name),
    });
  }
  return readTarget(options, name, profile, yaml, problems);
}

/** Stands in for a connection that could not be read; no project is given out with it. */
export const unknownConnection: Connection = {
  profile: "unknown",
  target: "unknown",
  region: "unknown",
  database: "awsdatacatalog",
  schema: "unknown",
  s3DataDir: "s3://unknown",
  s3DataNaming: "schema_table_unique",
  skipWorkgroupCheck: false,
  pollInterval: 1,
  numRetries: 0,
  numIcebergRetries: 0,
  threads: 1,
  seedS3UploadArgs: {},
  lfTagsDatabase: {},
  auth: {},
};

function readTarget(
  options: LoadOptions,
  profileName: string,
  profile: YamlMap,
  yaml: YamlFile,
  problems: Problems,
): Connection | undefined {
  const render = settingsRenderer(options);
  const written = profile["target"];
  const target =
    options.target ??
    setIn(options, "DBT_TARGET") ??
    (typeof written === "string"
      ? String(render(written, yaml.place(profile, "target")))
      : "default");
  const outputs = isYamlMap(profile["outputs"]) ? profile["outputs"] : {};
  const output = outputs[target];
  if (!isYamlMap(output)) {
    throw new ProjectError(
      "AF109",
      `Cannot use target "${target}": profile "${profileName}" has none of that name`,
      {
        where: yaml.place(profile, "outputs"),
        hint: choices("targets", Object.keys(outputs), target),
      },
    );
  }
  const rendered = renderOutput(output, yaml, render, problems);
  if (rendered === undefined) return undefined;
  const place = (key?: string) =>
    key === undefined ? yaml.place(outputs, target) : yaml.place(output, key);
  return connectionOf({ profile: profileName, target }, rendered, place, problems);
}

function renderOutput(
  output: YamlMap,
  yaml: YamlFile,
  render: NativeRenderer,
  problems: Problems,
): YamlMap | undefined {
  const before = problems.errors.length;
  const resolveIn = (value: unknown, parent: unknown, key: string | number): unknown => {
    if (typeof value === "string") {
      return problems.attempt(() => render(value, yaml.place(parent, key)));
    }
    if (Array.isArray(value)) return value.map((item, index) => resolveIn(item, value, index));
    if (!isYamlMap(value)) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([k, item]) => [k, resolveIn(item, value, k)]));
  };
  const entries = Object.entries(output).map(([key, value]) => [
    key,
    resolveIn(value, output, key),
  ]);
  return problems.errors.length > before ? undefined : Object.fromEntries(entries);
}

interface FoundProfiles {
  readonly text: string;
  /** The path as errors name it: relative to the project where it lies inside. */
  readonly shown: string;
}

function findProfiles(options: LoadOptions): FoundProfiles {
  const { projectDir, homeDir } = options;
  const asked = options.profilesDir ?? setIn(options, "DBT_PROFILES_DIR");
  const folders =
    asked === undefined ? [projectDir, join(homeDir, ".dbt")] : [absolute(asked, options)];
  for (const folder of folders) {
    const path = join(folder, profilesFileName);
    if (!existsSync(path)) continue;
    const inside = relative(projectDir, path);
    const shown = inside.startsWith("..") || isAbsolute(inside) ? path : inside;
    return { text: readTextIfThere(path) ?? "", shown: shown.replaceAll("\\", "/") };
  }
  throw new ProjectError(
    "AF109",
    `Cannot connect: there is no ${profilesFileName} in ${folders.map((f) => `"${f}"`).join(" or ")}`,
    { hint: "Add one, or point `athenaform:profilesDir` or DBT_PROFILES_DIR at its folder" },
  );
}

function absolute(folder: string, options: LoadOptions): string {
  if (folder === "~" || folder.startsWith("~/")) return join(options.homeDir, folder.slice(1));
  return resolve(options.projectDir, folder);
}

function setIn(options: LoadOptions, name: string): string | undefined {
  const value = options.env[name];
  return value === undefined || value === "" ? undefined : value;
}

function choices(noun: string, names: readonly string[], wanted: string): string {
  if (names.length === 0) return `There are no ${noun} in it: add "${wanted}"`;
  const near = nearest(wanted, names);
  const list = names.map((name) => `"${name}"`).join(", ");
  return near === undefined
    ? `Its ${noun} are: ${list}`
    : `Did you mean "${near}"? Its ${noun} are: ${list}`;
}
