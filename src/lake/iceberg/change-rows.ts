import { randomUUID } from "node:crypto";
import { QueryFailure } from "../engine/failure";
import { type Job, worldOf } from "../engine/job";
import { fullName, isIceberg, place, requireTable, type TableName } from "../engine/names";
import type { Outcome } from "../engine/outcome";
import { noteFiles, scopeOf } from "../engine/scope";
import { isView } from "../engine/view";
import { emitQuery } from "../sql/emit-query";
import { deleteQuery, mergeQuery, type RowTarget, rowAction, updateQuery } from "../sql/row-query";
import type { Scope } from "../sql/scope";
import type { Statement } from "../sql/statement";
import type { Query } from "../sql/syntax";
import { quoteName, type SqlType } from "../sql/types";
import type { Entry } from "./manifest";
import { currentSchema, currentSnapshot, specOf } from "./metadata";
import { writePositionDeletes } from "./position-deletes";
import { pathColumn, placeColumn, scanFiles, touched } from "./scan";
import { type Field, sqlType } from "./schema";
import { commitFiles } from "./snapshot";
import { type IcebergTable, liveEntries, openTable } from "./table";
import { type NewFile, withFolder, writeRows } from "./write";

type RowStatement = Statement & { readonly kind: "delete" | "update" | "merge" };

function changing(job: Job, { kind, target }: RowStatement, name: TableName): IcebergTable {
  const record = requireTable(job.catalog, name, target.at);
  const what = { delete: "Deleting from", update: "Updating", merge: "Merging into" }[kind];
  if (isView(record)) {
    throw new QueryFailure("NOT_SUPPORTED", `${place(target.at)}${what} views is not supported`);
  }
  if (!isIceberg(record)) {
    throw new QueryFailure(
      "NOT_SUPPORTED",
      "Modifying Hive table rows is only supported for transactional tables",
    );
  }
  return openTable(job.store, record);
}

function queryOf(statement: RowStatement, fields: readonly Field[]): Query {
  const columns = fields.map(({ name }) => name);
  const target: RowTarget = { columns, place: [pathColumn, placeColumn] };
  if (statement.kind === "delete") return deleteQuery(statement, target);
  return statement.kind === "update"
    ? updateQuery(statement, target)
    : mergeQuery(statement, target);
}

/** Shows the table of the statement as it was opened, with the places of its rows. */
function scopeWith(job: Job, name: TableName, table: IcebergTable, entries: readonly Entry[]) {
  const scope = scopeOf(worldOf(job), job.reading);
  const { relation, files } = scanFiles(job.store, entries, currentSchema(table.metadata));
  noteFiles(job.reading, files);
  const resolve: Scope["resolve"] = (parts, at) => {
    const found = fullName(parts, job.context, at);
    const own = found.database === name.database && found.table === name.table;
    return own ? relation : scope.resolve(parts, at);
  };
  return { ...scope, resolve };
}

const varchar: SqlType = { kind: "varchar", length: undefined };
const bigint: SqlType = { kind: "bigint" };

/** Keeps the changed rows aside: their place, what becomes of them, and their new columns. */
async function stage(
  job: Job,
  statement: RowStatement,
  scope: Scope,
  fields: readonly Field[],
): Promise<string> {
  const columns = statement.kind === "delete" ? [] : fields.map(({ type }) => sqlType(type));
  const as = [varchar, bigint, bigint, ...columns];
  const query = await emitQuery(queryOf(statement, fields), scope, { as });
  const names = [pathColumn, placeColumn, "$action", ...columns.map((_, index) => `c${index}`)];
  const table = quoteName(`changes_${randomUUID().slice(0, 8)}`);
  await job.session.run(
    `CREATE TEMP TABLE ${table} AS SELECT * FROM (${query.sql}) ` +
      `q(${names.map(quoteName).join(", ")}) WHERE "$action" <> ${rowAction.none}`,
  );
  return table;
}

/** Refuses a MERGE that would do two things with one row. */
async function checkMatches(job: Job, table: string): Promise<void> {
  const key = `${quoteName(pathColumn)}, ${quoteName(placeColumn)}`;
  const twice = await job.session.rows(
    `SELECT 1 FROM ${table} WHERE "$action" <> ${rowAction.insert} ` +
      `GROUP BY ${key} HAVING count(*) > 1 LIMIT 1`,
  );
  if (twice.length > 0) {
    throw new QueryFailure(
      "MERGE_TARGET_ROW_MULTIPLE_MATCHES",
      "One MERGE target table row matched more than one source row",
    );
  }
}

interface Gone {
  readonly removed: ReadonlySet<string>;
  readonly deletes: readonly NewFile[];
}

/** Deletes the rows that go: a file without any other row goes whole, else their places are noted. */
async function goneRows(
  job: Job,
  { metadata }: IcebergTable,
  entries: readonly Entry[],
  table: string,
  folder: string,
): Promise<Gone> {
  const data = entries.filter(({ file }) => file.content === "data");
  const dirty = touched(
    data,
    entries.filter(({ file }) => file.content !== "data"),
  );
  const counts = await job.session.rows(
    `SELECT ${quoteName(pathColumn)}, count(*) FROM ${table} ` +
      `WHERE "$action" <> ${rowAction.insert} GROUP BY 1 ORDER BY 1`,
  );
  const removed = new Set<string>();
  const deletes: NewFile[] = [];
  for (const [path, count] of counts) {
    const entry = data.find(({ file }) => file.path === path);
    if (entry === undefined) throw new Error("a changed row is of no file of its table");
    if (Number(count) === entry.file.count && !dirty.has(entry.file.path)) {
      removed.add(entry.file.path);
      continue;
    }
    const source = `(SELECT * FROM ${table} WHERE "$action" <> ${rowAction.insert})`;
    const rows = { table: source, path: pathColumn, place: placeColumn };
    deletes.push(await writePositionDeletes(job, metadata, entry, rows, folder));
  }
  return { removed, deletes };
}

/** Runs DELETE, UPDATE and MERGE: places of deleted rows and new rows, in one snapshot. */
export async function changeRows(job: Job, statement: RowStatement): Promise<Outcome> {
  const name = fullName(statement.target.parts, job.context, statement.target.at);
  const table = changing(job, statement, name);
  const { metadata } = table;
  const { fields } = currentSchema(metadata);
  const entries = liveEntries(job.store, metadata, currentSnapshot(metadata));
  const changes = await stage(job, statement, scopeWith(job, name, table, entries), fields);
  if (statement.kind === "merge") await checkMatches(job, changes);
  const [row] = await job.session.rows(`SELECT count(*) FROM ${changes}`);
  const count = Number(row?.[0] ?? 0);
  if (count === 0) return { kind: "written", count, objects: [] };
  return withFolder(job, async (folder) => {
    const { removed, deletes } = await goneRows(job, table, entries, changes, folder);
    const list = fields.map((_, index) => `c${index}`).join(", ");
    const sql = `SELECT ${list} FROM ${changes} WHERE "$action" <> ${rowAction.delete}`;
    const spec = specOf(metadata, metadata["default-spec-id"]);
    const written =
      statement.kind === "delete"
        ? { count: 0, files: [] }
        : await writeRows(job, metadata, { sql, fields, spec }, folder);
    const added = [...written.files, ...deletes];
    const operation = added.length === 0 ? "delete" : "overwrite";
    await commitFiles(job, table, { operation, added, removed, after: "rows" });
    return { kind: "written", count, objects: added.map(({ file }) => file.path) };
  });
}
