import { ApiError } from "../protocol";
import type { Catalog, TableRecord, TableVersionRecord } from "./catalog";
import { requireTable, type TableEntry } from "./lookup";
import type { Shelf } from "./shelf";

type Versions = Pick<Catalog, "getTableVersion" | "listTableVersions" | "deleteTableVersion">;

/** Makes the catalog's functions for versions of tables. */
export function versions(shelf: Shelf): Versions {
  return {
    getTableVersion(database, table, versionId) {
      const entry = requireTable(shelf, database, table);
      const record =
        versionId === entry.table.VersionId
          ? entry.table
          : shelf.get<TableRecord>(["version", entry.id, versionNumber(versionId)]);
      return record === undefined ? undefined : asVersion(record);
    },
    listTableVersions(database, table, before) {
      return listVersions(shelf, requireTable(shelf, database, table), before);
    },
    deleteTableVersion: (database, table, versionId) =>
      shelf.write(() => {
        const entry = requireTable(shelf, database, table);
        if (versionId === entry.table.VersionId) {
          throw new ApiError(
            "InvalidInputException",
            `Version ${versionId} is the current version of table ${entry.table.Name}` +
              " and cannot be deleted.",
          );
        }
        const key = ["version", entry.id, versionNumber(versionId)];
        if (shelf.get(key) === undefined) {
          throw versionNotFound();
        }
        shelf.remove(key);
      }),
  };
}

/** The refusal for a version that a table does not have. */
export function versionNotFound(): ApiError {
  return new ApiError("EntityNotFoundException", "Version not found.");
}

function* listVersions(
  shelf: Shelf,
  entry: TableEntry,
  before: string | undefined,
): Iterable<TableVersionRecord> {
  if (before === undefined || versionNumber(before) > Number(entry.table.VersionId)) {
    yield asVersion(entry.table);
  }
  const prefix = ["version", entry.id];
  const after = before === undefined ? {} : { after: [...prefix, versionNumber(before)] };
  for (const { value } of shelf.scan<TableRecord>(prefix, { reverse: true, ...after })) {
    yield asVersion(value);
  }
}

function asVersion(record: TableRecord): TableVersionRecord {
  return { Table: record, VersionId: record.VersionId };
}

function versionNumber(versionId: string): number {
  if (!/^\d{1,15}$/.test(versionId)) {
    throw new ApiError(
      "InvalidInputException",
      `Version id "${versionId}" is not a valid version number.`,
    );
  }
  return Number(versionId);
}
