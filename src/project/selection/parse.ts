import { ProjectError } from "../../errors";
import { nearest } from "../nearest";
import type { Criterion, Selection } from "./selection";

const pattern =
  /^(?<at>@)?(?:(?<parents>\d*)\+)?(?:(?<method>[\w.]+):)?(?<value>.*?)(?:\+(?<children>\d*))?$/s;

/** Lists the methods of selection that can be used. */
export const methodNames = [
  "access",
  "config",
  "file",
  "fqn",
  "group",
  "package",
  "path",
  "resource_type",
  "selector",
  "source",
  "tag",
  "test_name",
  "test_type",
  "version",
] as const;

/** Names a method of selection. */
export type MethodName = (typeof methodNames)[number];

// dbt has them; what they look at is nothing that a project says, or nothing that we build.
const notYet = [
  "exposure",
  "metric",
  "result",
  "saved_query",
  "semantic_model",
  "source_status",
  "state",
  "unit_test",
];

/** Parses a selection as `--select` takes it: spaces join, commas keep what is in all parts. */
export function parseSelection(text: string): Selection {
  const parts = text.split(/\s+/).filter((part) => part !== "");
  const unions = parts.map((part) => {
    const criteria = part.split(",").map(parseCriterion);
    const [only] = criteria;
    return criteria.length === 1 && only !== undefined
      ? only
      : ({ kind: "intersection", of: criteria } as const);
  });
  const [only] = unions;
  return unions.length === 1 && only !== undefined ? only : { kind: "union", of: unions };
}

/** Parses one criterion: `@`, `2+`, `method.argument:value`, `+3`. */
export function parseCriterion(text: string): Criterion {
  const groups = pattern.exec(text)?.groups ?? {};
  const { at, parents, method, value = "", children } = groups;
  if (value === "") throw invalid(text, "it names nothing");
  if (at !== undefined && children !== undefined) {
    throw invalid(text, '"@" in front and "+" behind exclude each other');
  }
  const [name = "", ...rest] = (method ?? methodOf(value)).split(".");
  return {
    kind: "criterion",
    text,
    method: checkMethod(name, text),
    arguments: rest,
    value,
    childrensParents: at !== undefined,
    ...(parents === undefined ? {} : { parents: depthOf(parents) }),
    ...(children === undefined ? {} : { children: depthOf(children) }),
  };
}

/** Checks the name of a method; gives it back. */
export function checkMethod(name: string, text: string): MethodName {
  const found = methodNames.find((method) => method === name);
  if (found !== undefined) return found;
  if (notYet.includes(name)) throw invalid(text, `method "${name}" is not supported yet`);
  const near = nearest(name, methodNames);
  const hint =
    near === undefined ? `The methods are: ${methodNames.join(", ")}` : `Did you mean "${near}"?`;
  throw invalid(text, `there is no method "${name}"`, hint);
}

/** Makes the error of a selection that cannot be used. */
export function invalid(text: string, fact: string, hint?: string): ProjectError {
  const message = `Cannot select "${text}": ${fact}`;
  return new ProjectError("AF120", message, hint === undefined ? {} : { hint });
}

/** Guesses the method of a bare value as dbt does: a path, a file, else a name. */
export function methodOf(value: string): MethodName {
  if (value.includes("/")) return "path";
  return /\.(?:sql|py|csv)$/i.test(value) ? "file" : "fqn";
}

function depthOf(digits: string): number {
  return digits === "" ? Number.POSITIVE_INFINITY : Number(digits);
}
