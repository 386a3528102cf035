import type { Connection, RelationName } from "../state";
import { bind, PyDict, type PyFunction, type Value } from "./jinja";
import { textOf } from "./values";

/** Gives dbt's own rules for names as functions, so that macros of a project can fall back to them. */
export function defaultNaming(connection: Connection): Readonly<Record<string, PyFunction>> {
  const schema: PyFunction = (args, kwargs) => {
    const [custom] = bind("generate_schema_name", ["custom_schema_name", "node"], args, kwargs);
    const asked = given(custom);
    return asked === undefined ? connection.schema : `${connection.schema}_${asked}`;
  };
  const schemaForEnv: PyFunction = (args, kwargs) => {
    const [custom] = bind("generate_schema_name", ["custom_schema_name", "node"], args, kwargs);
    const asked = given(custom);
    return connection.target === "prod" && asked !== undefined ? asked : connection.schema;
  };
  const alias: PyFunction = (args, kwargs) => {
    const [custom, node] = bind("generate_alias_name", ["custom_alias_name", "node"], args, kwargs);
    const name = node instanceof PyDict ? node.get("name") : undefined;
    const version = node instanceof PyDict ? (node.get("version") ?? null) : null;
    const suffix = version === null ? "" : `_v${textOf(version).replaceAll(".", "_")}`;
    return given(custom) ?? `${textOf(name ?? "")}${suffix}`;
  };
  const database: PyFunction = (args, kwargs) => {
    const parameters = ["custom_database_name", "node"];
    const [custom] = bind("generate_database_name", parameters, args, kwargs);
    return given(custom) ?? connection.database;
  };
  return {
    generate_schema_name: schema,
    default__generate_schema_name: schema,
    generate_schema_name_for_env: schemaForEnv,
    generate_alias_name: alias,
    default__generate_alias_name: alias,
    generate_database_name: database,
    default__generate_database_name: database,
  };
}

/** Calls a naming rule of the project, or dbt's own, by name. */
export type CallNaming = (rule: string, custom: Value) => string;

/** Names the relation of a node from its configs, by the rules of the project. */
export function nameRelation(
  config: Readonly<Record<string, unknown>>,
  call: CallNaming,
): RelationName {
  const custom = (key: string): Value => {
    const value = config[key];
    return value === undefined || value === null ? null : String(value);
  };
  return {
    database: call("generate_database_name", custom("database")),
    schema: call("generate_schema_name", custom("schema")),
    identifier: call("generate_alias_name", custom("alias")),
  };
}

function given(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = textOf(value).trim();
  return text === "" ? undefined : text;
}
