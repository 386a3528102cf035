import { compareText } from "./problems";
import { rawText } from "./values";
import { isYamlMap } from "./yaml";

/** Names a generic test as dbt does: its kind, what it looks at, and its arguments by name. */
export function genericTestName(
  kind: string,
  target: string,
  args: Readonly<Record<string, unknown>>,
): string {
  const flat = Object.entries(args)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, value]) => partsOf(value))
    .map((part) => rawText(part).replace(/[^\da-zA-Z_]+/g, "_"));
  return `${kind}_${target}_${flat.join("__")}`;
}

function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isYamlMap(value) ? Object.values(value) : [value];
}
