import { coerce } from "./cast";
import type { Context, EmittedPart, Environment, Names, PartColumn, Tables } from "./environment";
import { type Position, SqlError } from "./error";
import type { EmittedQuery } from "./scope";
import type { QueryBody } from "./syntax";
import { quoteName, type SqlType, typeText } from "./types";
import { commonType, type Typed, UNKNOWN } from "./typing";

/** Brings the columns of a query to the types that a table has. */
export function inTypes(part: EmittedPart, types: readonly SqlType[], at: Position): EmittedQuery {
  if (types.length !== part.columns.length) throw insertMismatch(types, part);
  const cells = part.columns.map((column, index) => {
    const type = types[index] ?? column.type;
    if (commonType(column.type, type) === undefined) throw insertMismatch(types, part);
    return coerce({ sql: `q.c${index}`, type: column.type }, type, at);
  });
  const names = part.columns.map((column, index) => column.name ?? `_col${index}`);
  const list = cells.map((cell, index) => `${cell.sql} AS ${quoteName(names[index] ?? "")}`);
  const columns = cells.map((cell, i) => ({ name: names[i] ?? "", type: typeText(cell.type) }));
  return { sql: `SELECT ${list.join(", ")} FROM (${part.sql}) AS q`, columns };
}

function insertMismatch(types: readonly SqlType[], part: EmittedPart): SqlError {
  const table = types.map(typeText).join(", ");
  const query = part.columns.map((column) => typeText(column.type)).join(", ");
  const text = `Insert query has mismatched column types: Table: [${table}], Query: [${query}]`;
  return new SqlError("TYPE_MISMATCH", text);
}

/** Makes the context of an expression that stands outside of any SELECT. */
export function plainContext(
  env: Environment,
  names: Names,
  tables: Tables,
  clause: string,
): Context {
  return {
    env,
    names,
    tables,
    uses: [],
    aggregates: "refused",
    inTry: false,
    clause,
    seen: { aggregate: false },
  };
}

/** Writes VALUES. */
export function values(
  body: Extract<QueryBody, { kind: "values" }>,
  env: Environment,
  outer: Names | undefined,
  tables: Tables,
): EmittedPart {
  const context = plainContext(env, { fields: [], outer }, tables, "VALUES");
  const rows = body.rows.map((row) => {
    const cells = row.kind === "row" ? row.items : [row];
    return cells.map((cell) => env.expression(cell, context));
  });
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) {
    throw new SqlError("SYNTAX_ERROR", "Values rows have mismatched sizes", body.at);
  }
  const types = Array.from({ length: width }, (_none, column) =>
    rows.reduce<SqlType>((type, row) => {
      const cell = row[column];
      const common = cell === undefined ? type : commonType(type, cell.type);
      if (common !== undefined) return common;
      throw new SqlError("TYPE_MISMATCH", "Values rows have mismatched types", body.at);
    }, UNKNOWN),
  );
  const cell = (typed: Typed, index: number) => coerce(typed, types[index] ?? UNKNOWN, body.at).sql;
  const list = types.map((_type, index) => `c${index}`).join(", ");
  const text = rows.map((row) => `(${row.map(cell).join(", ")})`).join(", ");
  const columns = types.map((type) => ({ name: undefined, type }));
  return { sql: `SELECT v.* FROM (VALUES ${text}) AS v(${list})`, columns };
}

/** Joins two queries by UNION, INTERSECT or EXCEPT, each brought to the common types. */
export function setOperation(
  body: Extract<QueryBody, { kind: "set-operation" }>,
  left: EmittedPart,
  right: EmittedPart,
): EmittedPart {
  const word = body.operator.toUpperCase();
  if (left.columns.length !== right.columns.length) {
    const text =
      `${word} query has different number of fields: ` +
      `${left.columns.length}, ${right.columns.length}`;
    throw new SqlError("TYPE_MISMATCH", text, body.at);
  }
  const columns = left.columns.map((column, index) => {
    const other = right.columns[index];
    const type = other === undefined ? undefined : commonType(column.type, other.type);
    if (type !== undefined) return { name: column.name, type };
    const text =
      `column ${index + 1} in ${word} query has incompatible types: ` +
      `${typeText(column.type)}, ${typeText(other?.type ?? UNKNOWN)}`;
    throw new SqlError("TYPE_MISMATCH", text, body.at);
  });
  const all = body.all ? " ALL" : "";
  const sql = `${side(left, columns, body.at)} ${word}${all} ${side(right, columns, body.at)}`;
  return { sql, columns };
}

function side(part: EmittedPart, columns: readonly PartColumn[], at: Position): string {
  const cells = columns.map((column, index) => {
    const from = part.columns[index]?.type ?? UNKNOWN;
    return `${coerce({ sql: `q.c${index}`, type: from }, column.type, at).sql} AS c${index}`;
  });
  return `(SELECT ${cells.join(", ")} FROM (${part.sql}) AS q)`;
}
