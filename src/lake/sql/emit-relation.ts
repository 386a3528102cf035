import { emitCall } from "./emit-call";
import { compare, condition } from "./emit-operator";
import {
  type CommonTable,
  type Context,
  type Environment,
  type Field,
  fresh,
  type Names,
  relationKey,
  type Tables,
} from "./environment";
import { type Position, SqlError } from "./error";
import { plainCall } from "./plain-call";
import type { Expression, Relation } from "./syntax";
import { fieldName, parseType, quoteName, type SqlType, typeText } from "./types";
import { BIGINT } from "./typing";

/** Is a relation in FROM: its DuckDB text and the columns it brings into sight. */
export interface EmittedRelation {
  readonly sql: string;
  readonly fields: readonly Field[];
}

/** Is where a relation stands: what is left of it in FROM is in sight for UNNEST and LATERAL. */
export interface RelationPlace {
  readonly env: Environment;
  readonly tables: Tables;
  readonly outer: Names | undefined;
  readonly left: readonly Field[];
}

/** Writes a relation of FROM. */
export function emitRelation(relation: Relation, place: RelationPlace): EmittedRelation {
  switch (relation.kind) {
    case "table":
      return table(relation.parts, relation.at, place, relation.period);
    case "query":
      return subquery(relation, place);
    case "unnest":
      return unnest(relation, place);
    case "table-function":
      return tableFunction(relation, place);
    case "alias":
      return aliased(relation, place);
    case "join":
      return join(relation, place);
  }
}

/** Writes a table by its name: one of WITH when there is such, else one the scope resolved. */
export function table(
  parts: readonly string[],
  at: Position,
  place: RelationPlace,
  period?: { readonly value: Expression },
): EmittedRelation {
  const alias = fresh(place.env, "r");
  const [only] = parts;
  const common =
    parts.length === 1 && only !== undefined && period === undefined
      ? place.tables.get(only.toLowerCase())
      : undefined;
  if (common !== undefined) return commonTable(common, only ?? "", alias);
  const resolved = place.env.relations.get(relationKey(parts, period));
  if (resolved === undefined) {
    throw new SqlError("TABLE_NOT_FOUND", `Table '${parts.join(".")}' does not exist`, at);
  }
  const qualifier = parts.map((part) => part.toLowerCase());
  const field =
    (hidden: boolean) => (column: { readonly name: string; readonly type: string }) => ({
      name: column.name,
      qualifier,
      sql: `${alias}.${quoteName(column.name)}`,
      type: parseType(column.type),
      hidden,
    });
  const fields = [
    ...resolved.columns.map(field(false)),
    ...(resolved.hidden ?? []).map(field(true)),
  ];
  return { sql: `${resolved.sql} AS ${alias}`, fields };
}

function commonTable(common: CommonTable, name: string, alias: string): EmittedRelation {
  const qualifier = [name.toLowerCase()];
  const fields = common.columns.map((column, index) => ({
    name: column.name,
    qualifier,
    sql: `${alias}.c${index}`,
    type: column.type,
  }));
  return { sql: `${common.sql} AS ${alias}`, fields };
}

function subquery(
  relation: Extract<Relation, { kind: "query" }>,
  place: RelationPlace,
): EmittedRelation {
  const outer: Names | undefined = relation.lateral
    ? { fields: place.left, outer: place.outer }
    : place.outer;
  const part = place.env.query(relation.query, outer, place.tables);
  const alias = fresh(place.env, "r");
  const fields = part.columns.map((column, index) => ({
    name: column.name,
    qualifier: [],
    sql: `${alias}.c${index}`,
    type: column.type,
  }));
  return { sql: `${relation.lateral ? "LATERAL " : ""}(${part.sql}) AS ${alias}`, fields };
}

function aliased(
  relation: Extract<Relation, { kind: "alias" }>,
  place: RelationPlace,
): EmittedRelation {
  const inner = emitRelation(relation.relation, place);
  const shown = inner.fields.filter((field) => field.hidden !== true);
  if (relation.columns !== undefined && relation.columns.length !== shown.length) {
    const text =
      `Column alias list has ${relation.columns.length} entries but ` +
      `'${relation.alias}' has ${shown.length} columns available`;
    throw new SqlError("MISMATCHED_COLUMN_ALIASES", text, relation.at);
  }
  const qualifier = [relation.alias.toLowerCase()];
  const fields = inner.fields.map((field) => ({
    ...field,
    name: relation.columns?.[shown.indexOf(field)] ?? field.name,
    qualifier,
  }));
  return { sql: relation.relation.kind === "join" ? `(${inner.sql})` : inner.sql, fields };
}

function contextIn(place: RelationPlace, fields: readonly Field[], clause: string): Context {
  return {
    env: place.env,
    names: { fields, outer: place.outer },
    tables: place.tables,
    uses: [],
    aggregates: "refused",
    inTry: false,
    clause,
    seen: { aggregate: false },
  };
}

function join(
  relation: Extract<Relation, { kind: "join" }>,
  place: RelationPlace,
): EmittedRelation {
  const left = emitRelation(relation.left, place);
  const right = emitRelation(relation.right, { ...place, left: [...place.left, ...left.fields] });
  const all = [...left.fields, ...right.fields];
  const rightSql = relation.right.kind === "join" ? `(${right.sql})` : right.sql;
  if (relation.type === "cross") return { sql: `${left.sql} CROSS JOIN ${rightSql}`, fields: all };
  const type = relation.type.toUpperCase();
  if (relation.using !== undefined)
    return joinUsing(relation, relation.using, left, { ...right, sql: rightSql });
  if (relation.on === undefined) {
    throw new SqlError("SYNTAX_ERROR", "JOIN needs ON or USING", relation.at, "parse");
  }
  const on = condition(relation.on, contextIn(place, all, "JOIN ON clause"));
  return { sql: `${left.sql} ${type} JOIN ${rightSql} ON ${on}`, fields: all };
}

/** Joins by equal names: each name then stands once, without qualifier, before all other columns. */
function joinUsing(
  relation: Extract<Relation, { kind: "join" }>,
  using: readonly string[],
  left: EmittedRelation,
  right: EmittedRelation,
): EmittedRelation {
  const find = (side: EmittedRelation, name: string): Field => {
    const found = side.fields.filter((field) => field.name?.toLowerCase() === name.toLowerCase());
    const [field] = found;
    if (field === undefined || found.length > 1) {
      const text = `Column '${name}' is missing from ${side === left ? "left" : "right"} side of join`;
      throw new SqlError("COLUMN_NOT_FOUND", text, relation.at);
    }
    return field;
  };
  const pairs = using.map((name) => [name, find(left, name), find(right, name)] as const);
  const on = pairs.map(([, a, b]) => compare("=", a, b, relation.at).sql).join(" AND ");
  const merged = pairs.map(([name, a, b]): Field => {
    const outer = relation.type === "right" ? b.sql : a.sql;
    const sql = relation.type === "full" ? `coalesce(${a.sql}, ${b.sql})` : outer;
    return { name, qualifier: [], sql, type: a.type };
  });
  const gone = new Set<Field>(pairs.flatMap(([, a, b]) => [a, b]));
  const others = [...left.fields, ...right.fields].filter((field) => !gone.has(field));
  const sql = `${left.sql} ${relation.type.toUpperCase()} JOIN ${right.sql} ON ${on}`;
  return { sql, fields: [...merged, ...others] };
}

function unnest(
  relation: Extract<Relation, { kind: "unnest" }>,
  place: RelationPlace,
): EmittedRelation {
  const context = contextIn(place, place.left, "UNNEST");
  const alias = fresh(place.env, "r");
  const inner: string[] = [];
  const outer: string[] = [];
  const fields: Field[] = [];
  const lengths: string[] = [];
  const add = (sql: string, type: SqlType, name: string | undefined) => {
    outer.push(`${sql} AS c${outer.length}`);
    fields.push({ name, qualifier: [], sql: `${alias}.c${outer.length - 1}`, type });
  };
  for (const [index, item] of relation.items.entries()) {
    const { sql, type } = context.env.expression(item, context);
    if (type.kind === "map") {
      inner.push(
        `unnest(map_keys(${sql})) AS k${index}`,
        `unnest(map_values(${sql})) AS v${index}`,
      );
      lengths.push(`cardinality(${sql})`);
      add(`k${index}`, type.key, undefined);
      add(`v${index}`, type.value, undefined);
    } else if (type.kind === "array") {
      inner.push(`unnest(${sql}) AS u${index}`);
      lengths.push(`len(${sql})`);
      if (type.element.kind !== "row") add(`u${index}`, type.element, undefined);
      else {
        for (const [at, field] of type.element.fields.entries()) {
          add(`u${index}.${quoteName(fieldName(field, at))}`, field.type, field.name);
        }
      }
    } else {
      throw new SqlError("TYPE_MISMATCH", `Cannot unnest type: ${typeText(type)}`, item.at);
    }
  }
  if (relation.ordinality) {
    inner.push(`unnest(range(1, coalesce(greatest(${lengths.join(", ")}), 0) + 1)) AS n`);
    add("n", BIGINT, undefined);
  }
  const lateral = place.left.length === 0 ? "" : "LATERAL ";
  const sql = `${lateral}(SELECT ${outer.join(", ")} FROM (SELECT ${inner.join(", ")})) AS ${alias}`;
  return { sql, fields };
}

function tableFunction(
  relation: Extract<Relation, { kind: "table-function" }>,
  place: RelationPlace,
): EmittedRelation {
  if (relation.name !== "sequence") {
    throw new SqlError(
      "FUNCTION_NOT_FOUND",
      `Table function '${relation.name}' not registered`,
      relation.at,
    );
  }
  const named = (name: string, index: number) =>
    relation.args.find((arg) => arg.name === name)?.value ??
    (relation.args[index]?.name === undefined ? relation.args[index]?.value : undefined);
  const zero = { kind: "integer" as const, text: "0", at: relation.at };
  const stop = named("stop", 1);
  if (stop === undefined) {
    throw new SqlError("INVALID_FUNCTION_ARGUMENT", "Missing argument: STOP", relation.at);
  }
  const step = named("step", 2) ?? { ...zero, text: "1" };
  const call = plainCall("sequence", relation.at, [named("start", 0) ?? zero, stop, step]);
  const list = emitCall(call, contextIn(place, place.left, "TABLE"));
  const alias = fresh(place.env, "r");
  const field: Field = {
    name: "sequential_number",
    qualifier: [],
    sql: `${alias}.c0`,
    type: BIGINT,
  };
  return { sql: `(SELECT unnest(${list.sql}) AS c0) AS ${alias}`, fields: [field] };
}
