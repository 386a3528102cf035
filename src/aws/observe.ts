import type { Column as GlueColumn } from "@aws-sdk/client-glue";
import {
  type Column,
  type Connection,
  hashOf,
  keyOf,
  type Observed,
  type ObservedRelation,
  type ObservedSource,
  type RelationKind,
  type RelationName,
  shapeOf,
  trimSlashes,
} from "../state";
import { enforcedOutput } from "./athena";
import type { Clients } from "./clients";
import { type GlueTable, listDatabases, listTables } from "./glue";
import { inParallel } from "./parallel";
import { listObjects } from "./s3";

/** Says what is looked at. */
export interface ObserveRequest {
  /** Schemas of the project: everything in them is listed. */
  readonly schemas: readonly string[];
  /** Relations that are read and not written. */
  readonly sources: readonly RelationName[];
}

/**
 * Reads everything that planning needs, in bulk: each schema is listed once, nothing is queried.
 */
export async function observe(
  clients: Clients,
  connection: Connection,
  request: ObserveRequest,
): Promise<Observed> {
  const { database } = connection;
  const tables = new Map<string, GlueTable>();
  const list = async (catalog: string, schema: string): Promise<void> => {
    for (const table of (await listTables(clients, catalog, schema)) ?? []) {
      tables.set(placeKey(catalog, schema, table.Name ?? ""), table);
    }
  };
  const enforced = enforcedOutput(clients, connection);
  const existing = new Set(await listDatabases(clients, database));
  const wanted = new Map<string, readonly [string, string]>();
  for (const schema of request.schemas) {
    if (existing.has(schema)) wanted.set(`${database}\n${schema}`, [database, schema]);
  }
  for (const source of request.sources) {
    wanted.set(`${source.database}\n${source.schema}`, [source.database, source.schema]);
  }
  await inParallel(8, [...wanted.values()], ([catalog, schema]) => list(catalog, schema));
  const relations = new Map<string, ObservedRelation>();
  for (const [place, table] of tables) {
    const schema = table.DatabaseName ?? "";
    const identifier = table.Name ?? "";
    if (!request.schemas.includes(schema)) continue;
    if (place !== placeKey(database, schema, identifier)) continue;
    relations.set(keyOf({ schema, identifier }), observedTable(table));
  }
  const versions = await inParallel(16, request.sources, (source) => {
    const place = placeKey(source.database, source.schema, source.identifier);
    return observeSource(clients, tables.get(place));
  });
  const sources = new Map<string, ObservedSource>();
  for (const [index, source] of request.sources.entries()) {
    const version = versions[index];
    if (version !== undefined) sources.set(keyOf(source), version);
  }
  const output = await enforced;
  return {
    schemas: new Map(request.schemas.map((schema) => [schema, existing.has(schema)])),
    relations,
    sources,
    ...(output === undefined ? {} : { enforcedOutput: output }),
  };
}

function placeKey(database: string, schema: string, identifier: string): string {
  return `${database}\n${schema}\n${identifier}`.toLowerCase();
}

/**
 * Finds the data version of something we read. A Hive table has none of its own: what is under its
 * location stands for it, together with Glue's version of its definition.
 */
async function observeSource(
  clients: Clients,
  table: GlueTable | undefined,
): Promise<ObservedSource> {
  if (table === undefined) return { exists: false, version: "" };
  const seen = observedTable(table);
  const metadata = seen.parameters["metadata_location"];
  if (seen.kind === "iceberg_table" && metadata !== undefined) {
    return { exists: true, version: hashOf({ metadata }) };
  }
  if (seen.location === undefined) return { exists: true, version: seen.shape };
  const files = await listObjects(clients, seen.location);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const version = hashOf({
    definition: seen.versionId,
    files: files.map(({ key, size, etag }) => [key, size, etag]),
  });
  return { exists: true, version, bytes };
}

/** Reads Glue's table as what the planner compares. */
export function observedTable(table: GlueTable): ObservedRelation {
  const kind = kindOf(table);
  const location = table.StorageDescriptor?.Location;
  const viewText = table.ViewOriginalText;
  const seen = {
    kind,
    columns: columnsOf(table.StorageDescriptor?.Columns),
    partitionKeys: columnsOf(table.PartitionKeys),
    ...(kind === "view" || location === undefined || location === ""
      ? {}
      : { location: trimSlashes(location) }),
    ...(kind === "view" && viewText !== undefined ? { viewText } : {}),
  };
  return {
    ...seen,
    versionId: table.VersionId ?? "",
    parameters: table.Parameters ?? {},
    ...(table.Description === undefined ? {} : { description: table.Description }),
    shape: shapeOf(seen),
  };
}

function kindOf(table: GlueTable): RelationKind {
  if (table.Parameters?.["table_type"]?.toLowerCase() === "iceberg") return "iceberg_table";
  switch (table.TableType) {
    case "VIRTUAL_VIEW":
      return "view";
    case "EXTERNAL_TABLE":
    case "EXTERNAL":
    case "MANAGED_TABLE":
      return "hive_table";
    default:
      return "other";
  }
}

function columnsOf(columns: readonly GlueColumn[] | undefined): readonly Column[] {
  const current = (columns ?? []).filter(
    (column) => column.Parameters?.["iceberg.field.current"] !== "false",
  );
  return current.map((column) => ({
    name: column.Name ?? "",
    type: column.Type ?? "",
    ...(column.Comment === undefined || column.Comment === "" ? {} : { comment: column.Comment }),
  }));
}
