import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ProjectError } from "../errors";
import { readTextIfThere } from "./read-files";
import { isYamlMap, parseYaml } from "./yaml";

/**
 * Reads what a stack's file (`Pulumi.<stack>.yaml`) configures in one namespace, as texts: what is
 * not text is JSON, as Pulumi hands it out. Without a name the only stack is taken.
 */
export function readStackConfig(
  dir: string,
  namespace: string,
  name?: string,
): Readonly<Record<string, string>> {
  const stack = name ?? onlyStack(dir);
  const file = `Pulumi.${stack}.yaml`;
  const text = stack === undefined ? undefined : readTextIfThere(join(dir, file));
  if (text === undefined) {
    if (name === undefined) return {};
    throw new ProjectError("AF109", `Cannot use stack "${name}": there is no ${file} in "${dir}"`, {
      hint: "Run `pulumi stack init`, or name another stack",
    });
  }
  const { value } = parseYaml(file, text);
  const config = isYamlMap(value) && isYamlMap(value["config"]) ? value["config"] : {};
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${namespace}:`));
  return Object.fromEntries(
    own.map(([key, item]) => [
      key.slice(namespace.length + 1),
      typeof item === "string" ? item : JSON.stringify(item),
    ]),
  );
}

function onlyStack(dir: string): string | undefined {
  const stacks = readdirSync(dir).flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
  return stacks.length === 1 ? stacks[0] : undefined;
}
