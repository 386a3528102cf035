import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { ProjectError } from "../errors";
import type { LoadOptions } from "../project";

/** Holds what a stack's configuration says, with its environment twins applied. */
export interface Settings {
  /** The folder with Pulumi.yaml; relative paths start there. */
  readonly root: string;
  readonly projectDir: string;
  readonly profilesDir?: string;
  readonly profile?: string;
  readonly target?: string;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly run: "changed" | "always";
  readonly lake: "aws" | "local";
  readonly lakeDir: string;
  readonly adopt: boolean;
  /** Selections, as dbt writes them. */
  readonly select?: string;
  readonly exclude?: string;
  /** A selection, or "true" for everything. */
  readonly fullRefresh?: string;
  readonly protect?: string;
  /** Bytes that a plan may scan. */
  readonly maxScan?: number;
  /** Relations that a plan may drop. */
  readonly maxDropped?: number;
}

/** Reads one key of the namespace `athenaform`; undefined where it is not set. */
export type ReadKey = (key: string) => string | undefined;

type Env = Readonly<Record<string, string | undefined>>;

/** Resolves a stack's settings. An environment twin (`ATHENAFORM_LAKE_DIR`) beats the stack's file. */
export function resolveSettings(read: ReadKey, env: Env, cwd: string): Settings {
  const value = (key: string): string | undefined => env[twinOf(key)] ?? read(key);
  const root = findRoot(cwd);
  const path = (key: string): string | undefined => {
    const given = value(key);
    return given === undefined ? undefined : resolve(root, given);
  };
  return {
    root,
    projectDir: path("projectDir") ?? root,
    lakeDir: path("lakeDir") ?? resolve(root, ".athenaform/lake"),
    vars: jsonObject("vars", value("vars")),
    run: oneOf("run", value("run"), ["changed", "always"]),
    lake: oneOf("lake", value("lake"), ["aws", "local"]),
    adopt: oneOf("adopt", value("adopt"), ["false", "true"]) === "true",
    ...optional("profilesDir", path("profilesDir")),
    ...optional("profile", value("profile")),
    ...optional("target", value("target")),
    ...optional("select", selection("select", value("select"))),
    ...optional("exclude", selection("exclude", value("exclude"))),
    ...optional("fullRefresh", selection("fullRefresh", value("fullRefresh"))),
    ...optional("protect", selection("protect", value("protect"))),
    ...budget("maxScan", value("maxScan")),
    ...budget("maxDropped", value("maxDropped")),
  };
}

/** Gives the options with which both processes read the same project. */
export function loadOptions(settings: Settings, env: Env, now: string): LoadOptions {
  return {
    projectDir: settings.projectDir,
    vars: settings.vars,
    env,
    homeDir: homedir(),
    now,
    invocationId: "00000000-0000-4000-8000-000000000000",
    ...optional("profilesDir", settings.profilesDir),
    ...optional("profile", settings.profile),
    ...optional("target", settings.target),
  };
}

function twinOf(key: string): string {
  return `ATHENAFORM_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Finds the folder with Pulumi.yaml: Pulumi starts us in the folder of `main`, at or below it. */
function findRoot(cwd: string): string {
  for (let at = cwd; ; at = dirname(at)) {
    if (existsSync(resolve(at, "Pulumi.yaml"))) return at;
    if (dirname(at) === at) return cwd;
  }
}

function optional<K extends string>(
  key: K,
  value: string | undefined,
): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };
}

/** Reads a selection: text, or a list of texts of which any may match. Empty means not set. */
function selection(key: string, given: string | undefined): string | undefined {
  const text = given?.trim() ?? "";
  if (text === "") return undefined;
  if (!text.startsWith("[")) return text;
  const list = json(key, text);
  if (Array.isArray(list) && list.every((item) => typeof item === "string")) return list.join(" ");
  throw new ProjectError("AF108", `Cannot read athenaform:${key}: it must be a list of texts`);
}

const units = ["B", "KIB", "MIB", "GIB", "TIB", "PIB"];

/** Reads a limit: a number, or one with a unit, as in `50 GiB`. */
function budget<K extends string>(
  key: K,
  given: string | undefined,
): { readonly [P in K]?: number } {
  if (given === undefined || given.trim() === "") return {};
  const [, number = "", unit = "B"] = /^([\d.]+)\s*([a-z]+)?$/i.exec(given.trim()) ?? [];
  const power = units.indexOf(unit.toUpperCase().replace(/^([KMGTP])B?$/, "$1IB"));
  if (number !== "" && Number.isFinite(Number(number)) && power >= 0) {
    return { [key]: Number(number) * 1024 ** power } as { readonly [P in K]?: number };
  }
  throw new ProjectError("AF108", `Cannot read athenaform:${key}: "${given}" is no number`, {
    hint: "Write a number, or one with a unit: 50 GiB",
  });
}

function oneOf<T extends string>(
  key: string,
  given: string | undefined,
  all: readonly [T, ...T[]],
): T {
  if (given === undefined) return all[0];
  const found = all.find((value) => value === given);
  if (found !== undefined) return found;
  throw new ProjectError(
    "AF108",
    `Cannot use "${given}" for athenaform:${key}: it must be one of ${all.join(", ")}`,
  );
}

function jsonObject(key: string, given: string | undefined): Readonly<Record<string, unknown>> {
  if (given === undefined || given.trim() === "") return {};
  const parsed = json(key, given);
  if (parsed !== null && typeof parsed === "object" && !Array.isArray(parsed)) {
    return parsed as Readonly<Record<string, unknown>>;
  }
  throw new ProjectError("AF108", `Cannot read athenaform:${key}: it must be a JSON object`);
}

function json(key: string, given: string): unknown {
  try {
    return JSON.parse(given);
  } catch (cause) {
    throw new ProjectError("AF108", `Cannot read athenaform:${key}: it is not JSON`, { cause });
  }
}
