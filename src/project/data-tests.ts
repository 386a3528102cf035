import { hashOf } from "../state";
import type { SqlCompiler } from "./compile";
import { type Config, type ConfigTree, isDisabled, layConfig } from "./config";
import { type Context, extend, namespaceValue } from "./context-base";
import { Collector, collecting, configValue, refCall, sourceCall } from "./context-node";
import type { Engine } from "./engine";
import { injectCtes } from "./ephemeral";
import { argumentFault, builtinTests } from "./generic-tests";
import { Macro, type Value } from "./jinja";
import { nearest } from "./nearest";
import type { ProjectNode } from "./node";
import { compareText, type Problems } from "./problems";
import type { DataTest } from "./project";
import type { FoundFile } from "./read-files";
import { type RelationValue, relationValue } from "./relation-value";
import { type Registry, resolveNode } from "./resolve";
import { genericTestName } from "./test-name";
import type { TestSpec } from "./test-spec";
import { fromTemplate, rawText, textOf, toTemplate } from "./values";
import { isYamlMap } from "./yaml";

/** Says what a generic test looks at: a node, or a table of a source. */
export interface Subject {
  /** The package whose properties declare the test. */
  readonly package: string;
  /** What stands before the names of that package's files. */
  readonly prefix: string;
  /** As it stands in the test's name: `orders`, `shop_orders`. */
  readonly label: string;
  readonly isSource: boolean;
  /** The unique id of a source's table. */
  readonly source?: string;
  readonly relation: RelationValue;
  readonly node?: ProjectNode;
}

/** Holds what compiling tests needs. */
export interface Testing {
  readonly registry: Registry;
  readonly compiler: SqlCompiler;
  readonly engine: Engine;
  readonly root: string;
  /** The config trees of tests, by package. */
  readonly trees: ReadonlyMap<string, ConfigTree>;
  readonly problems: Problems;
}

/** Compiles a generic test into the query whose rows are failures; undefined when it is off. */
export function genericTest(
  spec: TestSpec,
  subject: Subject,
  testing: Testing,
): DataTest | undefined {
  const { engine, compiler, registry } = testing;
  const { package: project } = subject;
  const rendering = { phase: "compile", package: project } as const;
  const used = new Set<ProjectNode>(subject.node === undefined ? [] : [subject.node]);
  const resolver = compiler.resolver(project, (node) => used.add(node));
  const sources = new Set<string>(subject.source === undefined ? [] : [subject.source]);
  const context = extend(engine.base(rendering), {
    ref: (args, kwargs) => resolver.ref(refCall(args, kwargs)),
    source: (args) => {
      const call = sourceCall(args);
      sources.add(registry.sourceId(call, project));
      return resolver.source(call);
    },
  });
  const kind =
    spec.namespace === undefined
      ? spec.test
      : `${spec.namespace.replaceAll(".", "_")}_${spec.test}`;
  const named = {
    ...spec.args,
    ...(spec.column === undefined ? {} : { column_name: spec.column }),
  };
  const prefixed = subject.isSource ? `source_${kind}` : kind;
  const name = spec.customName ?? genericTestName(prefixed, subject.label, named);
  const render = (value: unknown): Value => {
    if (typeof value === "string") {
      return engine.nativeValue(asExpression(value), context, spec.place, project);
    }
    if (Array.isArray(value)) return value.map(render);
    if (!isYamlMap(value)) return toTemplate(value);
    return toTemplate(
      Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, fromTemplate(render(item))]),
      ),
    );
  };
  const own = fromTemplate(render(spec.config)) as Config;
  const file = spec.place.file?.slice(subject.prefix.length);
  const fqn = [project, ...foldersOf(file), name];
  const { fromTree, override } = testLayers(testing, project, fqn);
  const config = layConfig(layConfig(fromTree, own), override);
  if (isDisabled(config)) return undefined;
  const args = Object.fromEntries(
    Object.entries(spec.args).map(([key, value]) => [key, render(value)]),
  );
  const { sql, macroConfig } = genericSql(spec, subject, config, args, context, testing);
  const ctes = [...used].flatMap((node) => compiler.ctesOf(node));
  const unique = [...new Map(ctes.map((cte) => [cte.name, cte])).values()];
  const hash = hashOf([kind, subject.relation.str(), named, spec.config]).slice(0, 10);
  const settings = testSettings(
    layConfig(layConfig(layConfig(fromTree, macroConfig), own), override),
    name,
    spec.place,
    testing.problems,
  );
  return {
    node: `test.${project}.${name}.${hash}`,
    name,
    sql: limited(injectCtes(sql, unique), config),
    ...settings,
    on: [...used].map((node) => node.id).sort(compareText),
    sources: [...sources].sort(compareText),
    fqn,
    generic: spec.test,
    config,
    ...(subject.node === undefined ? {} : { attached: subject.node.id }),
    ...(spec.column === undefined ? {} : { column: spec.column }),
    where: spec.place,
  };
}

interface GenericSql {
  readonly sql: string;
  /** What the test's macro configures. */
  readonly macroConfig: Config;
}

function genericSql(
  spec: TestSpec,
  subject: Subject,
  config: Config,
  args: Readonly<Record<string, Value>>,
  context: Context,
  testing: Testing,
): GenericSql {
  const { engine } = testing;
  const rendering = { phase: "compile", package: subject.package } as const;
  const collector = new Collector();
  const value = configValue(config, collector);
  const builtins = { ...builtinsOf(context), config: value };
  const own = extend(context, {
    config: value,
    builtins: namespaceValue("builtins", builtins),
    this: subject.relation,
    execute: true,
  });
  const find = (name: string, namespace?: string): Value | undefined =>
    engine.findMacro(name, own, rendering, namespace);
  const macro = find(`test_${spec.test}`, spec.namespace);
  if (macro === undefined) {
    throw engine.fault("AF116", unknownTest(spec), spec.place, hintOf(spec));
  }
  const column = columnText(spec);
  const kwargs = new Map<string, Value>(Object.entries(args));
  if (column !== undefined) kwargs.set("column_name", column);
  checkArguments(macro, spec, subject, kwargs, testing);
  const filtered = find("get_where_subquery");
  const relation = new Map<string, Value>([["relation", subject.relation]]);
  const model =
    filtered === undefined ? subject.relation : engine.callMacro(filtered, relation, spec.place);
  kwargs.set("model", model);
  const sql = textOf(engine.callMacro(macro, kwargs, spec.place)).trim();
  return { sql, macroConfig: collector.collected().config };
}

function builtinsOf(context: Context): Record<string, Value> {
  const { ref, source } = context;
  return { ...(ref === undefined ? {} : { ref }), ...(source === undefined ? {} : { source }) };
}

/** Says what a built-in test lacks; the project's own tests say it themselves. */
function checkArguments(
  macro: Value,
  spec: TestSpec,
  subject: Subject,
  kwargs: ReadonlyMap<string, Value>,
  testing: Testing,
): void {
  if (!(macro instanceof Macro) || macro.template !== "dbt") return;
  const fact = argumentFault(spec.test, kwargs);
  if (fact === undefined) return;
  const act = `Cannot compile test "${spec.test}" of "${subject.label}"`;
  throw testing.engine.fault("AF108", `${act}: ${fact}`, spec.place);
}

/** Gives what the config trees say of a test: below and above what it says itself. */
function testLayers(
  testing: Testing,
  packageName: string,
  fqn: readonly string[],
): { readonly fromTree: Config; readonly override: Config } {
  const { trees, root } = testing;
  const fromTree = trees.get(packageName)?.along(fqn) ?? {};
  const override = packageName === root ? {} : (trees.get(root)?.along(fqn) ?? {});
  return { fromTree, override };
}

function columnText(spec: TestSpec): string | undefined {
  return spec.column === undefined || !spec.quoteColumn ? spec.column : `"${spec.column}"`;
}

function unknownTest(spec: TestSpec): string {
  const name = spec.namespace === undefined ? spec.test : `${spec.namespace}.${spec.test}`;
  return `Cannot compile test "${name}": no macro "test_${spec.test}" is defined`;
}

function hintOf(spec: TestSpec): string | undefined {
  if (spec.namespace !== undefined) return "Tests of packages are not supported yet";
  const near = nearest(spec.test, builtinTests);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

/** Compiles a test that is a query of its own; undefined when it is off. */
export function singularTest(
  found: FoundFile,
  text: string,
  own: Config,
  project: string,
  testing: Testing,
): DataTest | undefined {
  const { engine, compiler, registry, problems } = testing;
  const file = { file: found.file, text };
  const collector = new Collector();
  const self = relationValue({ database: "", schema: "", identifier: found.stem }, null);
  const rendering = { phase: "parse", package: project } as const;
  engine.render(file, collecting(engine.base(rendering), self, collector), rendering);
  const collected = collector.collected();
  const fqn = [project, ...found.folders, found.stem];
  const { fromTree, override } = testLayers(testing, project, fqn);
  const config = layConfig(layConfig(layConfig(fromTree, own), collected.config), override);
  if (isDisabled(config)) return undefined;
  const id = `test.${project}.${found.stem}`;
  const where = { file: found.file };
  const before = problems.errors.length;
  const on = resolveNode({ ...collected, id, text, where, package: project }, registry, problems);
  if (problems.errors.length > before) return undefined;
  return {
    node: id,
    name: found.stem,
    sql: limited(compiler.test(file, { config, package: project }), config),
    ...testSettings(config, found.stem, where, problems),
    on: [...on].sort(compareText),
    sources: collected.sources.map((call) => registry.sourceId(call, project)).sort(compareText),
    fqn,
    config,
    where,
  };
}

type Settings = Pick<DataTest, "severity" | "failCalc" | "errorIf" | "warnIf">;

function testSettings(
  config: Config,
  name: string,
  where: DataTest["where"],
  problems: Problems,
): Settings {
  const text = (key: string, fallback: string): string => {
    const value = config[key];
    return value === undefined || value === null ? fallback : rawText(value);
  };
  const severity = text("severity", "error").toLowerCase();
  if (severity !== "error" && severity !== "warn") {
    problems.add("AF108", `Cannot use severity "${severity}" of test "${name}"`, {
      where,
      hint: "Use `error` or `warn`",
    });
  }
  return {
    severity: severity === "warn" ? "warn" : "error",
    failCalc: text("fail_calc", "count(*)"),
    errorIf: text("error_if", "!= 0"),
    warnIf: text("warn_if", "!= 0"),
  };
}

function limited(sql: string, config: Config): string {
  const { limit } = config as { readonly limit?: unknown };
  return limit === undefined || limit === null ? sql : `${sql}\nlimit ${rawText(limit)}`;
}

/** dbt takes an argument that is one call for an expression, without braces around it. */
function asExpression(text: string): string {
  return /^\s*(?:env_var|ref|var|source|doc)\s*\([\s\S]+\)\s*$/.test(text) ? `{{ ${text} }}` : text;
}

function foldersOf(file: string | undefined): readonly string[] {
  return (file ?? "").split("/").slice(1, -1);
}
