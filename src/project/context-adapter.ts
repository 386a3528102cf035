import type { RelationName } from "../state";
import { namespaceValue } from "./context-base";
import { TemplateFault } from "./fault";
import { bind, type PyFunction, type PyObject, type Value } from "./jinja";
import { relationValue } from "./relation-value";
import { textOf } from "./values";

// What these answer lies in the catalog. While refs are collected they give nothing, as in dbt.
const catalogMembers: Readonly<Record<string, Value>> = {
  get_relation: null,
  load_relation: null,
  get_columns_in_relation: [],
  get_missing_columns: [],
  list_relations: [],
  check_schema_exists: true,
  already_exists: false,
};

/** Finds a macro by its full name; undefined when there is none. */
export type FindMacro = (name: string) => Value | undefined;

/** Makes `adapter`: quoting and dispatch; it answers nothing that lies in the catalog. */
export function adapterValue(find: FindMacro, isParse: boolean): PyObject {
  const members: Record<string, Value> = {
    quote: (args) => `"${textOf(args[0] ?? "")}"`,
    type: () => "athena",
    dispatch: (args, kwargs) => dispatch(find, args, kwargs),
  };
  for (const [name, empty] of Object.entries(catalogMembers)) {
    members[name] = () => (isParse ? empty : asksCatalog(`adapter.${name}`));
  }
  return namespaceValue("adapter", members);
}

/** Makes the global functions that run queries; they cannot while nothing is connected. */
export function queryFunctions(isParse: boolean): Readonly<Record<string, Value>> {
  const make =
    (name: string): PyFunction =>
    () =>
      isParse ? null : asksCatalog(name);
  const names = ["run_query", "statement", "load_result", "store_result", "load_relation"];
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

/** Makes `api`, of which projects use `Relation.create`. */
export function apiValue(): PyObject {
  const create: PyFunction = (args, kwargs) => {
    const keys = ["database", "schema", "identifier", "type"];
    const [database, schema, identifier, type] = bind("create", keys, args, kwargs);
    const relation: RelationName = {
      database: textOf(database ?? ""),
      schema: textOf(schema ?? ""),
      identifier: textOf(identifier ?? ""),
    };
    return relationValue(relation, type === "view" ? "view" : type === "table" ? "table" : null);
  };
  return namespaceValue("api", { Relation: namespaceValue("Relation", { create }) });
}

function dispatch(
  find: FindMacro,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
): Value {
  const [given] = bind("dispatch", ["macro_name", "macro_namespace"], args, kwargs, 1);
  const name = textOf(given ?? "");
  for (const prefix of ["athena__", "default__"]) {
    const found = find(`${prefix}${name}`);
    if (found !== undefined) return found;
  }
  throw new TemplateFault(
    "AF116",
    `macro "${name}" is defined neither as "athena__${name}" nor as "default__${name}"`,
  );
}

function asksCatalog(name: string): never {
  throw new TemplateFault(
    "AF115",
    `${name}() asks the catalog while SQL is compiled, which is not supported yet`,
  );
}
