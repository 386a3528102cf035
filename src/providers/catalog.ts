import { randomUUID } from "node:crypto";
import { type Clients, listTables, observedTable, readResult, runStatement } from "../aws";
import type { Catalog, CatalogRelation } from "../project";

/** Lets templates ask the lake while they are compiled; reads only. */
export function lakeCatalog(clients: Clients): Catalog {
  return {
    relations: async (database, schema) => {
      const tables = await listTables(clients, database, schema.toLowerCase());
      return tables?.map((table): CatalogRelation => {
        const { kind, columns, partitionKeys } = observedTable(table);
        return {
          relation: { database, schema, identifier: table.Name ?? "" },
          type: kind === "view" ? "view" : "table",
          isIceberg: kind === "iceberg_table",
          columns: [...columns, ...partitionKeys].map(({ name, type }) => ({ name, type })),
        };
      });
    },
    query: async (sql) => {
      const { id } = await runStatement(clients, {
        sql,
        token: randomUUID(),
        label: "answer a template's query",
        signal: new AbortController().signal,
        onProgress: () => undefined,
        onStarted: async () => undefined,
      });
      return readResult(clients, id);
    },
  };
}
