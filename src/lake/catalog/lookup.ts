import { ApiError, accountId } from "../protocol";
import type { DatabaseRecord, TableRecord } from "./catalog";
import type { Shelf } from "./shelf";

/** A table with the number under which its versions, partitions and statistics are kept. */
export interface TableEntry {
  readonly id: number;
  readonly table: TableRecord;
}

/** Folds the name of a database or table as Glue does. */
export function fold(name: string): string {
  return name.toLowerCase();
}

/** Tells the time in epoch seconds. */
export function now(): number {
  return Date.now() / 1000;
}

/** Finds a database or throws as Glue does when it is missing. */
export function requireDatabase(shelf: Shelf, name: string): DatabaseRecord {
  const record = shelf.get<DatabaseRecord>(["database", fold(name)]);
  if (record === undefined) {
    throw new ApiError("EntityNotFoundException", `Database ${fold(name)} not found.`);
  }
  return record;
}

/** Finds a table or throws as Glue does when it or its database is missing. */
export function requireTable(shelf: Shelf, database: string, name: string): TableEntry {
  const entry = shelf.get<TableEntry>(["table", fold(database), fold(name)]);
  if (entry === undefined) {
    requireDatabase(shelf, database);
    throw new ApiError("EntityNotFoundException", `Table ${fold(name)} not found.`);
  }
  return entry;
}

/** The members that every record of this catalog has. */
export const owned = { CatalogId: accountId } as const;
