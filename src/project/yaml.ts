import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
} from "yaml";
import { type Place, ProjectError } from "../errors";
import { scalarOf } from "./yaml-scalar";

/** Is a mapping as YAML gives it; keys are text. */
export interface YamlMap {
  [key: string]: unknown;
}

/** Holds a parsed YAML file and knows on which line each of its values stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** Gives the line of a mapping or list, or of one key or item of it. */
  lineOf(parent: unknown, key?: string | number): number | undefined;
  /** Gives file and line as errors want them. */
  place(parent: unknown, key?: string | number): Place;
}

interface Lines {
  readonly own: number;
  readonly parts: Map<string | number, number>;
}

/**
 * Parses YAML as PyYAML does for dbt: YAML 1.1 words for booleans, octal and sexagesimal numbers,
 * merge keys, and duplicate keys of which the last wins. Dates stay text.
 */
export function parseYaml(file: string, text: string): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    version: "1.1",
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    lineCounter: counter,
    logLevel: "silent",
    strict: false,
  });
  const error = document.errors[0];
  if (error !== undefined) {
    const at = counter.linePos(error.pos[0]);
    const fact = (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
    throw new ProjectError("AF101", `Cannot read YAML: ${fact}`, {
      where: { file, line: at.line, column: at.col },
    });
  }
  const lines = new WeakMap<object, Lines>();
  const lineAt = (node: unknown): number => {
    const range = (node as Node | null)?.range;
    return range == null ? 1 : counter.linePos(range[0]).line;
  };
  const convert = (node: unknown): unknown => {
    if (isAlias(node)) return convert(node.resolve(document));
    if (isScalar(node)) return scalarOf(node.value, node.type === Scalar.PLAIN, node.tag);
    if (!isCollection(node)) return null;
    const place: Lines = { own: lineAt(node), parts: new Map() };
    const value: unknown[] | YamlMap = isSeq(node) ? [] : {};
    lines.set(value, place);
    if (isSeq(node) && Array.isArray(value)) {
      for (const item of node.items) {
        place.parts.set(value.length, lineAt(item));
        value.push(convert(item));
      }
    } else if (isMap(node)) {
      fillMap(value as YamlMap, node.items, place);
    }
    return value;
  };
  const fillMap = (
    value: YamlMap,
    pairs: readonly { key: unknown; value: unknown }[],
    place: Lines,
  ): void => {
    for (const pair of pairs) {
      const key = isScalar(pair.key) ? String(pair.key.value ?? "null") : String(convert(pair.key));
      const content = pair.value === null ? null : convert(pair.value);
      if (key === "<<") mergeInto(value, content);
      else value[key] = content;
      place.parts.set(key, lineAt(pair.key));
    }
  };
  const value = document.contents === null ? null : convert(document.contents);
  const lineOf = (parent: unknown, key?: string | number): number | undefined => {
    if (typeof parent !== "object" || parent === null) return undefined;
    const found = lines.get(parent);
    return key === undefined ? found?.own : (found?.parts.get(key) ?? found?.own);
  };
  const place = (parent: unknown, key?: string | number): Place => {
    const line = lineOf(parent, key);
    return line === undefined ? { file } : { file, line };
  };
  return { file, value, lineOf, place };
}

function mergeInto(value: YamlMap, merged: unknown): void {
  for (const source of Array.isArray(merged) ? merged : [merged]) {
    if (!isYamlMap(source)) continue;
    for (const [key, content] of Object.entries(source)) {
      if (!Object.hasOwn(value, key)) value[key] = content;
    }
  }
}

/** Tells a mapping from a list, a scalar and nothing. */
export function isYamlMap(value: unknown): value is YamlMap {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
