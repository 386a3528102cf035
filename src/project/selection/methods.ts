import { listOf } from "../config";
import { rawText } from "../values";
import { isYamlMap } from "../yaml";
import { invalid, type MethodName } from "./parse";
import type { Criterion, Selectable } from "./selection";
import { expressionOf, hasWildcard, matches } from "./wildcard";

type Match = (node: Selectable) => boolean;

/** Gives what a criterion asks of each node, without the graph. */
export function matcher(criterion: Criterion, rootPackage: string): Match {
  return makers[criterion.method as Exclude<MethodName, "selector">](criterion, rootPackage);
}

type Maker = (criterion: Criterion, rootPackage: string) => Match;

const makers: Readonly<Record<Exclude<MethodName, "selector">, Maker>> = {
  fqn: ({ value }) => byName(value),
  tag:
    ({ value }) =>
    ({ tags }) =>
      tags.some((tag) => matches(tag, value)),
  group:
    ({ value }) =>
    ({ config }) =>
      typeof config["group"] === "string" && matches(config["group"], value),
  access:
    ({ value }) =>
    ({ resource, config }) =>
      resource === "model" && (config["access"] ?? "protected") === value,
  source: bySource,
  path: ({ value }) => byPath(value),
  file:
    ({ value }) =>
    ({ file }) =>
      matches(file.slice(file.lastIndexOf("/") + 1), value),
  package: ({ value }, rootPackage) => {
    const name = value === "this" ? rootPackage : value;
    return (node) => matches(node.package, name);
  },
  config: byConfig,
  test_name:
    ({ value }) =>
    ({ test }) =>
      test?.name !== undefined && matches(test.name, value),
  test_type: byTestType,
  resource_type:
    ({ value }) =>
    ({ resource }) =>
      resource === value,
  version: byVersion,
};

/** A name, a folder or a dotted path from the package or from the first folder on. */
function byName(value: string): Match {
  const parts = value.split(".");
  return ({ fqn, resource, config }) => {
    if (resource === "source") return false;
    const isVersioned = config["version"] !== undefined;
    return (
      isNamed(fqn, value, parts, isVersioned) || isNamed(fqn.slice(1), value, parts, isVersioned)
    );
  };
}

function isNamed(
  fqn: readonly string[],
  value: string,
  parts: readonly string[],
  isVersioned: boolean,
): boolean {
  if (isVersioned) {
    if (fqn.at(-2) === value) return true;
    if (fqn.slice(-2).join("_") === parts.slice(-2).join("_")) return true;
  } else if (fqn.at(-1) === value) return true;
  const flat = fqn.flatMap((part) => part.split("."));
  if (flat.length < parts.length) return false;
  const wild = parts.findIndex(hasWildcard);
  const plain = wild < 0 ? parts.length : wild;
  if (!parts.slice(0, plain).every((part, at) => flat[at] === part)) return false;
  return wild < 0 || matches(flat.slice(wild).join("."), parts.slice(wild).join("."));
}

function bySource({ value, text }: Criterion): Match {
  const parts = value.split(".");
  if (parts.length > 3) {
    throw invalid(text, "a source has at most a package, a name and a table");
  }
  const [owner = "*", name = "*", table = "*"] = parts.length === 3 ? parts : ["*", ...parts];
  return (node) =>
    node.resource === "source" &&
    matches(node.package, owner) &&
    matches(node.source ?? "", name) &&
    matches(node.name, table);
}

/** A file, or a folder with all below it; `*` stays within a folder and `**` does not. */
function byPath(value: string): Match {
  const clean = value.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  const expression = expressionOf(clean, true);
  const isInside = (file: string): boolean => {
    for (let at = file; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      if (expression.test(at)) return true;
    }
    return false;
  };
  return ({ file, patchFile }) =>
    isInside(file) || (patchFile !== undefined && expression.test(patchFile));
}

function byConfig({ arguments: keys, value, text }: Criterion): Match {
  if (keys.length === 0)
    throw invalid(text, "it names no config", "Write config.materialized:view");
  const ignoresCase = keys.length === 1 && keys[0] === "severity";
  const wanted = ignoresCase ? value.toLowerCase() : value;
  const equals = (item: unknown): boolean => {
    if (item === undefined || item === null) return false;
    if (typeof item === "boolean") return String(item) === value.toLowerCase();
    const shown = rawText(item);
    return (ignoresCase ? shown.toLowerCase() : shown) === wanted;
  };
  return ({ config }) => {
    let found: unknown = config;
    for (const key of keys) found = isYamlMap(found) ? found[key] : undefined;
    if (isYamlMap(found)) return Object.keys(found).some(equals);
    return listOf(found).some(equals);
  };
}

function byTestType({ value, text }: Criterion): Match {
  if (!["generic", "singular", "data", "unit"].includes(value)) {
    throw invalid(
      text,
      `"${value}" is no type of test`,
      "The types are: generic, singular, data, unit",
    );
  }
  return ({ test }) => test !== undefined && (value === "data" || test.kind === value);
}

function byVersion({ value, text }: Criterion): Match {
  if (!["latest", "prerelease", "old", "none"].includes(value)) {
    throw invalid(text, `"${value}" is no version`, "Use latest, prerelease, old or none");
  }
  return ({ resource, config }) => {
    const { version, latest_version: latest } = config as Readonly<Record<string, unknown>>;
    if (resource !== "model") return false;
    if (version === undefined || version === null) return value === "none";
    const order = compareVersions(version, latest ?? version);
    return value === (order === 0 ? "latest" : order > 0 ? "prerelease" : "old");
  };
}

function compareVersions(a: unknown, b: unknown): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
