import type { TableRecord } from "../catalog/catalog";
import { arranged, targets, unlimited } from "../engine/insert-columns";
import { type Job, worldOf } from "../engine/job";
import { place } from "../engine/names";
import type { Outcome } from "../engine/outcome";
import { scopeOf } from "../engine/scope";
import { emitQuery } from "../sql/emit-query";
import type { Statement } from "../sql/statement";
import { currentSchema, specOf } from "./metadata";
import { sqlType } from "./schema";
import { commitFiles } from "./snapshot";
import { openTable } from "./table";
import { withFolder, writeRows } from "./write";

type Insert = Statement & { readonly kind: "insert" };

/** Runs INSERT INTO an Iceberg table: an append, which no other commit can disturb. */
export async function insertIntoIceberg(
  job: Job,
  record: TableRecord,
  statement: Insert,
): Promise<Outcome> {
  const table = openTable(job.store, record);
  const { metadata } = table;
  const { fields } = currentSchema(metadata);
  const all = fields.map(({ name, type }) => ({ name, type: sqlType(type) }));
  const chosen = targets(all, statement.columns, place(statement.target.at));
  const scope = scopeOf(worldOf(job), job.reading);
  const as = chosen.map(({ type }) => unlimited(type));
  const query = await emitQuery(statement.query.query, scope, { as });
  const spec = specOf(metadata, metadata["default-spec-id"]);
  const rows = { sql: arranged(all, chosen, query.sql), fields, spec };
  return withFolder(job, async (folder) => {
    const { count, files } = await writeRows(job, metadata, rows, folder);
    const change = {
      operation: "append",
      added: files,
      removed: new Set<string>(),
      after: "anything",
    } as const;
    await commitFiles(job, table, change);
    return { kind: "written", count, objects: files.map(({ file }) => file.path) };
  });
}
