import type { Table, TableInput, UpdateTableCommandInput } from "@aws-sdk/client-glue";
import { LakeError } from "../errors";
import { keyOf, type RelationName } from "../state";
import type { Clients } from "./clients";
import { calling, errorName, refusal } from "./refusal";

/** Glue's own table, as its API gives it. */
export type GlueTable = Table;
/** What Glue is given to write a table. */
export type GlueTableInput = TableInput;

/** Says which version a table must have to be written, and whether the old one is kept. */
export interface UpdateOptions {
  readonly expected: string;
  readonly skipArchive: boolean;
}

const missing = "EntityNotFoundException";

async function catalog(clients: Clients, database: string): Promise<{ CatalogId?: string }> {
  const id = await clients.catalogId(database);
  return id === undefined ? {} : { CatalogId: id };
}

/** Lists the names of all databases of a data catalog. */
export async function listDatabases(
  clients: Clients,
  database: string,
): Promise<readonly string[]> {
  const glue = await clients.glue();
  const scope = await catalog(clients, database);
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await calling("list the databases of Glue", () =>
      glue.getDatabases({ ...scope, MaxResults: 100, NextToken: token }),
    );
    for (const item of page.DatabaseList ?? []) names.push(item.Name ?? "");
    token = page.NextToken;
  } while (token !== undefined && token !== "");
  return names;
}

/** Tells whether a schema exists. */
export async function hasDatabase(
  clients: Clients,
  database: string,
  schema: string,
): Promise<boolean> {
  const glue = await clients.glue();
  const scope = await catalog(clients, database);
  try {
    await glue.getDatabase({ ...scope, Name: schema });
    return true;
  } catch (error) {
    if (errorName(error) === missing) return false;
    throw refusal(`read schema "${schema}"`, error);
  }
}

/** Lists all tables of a schema, 100 a page; undefined when the schema is missing. */
export async function listTables(
  clients: Clients,
  database: string,
  schema: string,
): Promise<readonly GlueTable[] | undefined> {
  const glue = await clients.glue();
  const scope = await catalog(clients, database);
  const tables: GlueTable[] = [];
  let token: string | undefined;
  do {
    try {
      const page = await glue.getTables({
        ...scope,
        DatabaseName: schema,
        MaxResults: 100,
        NextToken: token,
      });
      tables.push(...(page.TableList ?? []));
      token = page.NextToken;
    } catch (error) {
      if (errorName(error) === missing) return undefined;
      throw refusal(`list the tables of "${schema}"`, error);
    }
  } while (token !== undefined && token !== "");
  return tables;
}

/** Reads one table. */
export async function getTable(
  clients: Clients,
  relation: RelationName,
): Promise<GlueTable | undefined> {
  const glue = await clients.glue();
  const scope = await catalog(clients, relation.database);
  try {
    const { schema, identifier } = relation;
    const { Table } = await glue.getTable({ ...scope, DatabaseName: schema, Name: identifier });
    return Table;
  } catch (error) {
    if (errorName(error) === missing) return undefined;
    throw refusal(`read table "${keyOf(relation)}"`, error);
  }
}

/** Takes what Glue lets one write from what it gives. */
export function asInput(table: GlueTable): GlueTableInput {
  return {
    Name: table.Name,
    Description: table.Description,
    Owner: table.Owner,
    LastAccessTime: table.LastAccessTime,
    LastAnalyzedTime: table.LastAnalyzedTime,
    Retention: table.Retention,
    StorageDescriptor: table.StorageDescriptor,
    PartitionKeys: table.PartitionKeys,
    ViewOriginalText: table.ViewOriginalText,
    ViewExpandedText: table.ViewExpandedText,
    TableType: table.TableType,
    Parameters: table.Parameters,
    TargetTable: table.TargetTable,
  };
}

/** Creates a table; AF203 when the name is taken. */
export async function createTable(
  clients: Clients,
  relation: RelationName,
  input: GlueTableInput,
): Promise<void> {
  const glue = await clients.glue();
  const scope = await catalog(clients, relation.database);
  const act = `create table "${keyOf(relation)}"`;
  try {
    await glue.createTable({ ...scope, DatabaseName: relation.schema, TableInput: input });
  } catch (error) {
    if (errorName(error) !== "AlreadyExistsException") throw refusal(act, error);
    throw new LakeError("AF203", `Cannot ${act}: something else has created it`, { cause: error });
  }
}

// Glue's documented answer to another VersionId, and the one that some versions of it give.
const versionConflicts = ["ConcurrentModificationException", "VersionMismatchException"];

/** Replaces a table's definition if it has the expected version; AF203 when it has another. */
export async function updateTable(
  clients: Clients,
  relation: RelationName,
  input: GlueTableInput,
  options: UpdateOptions,
): Promise<void> {
  const glue = await clients.glue();
  const request: UpdateTableCommandInput = {
    ...(await catalog(clients, relation.database)),
    DatabaseName: relation.schema,
    TableInput: input,
    VersionId: options.expected,
    SkipArchive: options.skipArchive,
  };
  const act = `update table "${keyOf(relation)}"`;
  try {
    await glue.updateTable(request);
  } catch (error) {
    const name = errorName(error);
    if (!versionConflicts.includes(name) && name !== missing) throw refusal(act, error);
    const fact = name === missing ? "it is gone" : `it is not at version ${options.expected}`;
    throw new LakeError("AF203", `Cannot ${act}: ${fact}`, {
      where: { relation: keyOf(relation) },
      cause: error,
    });
  }
}

/** Deletes a table's metadata; tells whether it was there. */
export async function deleteTable(clients: Clients, relation: RelationName): Promise<boolean> {
  const glue = await clients.glue();
  const scope = await catalog(clients, relation.database);
  try {
    const { schema, identifier } = relation;
    await glue.deleteTable({ ...scope, DatabaseName: schema, Name: identifier });
    return true;
  } catch (error) {
    if (errorName(error) === missing) return false;
    throw refusal(`delete table "${keyOf(relation)}"`, error);
  }
}

/** Lists the archived versions and the current one, newest first. */
export async function listTableVersions(
  clients: Clients,
  relation: RelationName,
): Promise<readonly string[]> {
  const glue = await clients.glue();
  const scope = await catalog(clients, relation.database);
  const { schema, identifier } = relation;
  const versions: string[] = [];
  let token: string | undefined;
  do {
    const page = await calling(`list the versions of "${keyOf(relation)}"`, () =>
      glue.getTableVersions({
        ...scope,
        DatabaseName: schema,
        TableName: identifier,
        MaxResults: 100,
        NextToken: token,
      }),
    );
    for (const item of page.TableVersions ?? []) versions.push(item.VersionId ?? "");
    token = page.NextToken;
  } while (token !== undefined && token !== "");
  return versions.sort((a, b) => Number(b) - Number(a));
}

/** Deletes archived versions; what is missing is fine. */
export async function deleteTableVersions(
  clients: Clients,
  relation: RelationName,
  versions: readonly string[],
): Promise<void> {
  const glue = await clients.glue();
  const scope = await catalog(clients, relation.database);
  const act = `delete versions of "${keyOf(relation)}"`;
  for (let start = 0; start < versions.length; start += 100) {
    const { Errors: errors = [] } = await calling(act, () =>
      glue.batchDeleteTableVersion({
        ...scope,
        DatabaseName: relation.schema,
        TableName: relation.identifier,
        VersionIds: versions.slice(start, start + 100),
      }),
    );
    const failed = errors.find((item) => item.ErrorDetail?.ErrorCode !== missing);
    if (failed === undefined) continue;
    const { ErrorCode: code = "", ErrorMessage: message = "" } = failed.ErrorDetail ?? {};
    throw new LakeError("AF200", `Cannot ${act}: ${code}: ${message}`);
  }
}
