import { QueryFailure } from "../engine/failure";
import { type Job, worldOf } from "../engine/job";
import { fullName, isIceberg, requireTable, type TableName } from "../engine/names";
import { nothing, type Outcome } from "../engine/outcome";
import { noteFiles, scopeOf } from "../engine/scope";
import { emitQuery } from "../sql/emit-query";
import { deleteQuery } from "../sql/row-query";
import type { Scope } from "../sql/scope";
import type { Statement } from "../sql/statement";
import { quoteName } from "../sql/types";
import type { Entry } from "./manifest";
import { currentSchema, currentSnapshot, specOf } from "./metadata";
import { onlyTarget, partitionKey, pathColumn, placeColumn, scanFiles, touched } from "./scan";
import { commitFiles } from "./snapshot";
import { type IcebergTable, liveEntries, openTable } from "./table";
import { type NewFile, withFolder, writeRows } from "./write";

type Optimize = Statement & { readonly kind: "optimize" };

/** Opens the Iceberg table of a statement that no other kind of table has. */
export function icebergOnly(job: Job, name: TableName, verb: string): IcebergTable {
  const record = requireTable(job.catalog, name);
  if (!isIceberg(record)) {
    throw new QueryFailure("NOT_SUPPORTED", `${verb} is only supported for Iceberg tables`);
  }
  return openTable(job.store, record);
}

/** Finds the files that have rows for which the statement's condition holds. */
async function chosen(
  job: Job,
  statement: Optimize,
  name: TableName,
  table: IcebergTable,
  entries: readonly Entry[],
): Promise<(entry: Entry) => boolean> {
  if (statement.where === undefined) return () => true;
  const base = scopeOf(worldOf(job), job.reading);
  const { relation, files } = scanFiles(job.store, entries, currentSchema(table.metadata));
  noteFiles(job.reading, files);
  const scope: Scope = {
    ...base,
    resolve: (parts, at) => {
      const found = fullName(parts, job.context, at);
      const own = found.database === name.database && found.table === name.table;
      return own ? relation : base.resolve(parts, at);
    },
  };
  const target = { columns: [], place: [pathColumn, placeColumn] } as const;
  const { sql } = await emitQuery(deleteQuery({ ...statement, kind: "delete" }, target), scope);
  const rows = await job.session.rows(`SELECT DISTINCT q.p FROM (${sql}) q(p, r, a)`);
  const paths = new Set(rows.map(([path]) => String(path)));
  return ({ file }) => paths.has(file.path);
}

/** Groups the files of each partition that are better as one file. */
function groups(
  entries: readonly Entry[],
  isChosen: (entry: Entry) => boolean,
  specId: number,
  target: number,
): readonly (readonly Entry[])[] {
  const data = entries.filter(({ file }) => file.content === "data");
  const dirty = touched(
    data,
    entries.filter(({ file }) => file.content !== "data"),
  );
  const found = new Map<string, Entry[]>();
  for (const entry of data.filter(isChosen)) {
    const { file } = entry;
    const good = file.size >= target * 0.75 && file.specId === specId && !dirty.has(file.path);
    if (good) continue;
    const key = file.specId === specId ? partitionKey(entry) : "other specs";
    found.set(key, [...(found.get(key) ?? []), entry]);
  }
  return [...found.values()].filter((group) => {
    const [first] = group;
    return group.length > 1 || (first !== undefined && dirty.has(first.file.path));
  });
}

/** Answers the files of deleted rows that have nothing left to delete from. */
function spent(entries: readonly Entry[], removed: ReadonlySet<string>): readonly string[] {
  const left = entries.filter(({ file }) => file.content === "data" && !removed.has(file.path));
  const paths = new Set(left.map(({ file }) => file.path));
  const partitions = new Set(left.map(partitionKey));
  const deletes = entries.filter(({ file }) => file.content !== "data");
  return deletes
    .filter((entry) => {
      const only = onlyTarget(entry);
      if (only !== undefined && removed.has(only)) return true;
      return !partitions.has(partitionKey(entry)) && (only === undefined || !paths.has(only));
    })
    .map(({ file }) => file.path);
}

const targetSize = ({ properties }: IcebergTable["metadata"]): number =>
  Number(properties["write_target_data_file_size_bytes"] ?? 512 * 1024 * 1024);

/** Runs OPTIMIZE … REWRITE DATA USING BIN_PACK: small files and deleted rows become one file. */
export async function optimize(job: Job, statement: Optimize): Promise<Outcome> {
  const { target } = statement;
  const name = fullName(target.parts, job.context, target.at);
  const table = icebergOnly(job, name, "OPTIMIZE");
  const { metadata } = table;
  const schema = currentSchema(metadata);
  const entries = liveEntries(job.store, metadata, currentSnapshot(metadata));
  const isChosen = await chosen(job, statement, name, table, entries);
  const specId = metadata["default-spec-id"];
  const packs = groups(entries, isChosen, specId, targetSize(metadata));
  if (packs.length === 0) return nothing;
  const deletes = entries.filter(({ file }) => file.content !== "data");
  return withFolder(job, async (folder) => {
    const added: NewFile[] = [];
    const list = schema.fields.map((field) => quoteName(field.name)).join(", ");
    for (const pack of packs) {
      const { relation, files } = scanFiles(job.store, [...pack, ...deletes], schema);
      noteFiles(job.reading, files);
      const sql = `SELECT ${list} FROM ${relation.sql} x`;
      const rows = { sql, fields: schema.fields, spec: specOf(metadata, specId) };
      added.push(...(await writeRows(job, metadata, rows, folder)).files);
    }
    const packed = new Set(packs.flat().map(({ file }) => file.path));
    const removed = new Set([...packed, ...spent(entries, packed)]);
    await commitFiles(job, table, { operation: "replace", added, removed, after: "files" });
    return nothing;
  });
}
