import { hashOf } from "../state";
import type { SqlCompiler } from "./compile";
import { type Config, type ConfigTree, isDisabled, layConfig } from "./config";
import { type Context, extend } from "./context-base";
import { Collector, collecting, collectingConfig, refCall, sourceCall } from "./context-node";
import type { Engine } from "./engine";
import { injectCtes } from "./ephemeral";
import { ArgumentFault, genericTests } from "./generic-tests";
import type { Value } from "./jinja";
import { nearest } from "./nearest";
import type { ProjectNode, SourceCall } from "./node";
import { compareText, type Problems } from "./problems";
import type { DataTest } from "./project";
import type { FoundFile } from "./read-files";
import { type RelationValue, relationValue } from "./relation-value";
import { type Registry, resolveNode } from "./resolve";
import { genericTestName } from "./test-name";
import type { TestSpec } from "./test-spec";
import { fromTemplate, rawText, toTemplate } from "./values";
import { isYamlMap } from "./yaml";

/** Says what a generic test looks at: a node, or a table of a source. */
export interface Subject {
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
  readonly project: string;
  readonly registry: Registry;
  readonly compiler: SqlCompiler;
  readonly engine: Engine;
  readonly tree: ConfigTree;
  readonly problems: Problems;
}

/** Compiles a generic test into the query whose rows are failures; undefined when it is off. */
export function genericTest(
  spec: TestSpec,
  subject: Subject,
  testing: Testing,
): DataTest | undefined {
  const { engine, compiler, project, tree } = testing;
  const used = new Set<ProjectNode>(subject.node === undefined ? [] : [subject.node]);
  const resolver = compiler.resolver((node) => used.add(node));
  const sources = new Set<string>(subject.source === undefined ? [] : [subject.source]);
  const context = extend(engine.base("compile"), {
    ref: (args, kwargs) => resolver.ref(refCall(args, kwargs)),
    source: (args) => {
      const call = sourceCall(args);
      sources.add(sourceId(project, call));
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
      return engine.nativeValue(asExpression(value), context, spec.place);
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
  const fqn = [project, ...foldersOf(spec.place.file), name];
  const fromTree = tree.along(fqn);
  const config = layConfig(fromTree, own);
  if (isDisabled(config)) return undefined;
  const args = Object.fromEntries(
    Object.entries(spec.args).map(([key, value]) => [key, render(value)]),
  );
  const { sql, macroConfig } = genericSql(spec, subject, config, args, context, testing);
  const ctes = [...used].flatMap((node) => compiler.ctesOf(node));
  const unique = [...new Map(ctes.map((cte) => [cte.name, cte])).values()];
  const hash = hashOf([kind, subject.relation.str(), named, spec.config]).slice(0, 10);
  const settings = testSettings(
    layConfig(layConfig(fromTree, macroConfig), own),
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
  const where = config["where"];
  const filter = typeof where === "string" && where !== "" ? where : undefined;
  const relation = subject.relation.str();
  const model =
    filter === undefined ? relation : `(select * from ${relation} where ${filter}) dbt_subquery`;
  const column = columnText(spec);
  const collector = new Collector();
  const macro =
    spec.namespace === undefined || spec.namespace === testing.project
      ? engine.findMacro(
          `test_${spec.test}`,
          extend(context, { config: collectingConfig(collector), this: subject.relation }),
        )
      : undefined;
  if (macro !== undefined) {
    const kwargs = new Map<string, Value>(Object.entries(args));
    kwargs.set("model", filter === undefined ? subject.relation : model);
    if (column !== undefined) kwargs.set("column_name", column);
    const sql = engine.callMacro(macro, kwargs, spec.place);
    return { sql, macroConfig: collector.collected().config };
  }
  const builtin = spec.namespace === undefined || spec.namespace === "dbt" ? spec.test : "";
  const build = Object.hasOwn(genericTests, builtin) ? genericTests[builtin] : undefined;
  if (build === undefined) throw engine.fault("AF116", unknownTest(spec), spec.place, hintOf(spec));
  const plain = Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, fromTemplate(value)]),
  );
  const named = typeof plain["column_name"] === "string" ? plain["column_name"] : column;
  try {
    const call = { model, args: plain, ...(named === undefined ? {} : { column: named }) };
    return { sql: build(call), macroConfig: {} };
  } catch (error) {
    if (!(error instanceof ArgumentFault)) throw error;
    const act = `Cannot compile test "${spec.test}" of "${subject.label}"`;
    throw engine.fault("AF108", `${act}: ${error.message}`, spec.place);
  }
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
  const near = nearest(spec.test, Object.keys(genericTests));
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

/** Compiles a test that is a query of its own; undefined when it is off. */
export function singularTest(
  found: FoundFile,
  text: string,
  own: Config,
  testing: Testing,
): DataTest | undefined {
  const { engine, compiler, project, registry, tree, problems } = testing;
  const file = { file: found.file, text };
  const collector = new Collector();
  const self = relationValue({ database: "", schema: "", identifier: found.stem }, null);
  engine.render(file, collecting(engine.base("parse"), self, collector), "parse");
  const collected = collector.collected();
  const fqn = [project, ...found.folders, found.stem];
  const config = layConfig(layConfig(tree.along(fqn), own), collected.config);
  if (isDisabled(config)) return undefined;
  const id = `test.${project}.${found.stem}`;
  const where = { file: found.file };
  const before = problems.errors.length;
  const on = resolveNode({ ...collected, id, text, where }, registry, problems);
  if (problems.errors.length > before) return undefined;
  return {
    node: id,
    name: found.stem,
    sql: limited(compiler.test(file, config), config),
    ...testSettings(config, found.stem, where, problems),
    on: [...on].sort(compareText),
    sources: collected.sources.map((call) => sourceId(project, call)).sort(compareText),
    fqn,
    config,
    where,
  };
}

/** Gives dbt's unique id of a source's table. */
export function sourceId(project: string, call: SourceCall): string {
  return `source.${project}.${call.source}.${call.table}`;
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
