import { type Config, layConfig } from "./config";
import type { Context } from "./context-base";
import { extend, namespaceValue } from "./context-base";
import { TemplateFault } from "./fault";
import { bind, type Kwargs, PyDict, type PyFunction, type PyObject, type Value } from "./jinja";
import type { Collected, RefCall, SourceCall } from "./node";
import type { RelationValue } from "./relation-value";
import { fromTemplate, textOf, toTemplate } from "./values";

/** Gathers what a template refers to and configures. */
export class Collector {
  private readonly refs = new Map<string, RefCall>();
  private readonly sources = new Map<string, SourceCall>();
  private config: Config = {};

  addRef(ref: RefCall): void {
    this.refs.set(`${ref.package ?? ""}.${ref.name}.${ref.version ?? ""}`, ref);
  }

  addSource(source: SourceCall): void {
    this.sources.set(`${source.source}.${source.table}`, source);
  }

  addConfig(args: readonly Value[], kwargs: Kwargs): void {
    for (const arg of args) {
      if (!(arg instanceof PyDict)) throw new TemplateFault("AF102", "config() takes keywords");
      this.config = layConfig(this.config, fromTemplate(arg) as Config);
    }
    const given = [...kwargs].map(([key, value]) => [key, fromTemplate(value)]);
    this.config = layConfig(this.config, Object.fromEntries(given));
  }

  collected(): Collected {
    return {
      refs: [...this.refs.values()],
      sources: [...this.sources.values()],
      config: this.config,
    };
  }
}

/** Reads the arguments of ref(): a name, or a package and a name. */
export function refCall(args: readonly Value[], kwargs: Kwargs): RefCall {
  const asked = kwargs.get("v") ?? kwargs.get("version") ?? null;
  const version = asked === null ? {} : { version: textOf(asked) };
  const names = args.map(textOf);
  const [first, second] = names;
  if (first === undefined || names.length > 2) {
    throw new TemplateFault("AF102", `ref() takes one or two names, not ${names.length}`);
  }
  return second === undefined
    ? { name: first, ...version }
    : { package: first, name: second, ...version };
}

/** Reads the arguments of source(). */
export function sourceCall(args: readonly Value[]): SourceCall {
  const [source, table] = args;
  if (source === undefined || table === undefined || args.length > 2) {
    throw new TemplateFault("AF102", `source() takes two names, not ${args.length}`);
  }
  return { source: textOf(source), table: textOf(table) };
}

/** Makes the globals of the first rendering: `execute` is false, calls are collected. */
export function collecting(base: Context, self: RelationValue, collector: Collector): Context {
  const ref: PyFunction = (args, kwargs) => {
    collector.addRef(refCall(args, kwargs));
    return self;
  };
  const source: PyFunction = (args) => {
    collector.addSource(sourceCall(args));
    return self;
  };
  const config = collectingConfig(collector);
  return extend(base, {
    ref,
    source,
    config,
    this: self,
    execute: false,
    builtins: namespaceValue("builtins", { ref, source, config }),
  });
}

/** Makes the `config` that notes what it is called with, and knows nothing yet. */
export function collectingConfig(collector: Collector): PyObject {
  const nothing: PyFunction = () => "";
  return {
    pyType: "Config",
    truthy: () => true,
    call: (args, kwargs) => {
      collector.addConfig(args, kwargs);
      return "";
    },
    getAttr: () => nothing,
  };
}

/** Holds what the second rendering of a node asks for. */
export interface Resolver {
  readonly ref: (call: RefCall) => Value;
  readonly source: (call: SourceCall) => Value;
}

/** Makes the globals of the second rendering: `execute` is true, names are resolved. */
export function compiling(
  base: Context,
  self: RelationValue,
  config: Config,
  resolver: Resolver,
): Context {
  const ref: PyFunction = (args, kwargs) => resolver.ref(refCall(args, kwargs));
  const source: PyFunction = (args) => resolver.source(sourceCall(args));
  const value = configValue(config);
  return extend(base, {
    ref,
    source,
    config: value,
    this: self,
    execute: true,
    builtins: namespaceValue("builtins", { ref, source, config: value }),
  });
}

/** Makes the `config` of a node whose configs are known; a call tells `called`, if that is given. */
export function configValue(config: Config, called?: Collector): PyObject {
  const get: PyFunction = (args, kwargs) => {
    const [name, fallback] = bind("get", ["name", "default"], args, kwargs, 1);
    const found = config[textOf(name ?? "")];
    return found === undefined || found === null ? (fallback ?? null) : toTemplate(found);
  };
  const require: PyFunction = (args) => {
    const name = textOf(args[0] ?? "");
    if (config[name] !== undefined) return toTemplate(config[name]);
    throw new TemplateFault("AF108", `config "${name}" is required and not set`);
  };
  const members: Readonly<Record<string, Value>> = {
    get,
    require,
    meta_get: (args) => toTemplate((config["meta"] as Config | undefined)?.[textOf(args[0] ?? "")]),
    persist_relation_docs: () => persisted(config, "relation"),
    persist_column_docs: () => persisted(config, "columns"),
    set: () => "",
  };
  return {
    pyType: "Config",
    truthy: () => true,
    call: (args, kwargs) => {
      called?.addConfig(args, kwargs);
      return "";
    },
    getAttr: (name) => (Object.hasOwn(members, name) ? members[name] : undefined),
  };
}

function persisted(config: Config, part: string): boolean {
  const docs = config["persist_docs"] as Config | undefined;
  return docs?.[part] === true;
}
