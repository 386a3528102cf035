import { emitExpression } from "./emit-expression";
import { table } from "./emit-relation";
import { inTypes, plainContext, setOperation, values } from "./emit-rows";
import { direction, emitSelect } from "./emit-select";
import {
  type CommonTable,
  type Context,
  type EmittedPart,
  type Environment,
  type Field,
  fresh,
  type Names,
  type PartColumn,
  relationKey,
  type Tables,
} from "./environment";
import { SqlError } from "./error";
import type { EmittedQuery, Period, ResolvedRelation, Scope } from "./scope";
import type { Expression, NamedQuery, Query, QueryBody, RowCount, SortItem } from "./syntax";
import { tableFilters } from "./table-filters";
import { tableReferences } from "./table-names";
import { parseExpression } from "./tree-query";
import { quoteName, type SqlType, typeText } from "./types";

/** Tells a caller's wish for other columns than the query has by itself. */
export interface EmitOptions {
  /** Asks for these types, one a column, as INSERT does; each must be reachable without a cast. */
  readonly as?: readonly SqlType[];
}

/** Resolves the names and types of a query and writes it for DuckDB. */
export async function emitQuery(
  node: Query,
  scope: Scope,
  options: EmitOptions = {},
): Promise<EmittedQuery> {
  const env = await environment([node], scope);
  const types = options.as;
  if (types === undefined) {
    const part = query(node, env, undefined, new Map(), outputName);
    const columns = part.columns.map((column, index) => ({
      name: column.name ?? `_col${index}`,
      type: typeText(column.type),
    }));
    return { sql: part.sql, columns };
  }
  return inTypes(query(node, env, undefined, new Map()), types, node.at);
}

function outputName(index: number, name: string | undefined): string {
  return quoteName(name ?? `_col${index}`);
}

/** Names a column of the outermost query, where c0, c1 … will not do. */
type Alias = (index: number, name: string | undefined) => string;

/** Looks up every table that the queries name and gathers what their emission shares. */
export async function environment(queries: readonly Query[], scope: Scope): Promise<Environment> {
  const relations = new Map<string, ResolvedRelation>();
  const env: Environment = {
    relations,
    now: scope.now,
    parameters: (scope.parameters ?? []).map(parseExpression),
    session: {
      user: scope.user ?? "",
      catalog: scope.catalog ?? "awsdatacatalog",
      schema: scope.schema ?? "default",
    },
    query: (inner, outer, tables) => query(inner, env, outer, tables),
    expression: emitExpression,
    counter: 0,
  };
  const filters = tableFilters(queries);
  for (const { parts, at, period } of queries.flatMap(tableReferences)) {
    const key = relationKey(parts, period);
    if (relations.has(key)) continue;
    const when = period === undefined ? undefined : emittedPeriod(period, env);
    relations.set(key, await scope.resolve(parts, at, when, filters.get(key)));
  }
  return env;
}

function emittedPeriod(
  { type, value }: { readonly type: string; readonly value: Expression },
  env: Environment,
): Period {
  const context = plainContext(env, { fields: [], outer: undefined }, new Map(), "AS OF");
  const typed = emitExpression(value, context);
  const kind = type === "version" ? "version" : "timestamp";
  return { kind, sql: typed.sql, type: typeText(typed.type) };
}

function query(
  node: Query,
  env: Environment,
  outer: Names | undefined,
  tables: Tables,
  alias?: Alias,
): EmittedPart {
  const common = new Map(tables);
  const definitions: string[] = [];
  for (const named of node.with) {
    const { name, definition, table: found } = commonTable(named, node, env, outer, common);
    definitions.push(definition);
    common.set(name, found);
  }
  const inner = ordered(node, env, outer, common, alias);
  if (definitions.length === 0) return inner;
  const recursive = node.recursive ? "RECURSIVE " : "";
  return { ...inner, sql: `WITH ${recursive}${definitions.join(", ")} ${inner.sql}` };
}

function commonTable(
  named: NamedQuery,
  node: Query,
  env: Environment,
  outer: Names | undefined,
  tables: Tables,
) {
  const sql = fresh(env, "w");
  const name = named.name.toLowerCase();
  const { body } = named.query;
  const recursive = node.recursive && body.kind === "set-operation" && body.operator === "union";
  const known = recursive
    ? new Map(tables).set(name, {
        sql,
        columns: renamed(bodyOf(body.left, env, outer, tables).columns, named),
      })
    : tables;
  const part = query(named.query, env, outer, known);
  const table: CommonTable = { sql, columns: renamed(part.columns, named) };
  const list = part.columns.map((_column, index) => `c${index}`).join(", ");
  return { name, definition: `${sql}(${list}) AS (${part.sql})`, table };
}

function renamed(columns: readonly PartColumn[], named: NamedQuery): readonly PartColumn[] {
  if (named.columns === undefined) return columns;
  if (named.columns.length !== columns.length) {
    const text =
      `Column alias list has ${named.columns.length} entries but ` +
      `WITH query(${named.name}) has ${columns.length} columns`;
    throw new SqlError("MISMATCHED_COLUMN_ALIASES", text, named.at);
  }
  return columns.map((column, index) => ({ ...column, name: named.columns?.[index] }));
}

function ordered(
  node: Query,
  env: Environment,
  outer: Names | undefined,
  tables: Tables,
  alias?: Alias,
): EmittedPart {
  if (node.ties) {
    throw new SqlError("NOT_SUPPORTED", "FETCH FIRST WITH TIES is not supported", node.at);
  }
  const limits = limit(" LIMIT ", node.limit, env) + limit(" OFFSET ", node.offset, env);
  if (node.body.kind === "select") {
    const select = emitSelect(node.body, node.orderBy, env, outer, tables, alias);
    return { ...select, sql: select.sql + select.orderBy + limits };
  }
  const part = bodyOf(node.body, env, outer, tables);
  if (node.orderBy.length === 0 && limits === "" && alias === undefined) return part;
  const order = orderByOutput(node.orderBy, part, env, outer, tables);
  const names = part.columns.map(({ name }, i) => `q.c${i} AS ${alias?.(i, name) ?? `c${i}`}`);
  return { ...part, sql: `SELECT ${names.join(", ")} FROM (${part.sql}) AS q${order}${limits}` };
}

function limit(word: string, count: RowCount | undefined, env: Environment): string {
  if (count === undefined) return "";
  if (count.kind === "integer") return word + BigInt(count.text).toString();
  const value = env.parameters[count.index];
  if (value?.kind !== "integer") {
    const text = "Incorrect number of parameters: found no whole number for LIMIT or OFFSET";
    throw new SqlError("INVALID_PARAMETER_USAGE", text, count.at);
  }
  return word + BigInt(value.text).toString();
}

function orderByOutput(
  orderBy: readonly SortItem[],
  part: EmittedPart,
  env: Environment,
  outer: Names | undefined,
  tables: Tables,
): string {
  if (orderBy.length === 0) return "";
  const fields: Field[] = part.columns.map((column, index) => ({
    name: column.name,
    qualifier: [],
    sql: `q.c${index}`,
    type: column.type,
  }));
  const context: Context = plainContext(env, { fields, outer }, tables, "ORDER BY clause");
  const keys = orderBy.map((item) => {
    if (item.value.kind === "integer") return direction(item.value.text, item);
    return direction(emitExpression(item.value, context).sql, item);
  });
  return ` ORDER BY ${keys.join(", ")}`;
}

function bodyOf(
  body: QueryBody,
  env: Environment,
  outer: Names | undefined,
  tables: Tables,
): EmittedPart {
  switch (body.kind) {
    case "select":
      return emitSelect(body, [], env, outer, tables);
    case "nested": {
      const part = query(body.query, env, outer, tables);
      return { ...part, sql: `SELECT q.* FROM (${part.sql}) AS q` };
    }
    case "table": {
      const found = table(body.parts, body.at, { env, tables, outer, left: [] });
      const fields = found.fields.filter((field) => field.hidden !== true);
      const list = fields.map((field, index) => `${field.sql} AS c${index}`).join(", ");
      return { sql: `SELECT ${list} FROM ${found.sql}`, columns: fields };
    }
    case "values":
      return values(body, env, outer, tables);
    case "set-operation":
      return setOperation(
        body,
        bodyOf(body.left, env, outer, tables),
        bodyOf(body.right, env, outer, tables),
      );
  }
}
