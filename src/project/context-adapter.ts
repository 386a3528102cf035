import type { RelationName } from "../state";
import type { Answers, CatalogRelation } from "./catalog";
import { columnClass, columnValue } from "./column-value";
import { namespaceValue } from "./context-base";
import { TemplateFault } from "./fault";
import { bind, type Kwargs, type PyFunction, type PyObject, PyTuple, type Value } from "./jinja";
import { RelationValue, relationValue } from "./relation-value";
import { resultTable } from "./results";
import { textOf } from "./values";

// While refs are collected these give nothing, as in dbt.
const emptyAnswers: Readonly<Record<string, () => Value>> = {
  get_relation: () => null,
  get_columns_in_relation: () => [],
  get_columns_in_table: () => [],
  get_missing_columns: () => [],
  get_column_schema_from_query: () => [],
  list_relations: () => [],
  list_relations_without_caching: () => [],
  check_schema_exists: () => true,
  already_exists: () => false,
  execute: () => new PyTuple(["", resultTable({ columns: [], rows: [] })]),
  get_glue_table_type: () => null,
};

const reads =
  /^(?:\s|--.*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*(?:select|with|values|show|describe|explain)\b/i;

// A plan reads the lake and changes nothing in it.
const changes = [
  "create_schema",
  "drop_schema",
  "drop_relation",
  "rename_relation",
  "truncate_relation",
  "delete_from_s3",
  "delete_from_glue_catalog",
  "clean_up_table",
  "clean_up_partitions",
  "swap_table",
  "add_lf_tags",
  "upload_seed_to_s3",
];

/** Makes `adapter`: quoting, dispatch, and questions to the lake's catalog. */
export function adapterValue(dispatch: PyFunction, answers: Answers, isParse: boolean): PyObject {
  const members: Record<string, Value> = {
    quote: (args) => `"${textOf(args[0] ?? "")}"`,
    quote_as_configured: (args) => `"${textOf(args[0] ?? "")}"`,
    quote_seed_column: ([column, quote]) =>
      quote === false ? textOf(column ?? "") : `"${textOf(column ?? "")}"`,
    type: () => "athena",
    dispatch,
    Relation: relationClass,
    Column: columnClass,
    behavior: behaviour,
    build_catalog_relation: () => null,
    is_s3_tables_database: () => false,
    is_list: ([value]) => Array.isArray(value ?? null),
  };
  for (const name of changes) {
    members[name] = () => {
      if (isParse) return "";
      const fact = `adapter.${name}() changes the lake, and compiling SQL only reads it`;
      throw new TemplateFault("AF115", fact);
    };
  }
  Object.assign(members, isParse ? emptyAnswers : catalogFunctions(answers));
  return namespaceValue("adapter", members);
}

const behaviour: PyObject = {
  pyType: "Behavior",
  truthy: () => true,
  getAttr: () => namespaceValue("BehaviorFlag", { no_warn: false, setting: false }),
};

function catalogFunctions(answers: Answers): Readonly<Record<string, PyFunction>> {
  const find = (relation: RelationName): CatalogRelation | undefined =>
    answers
      .relations(relation.database, relation.schema)
      ?.find((one) => one.relation.identifier === relation.identifier.toLowerCase());
  const columns = (relation: RelationName): PyObject[] => {
    const found = find(relation);
    return (found?.columns ?? []).map((one) => columnValue(one.name, one.type, found?.isIceberg));
  };
  const list = (database: string, schema: string): Value[] =>
    (answers.relations(database, schema) ?? []).map((one) => relationValue(one.relation, one.type));
  return {
    get_relation: (args, kwargs) => {
      const found = find(nameOf("get_relation", args, kwargs));
      return found === undefined ? null : relationValue(found.relation, found.type);
    },
    get_columns_in_relation: ([relation]) => columns(relationOf(relation)),
    get_columns_in_table: ([schema, identifier]) =>
      columns({
        database: "awsdatacatalog",
        schema: textOf(schema ?? ""),
        identifier: textOf(identifier ?? ""),
      }),
    get_missing_columns: ([from, to]) => {
      const have = new Set(columns(relationOf(to)).map((one) => one.getAttr?.("name")));
      return columns(relationOf(from)).filter((one) => !have.has(one.getAttr?.("name")));
    },
    get_column_schema_from_query: ([sql]) =>
      answers.query(textOf(sql ?? "")).columns.map((one) => columnValue(one.name, one.type)),
    list_relations: ([database, schema]) => list(textOf(database ?? ""), textOf(schema ?? "")),
    list_relations_without_caching: ([one]) => {
      const { database, schema } = relationOf(one);
      return list(database, schema);
    },
    check_schema_exists: ([database, schema]) =>
      answers.relations(textOf(database ?? ""), textOf(schema ?? "")) !== undefined,
    already_exists: ([schema, identifier]) =>
      find({
        database: "awsdatacatalog",
        schema: textOf(schema ?? ""),
        identifier: textOf(identifier ?? ""),
      }) !== undefined,
    get_glue_table_type: ([one]) => {
      const found = find(relationOf(one));
      if (found === undefined) return null;
      return found.isIceberg ? "iceberg_table" : found.type;
    },
    execute: (args, kwargs) => {
      const [given] = bind("execute", ["sql", "auto_begin", "fetch", "limit"], args, kwargs, 1);
      const sql = textOf(given ?? "").trim();
      if (!reads.test(sql)) {
        const fact = `compiling SQL only reads the lake, and this changes it: ${sql.slice(0, 80)}`;
        throw new TemplateFault("AF115", fact);
      }
      return new PyTuple(["OK", resultTable(answers.query(sql))]);
    },
  };
}

function relationOf(value: Value | undefined): RelationName {
  if (value instanceof RelationValue) return value.relation;
  throw new TemplateFault("AF102", "it takes a relation, for instance ref('…')");
}

function nameOf(name: string, args: readonly Value[], kwargs: Kwargs): RelationName {
  const keys = ["database", "schema", "identifier", "type"];
  const [database, schema, identifier] = bind(name, keys, args, kwargs);
  return {
    database: textOf(database ?? ""),
    schema: textOf(schema ?? ""),
    identifier: textOf(identifier ?? ""),
  };
}

const createRelation: PyFunction = (args, kwargs) => {
  const given = new Map(kwargs);
  const type = given.get("type");
  for (const key of ["quote_policy", "include_policy", "type", "limit"]) given.delete(key);
  const relation = nameOf("create", args, given);
  return relationValue(relation, type === "view" ? "view" : type === "table" ? "table" : null);
};

const relationClass = namespaceValue("Relation", {
  create: createRelation,
  View: "view",
  Table: "table",
});

/** Makes `api`: relations and columns of a template's own making. */
export function apiValue(): PyObject {
  return namespaceValue("api", { Relation: relationClass, Column: columnClass });
}
