import { type Place, ProjectError } from "../../errors";
import { isTrue } from "../config";
import type { Problems } from "../problems";
import type { NativeRenderer } from "../templates";
import { isYamlMap, parseYaml, type YamlFile, type YamlMap } from "../yaml";
import { checkMethod, parseSelection } from "./parse";
import type { Criterion, IndirectSelection, Selection, Selectors } from "./selection";

/** Is the file in which a project names selections. */
export const selectorsFileName = "selectors.yml";

/** Is what a project without selectors.yml has. */
export const noSelectors: Selectors = { named: new Map() };

/** Reads selectors.yml; notes what cannot be read. */
export function readSelectors(
  text: string | undefined,
  render: NativeRenderer,
  problems: Problems,
): Selectors {
  if (text === undefined) return noSelectors;
  const yaml = problems.attempt(() => parseYaml(selectorsFileName, text));
  if (yaml === undefined) return noSelectors;
  const list = isYamlMap(yaml.value) ? yaml.value["selectors"] : undefined;
  if (!Array.isArray(list)) {
    problems.add("AF101", `Cannot read ${selectorsFileName}: it has no list \`selectors:\``, {
      where: { file: selectorsFileName, line: 1 },
    });
    return noSelectors;
  }
  const reader = new Reader(yaml, problems);
  const named = new Map<string, Selection>();
  let byDefault: Selection | undefined;
  for (const item of list) {
    const name = isYamlMap(item) ? item["name"] : undefined;
    if (!isYamlMap(item) || typeof name !== "string") {
      reader.reject(list, "a selector has no name", "Start each selector with `- name:`");
      continue;
    }
    const selection = reader.attempt(item, () => reader.definition(item["definition"], item));
    if (selection === undefined) continue;
    if (named.has(name)) {
      problems.add("AF119", `Cannot name two selectors "${name}"`, { where: yaml.place(item) });
    }
    named.set(name, selection);
    const { default: asked } = item;
    const isDefault =
      typeof asked === "string" ? render(asked, yaml.place(item, "default")) : asked;
    if (isTrue(isDefault)) byDefault = selection;
  }
  reader.checkReferences(named);
  return { named, ...(byDefault === undefined ? {} : { byDefault }) };
}

class Reader {
  private readonly references: { readonly name: string; readonly where: Place }[] = [];

  constructor(
    private readonly yaml: YamlFile,
    private readonly problems: Problems,
  ) {}

  reject(at: unknown, fact: string, hint: string): undefined {
    const where = this.yaml.place(at);
    this.problems.add("AF120", `Cannot read ${selectorsFileName}: ${fact}`, { where, hint });
    return undefined;
  }

  /** Reads something; a fault that it throws gets the place of `at`. */
  attempt<T>(at: unknown, read: () => T | undefined): T | undefined {
    return this.problems.attempt(() => {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof ProjectError) || error.where !== undefined) throw error;
        const { code, message, hint } = error;
        throw new ProjectError(code, message, { hint, where: this.yaml.place(at), cause: error });
      }
    });
  }

  /** Reads a definition: text as on a command line, a set operator, or a method with its value. */
  definition(value: unknown, owner: unknown): Selection | undefined {
    if (typeof value === "string") return this.noted(parseSelection(value), owner);
    if (!isYamlMap(value)) {
      return this.reject(
        owner,
        "a definition is neither text nor a mapping",
        "Write `definition:`",
      );
    }
    for (const kind of ["union", "intersection"] as const) {
      if (value[kind] !== undefined) return this.set(kind, value[kind], value);
    }
    const criterion = this.criterion(value);
    if (criterion === undefined) return undefined;
    return this.without(criterion, value["exclude"], value);
  }

  private set(
    kind: "union" | "intersection",
    value: unknown,
    owner: unknown,
  ): Selection | undefined {
    const excluded: unknown[] = [];
    const of: Selection[] = [];
    for (const item of this.list(value, kind, owner)) {
      if (isYamlMap(item) && Object.keys(item).length === 1 && "exclude" in item) {
        excluded.push(...this.list(item["exclude"], "exclude", item));
        continue;
      }
      const selection = this.definition(item, isYamlMap(item) ? item : owner);
      if (selection !== undefined) of.push(selection);
    }
    if (of.length === 0) return this.reject(owner, `${kind} selects nothing`, "Add a definition");
    return this.without({ kind, of }, excluded.length === 0 ? undefined : excluded, owner);
  }

  private without(selection: Selection, value: unknown, owner: unknown): Selection {
    if (value === undefined || value === null) return selection;
    const excluded = this.list(value, "exclude", owner).flatMap((item) => {
      const one = this.definition(item, isYamlMap(item) ? item : owner);
      return one === undefined ? [] : [one];
    });
    return { kind: "difference", of: [selection, ...excluded] };
  }

  private list(value: unknown, key: string, owner: unknown): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.reject(owner, `"${key}" is not a list`, "Start each definition with `- `");
    return [];
  }

  private criterion(value: YamlMap): Criterion | undefined {
    const written = value["method"];
    const keys = Object.keys(value).filter((key) => key !== "exclude");
    const [only = ""] = keys;
    const method = written === undefined && keys.length === 1 ? only : written;
    const given = written === undefined ? value[only] : value["value"];
    if (typeof method !== "string" || given === undefined || given === null) {
      const hint = "Write `method:` and `value:`, or a method with its value";
      return this.reject(value, "a definition has no method or no value", hint);
    }
    const [name = "", ...args] = method.split(".");
    const text = `${method}:${String(given)}`;
    const depth = (side: "parents" | "children") =>
      value[side] === true
        ? { [side]: Number(value[`${side}_depth`] ?? Number.POSITIVE_INFINITY) }
        : {};
    const indirect = this.indirect(value);
    return this.noted(
      {
        kind: "criterion",
        text,
        method: checkMethod(name, text),
        arguments: args,
        value: String(given),
        childrensParents: value["childrens_parents"] === true,
        ...depth("parents"),
        ...depth("children"),
        ...(indirect === undefined ? {} : { indirect }),
      },
      value,
    );
  }

  private indirect(value: YamlMap): IndirectSelection | undefined {
    const given = value["indirect_selection"];
    if (given === undefined) return undefined;
    const found = indirectSelections.find((name) => name === given);
    if (found === undefined) {
      const hint = `Use one of: ${indirectSelections.join(", ")}`;
      this.reject(value, `"${String(given)}" is no indirect_selection`, hint);
    }
    return found;
  }

  private noted<T extends Selection>(selection: T, at: unknown): T {
    if (selection.kind !== "criterion") for (const part of selection.of) this.noted(part, at);
    else if (selection.method === "selector") {
      this.references.push({ name: selection.value, where: this.yaml.place(at) });
    }
    return selection;
  }

  /** Refuses references to selectors that are not named, or that lead back to themselves. */
  checkReferences(named: ReadonlyMap<string, Selection>): void {
    for (const { name, where } of this.references) {
      if (named.has(name)) continue;
      this.problems.add("AF120", `Cannot select "selector:${name}": there is no such selector`, {
        where,
      });
    }
    for (const name of named.keys()) {
      if (!leadsTo(name, name, named, new Set())) continue;
      const message = `Cannot use selector "${name}": it refers to itself`;
      this.problems.add("AF120", message, { where: { file: selectorsFileName } });
    }
  }
}

/** Lists the ways in which tests come with the nodes they look at. */
export const indirectSelections = ["eager", "cautious", "buildable", "empty"] as const;

function leadsTo(
  from: string,
  to: string,
  named: ReadonlyMap<string, Selection>,
  seen: Set<string>,
): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const visit = (selection: Selection | undefined): boolean => {
    if (selection === undefined) return false;
    if (selection.kind !== "criterion") return selection.of.some(visit);
    if (selection.method !== "selector") return false;
    return selection.value === to || leadsTo(selection.value, to, named, seen);
  };
  return visit(named.get(from));
}
