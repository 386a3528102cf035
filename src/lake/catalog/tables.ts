import { ApiError } from "../protocol";
import type { Catalog, TableInput, TableRecord, UpdateTableOptions } from "./catalog";
import { fold, now, owned, requireDatabase, requireTable, type TableEntry } from "./lookup";
import { insertPartitions } from "./partitions";
import type { Shelf } from "./shelf";

type Tables = Pick<
  Catalog,
  "getTable" | "listTables" | "createTable" | "updateTable" | "deleteTable"
>;

/** Makes the catalog's functions for tables. */
export function tables(shelf: Shelf): Tables {
  return {
    getTable: (database, name) =>
      shelf.get<TableEntry>(["table", fold(database), fold(name)])?.table,
    listTables(database, after) {
      requireDatabase(shelf, database);
      return listTables(shelf, fold(database), after);
    },
    createTable: (database, input, partitions = []) =>
      shelf.write(() => {
        const id = checkNewTable(shelf, database, input.Name);
        const entry: TableEntry = { id, table: firstVersion(fold(database), input) };
        insertPartitions(shelf, entry, partitions, "fail");
        shelf.put(["sequence"], id);
        putTable(shelf, entry);
        return entry.table;
      }),
    updateTable: (database, input, options = {}) =>
      shelf.write(() => updateTable(shelf, database, input, options)),
    deleteTable: (database, name) =>
      shelf.write(() => {
        const entry = requireTable(shelf, database, name);
        removeTable(shelf, entry);
        return entry.table;
      }),
  };
}

/** Removes a table and everything kept under its number; only inside a write. */
export function removeTable(shelf: Shelf, entry: TableEntry): void {
  for (const kind of ["version", "partition", "statistics"]) {
    shelf.removeAll([kind, entry.id]);
  }
  shelf.remove(["table", entry.table.DatabaseName, entry.table.Name]);
}

function* listTables(
  shelf: Shelf,
  database: string,
  after: string | undefined,
): Iterable<TableRecord> {
  const options = after === undefined ? {} : { after: ["table", database, fold(after)] };
  for (const { value } of shelf.scan<TableEntry>(["table", database], options)) {
    yield value.table;
  }
}

function putTable(shelf: Shelf, entry: TableEntry): void {
  shelf.put(["table", entry.table.DatabaseName, entry.table.Name], entry);
}

/** Checks that a table may be created and answers the number it gets. */
function checkNewTable(shelf: Shelf, database: string, name: string): number {
  requireDatabase(shelf, database);
  if (shelf.get(["table", fold(database), fold(name)]) !== undefined) {
    throw new ApiError("AlreadyExistsException", "Table already exists.");
  }
  return (shelf.get<number>(["sequence"]) ?? 0) + 1;
}

function firstVersion(database: string, input: TableInput): TableRecord {
  const time = now();
  return complete(input, {
    DatabaseName: database,
    CreateTime: time,
    UpdateTime: time,
    VersionId: "0",
  });
}

function complete(
  input: TableInput,
  kept: Pick<TableRecord, "DatabaseName" | "CreateTime" | "UpdateTime" | "VersionId">,
): TableRecord {
  return {
    Retention: 0,
    PartitionKeys: [],
    ...input,
    Name: fold(input.Name),
    ...kept,
    ...owned,
    IsRegisteredWithLakeFormation: false,
  };
}

function updateTable(
  shelf: Shelf,
  database: string,
  input: TableInput,
  options: UpdateTableOptions,
): TableRecord {
  const { id, table: before } = requireTable(shelf, database, input.Name);
  if (options.versionId !== undefined && options.versionId !== before.VersionId) {
    throw new ApiError(
      "ConcurrentModificationException",
      "Update table failed due to concurrent modifications.",
    );
  }
  const table = complete(input, {
    DatabaseName: before.DatabaseName,
    CreateTime: before.CreateTime,
    UpdateTime: now(),
    VersionId: String(Number(before.VersionId) + 1),
  });
  if (options.skipArchive !== true) {
    shelf.put(["version", id, Number(before.VersionId)], before);
  }
  putTable(shelf, { id, table });
  return table;
}
