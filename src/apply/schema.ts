import { randomUUID } from "node:crypto";
import { hasDatabase, listTables, runStatement, tagDatabase } from "../aws";
import { renderCreateSchema, renderDropSchema } from "../render";
import type { Run } from "./run";

/** Names a schema of the connection's data catalog. */
export interface SchemaRequest {
  readonly schema: string;
}

/**
 * Creates a schema where it is missing, and tags it as the connection says; tells whether it is
 * ours. One that others created is used as it is.
 */
export async function createSchema({ schema }: SchemaRequest, run: Run): Promise<boolean> {
  const { clients, connection, record } = run;
  const exists = await hasDatabase(clients, connection.database, schema);
  const ours = record.current().schemas.includes(schema);
  if (exists && !ours) return false;
  if (!ours) await record.putSchemas((names) => [...names, schema]);
  if (!exists) await runAlone(renderCreateSchema(schema), `create schema "${schema}"`, run);
  const tags = connection.lfTagsDatabase;
  if (Object.keys(tags).length > 0) {
    await tagDatabase(clients, connection.database, schema, tags);
  }
  return true;
}

/** Drops a schema if it is ours and empty; tells whether it is gone. It is ours no longer. */
export async function dropSchema({ schema }: SchemaRequest, run: Run): Promise<boolean> {
  const { clients, connection, record } = run;
  if (!record.current().schemas.includes(schema)) return false;
  const tables = await listTables(clients, connection.database, schema);
  const empty = tables !== undefined && tables.length === 0;
  // Without `cascade`, so that a table which appears meanwhile stops it.
  if (empty) await runAlone(renderDropSchema(schema), `drop schema "${schema}"`, run);
  await record.putSchemas((names) => names.filter((name) => name !== schema));
  return tables === undefined || empty;
}

async function runAlone(sql: string, label: string, run: Run): Promise<void> {
  await runStatement(run.clients, {
    sql,
    label,
    token: randomUUID(),
    signal: run.signal,
    onProgress: (text) => run.progress(`${label} ${text}`),
    onStarted: async () => undefined,
  });
}
