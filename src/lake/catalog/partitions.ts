import { ApiError } from "../protocol";
import type {
  Catalog,
  CreatedPartitions,
  DeletedPartitions,
  PartitionChange,
  PartitionInput,
  PartitionRecord,
  UpdatedPartitions,
} from "./catalog";
import { now, owned, requireTable, type TableEntry } from "./lookup";
import { type Shelf, type ShelfKey, valuesKey } from "./shelf";

type Partitions = Pick<
  Catalog,
  "getPartition" | "listPartitions" | "createPartitions" | "updatePartitions" | "deletePartitions"
>;

type StoredPartition = Omit<PartitionRecord, "DatabaseName" | "TableName" | "CatalogId">;

/** Makes the catalog's functions for partitions. */
export function partitions(shelf: Shelf): Partitions {
  return {
    getPartition(database, table, values) {
      const entry = requireTable(shelf, database, table);
      const stored = shelf.get<StoredPartition>(keyOf(entry, values));
      return stored === undefined ? undefined : asRecord(entry, stored);
    },
    listPartitions(database, table, after) {
      return listPartitions(shelf, requireTable(shelf, database, table), after);
    },
    createPartitions: (database, table, inputs, options = { existing: "fail" }) =>
      shelf.write(() => {
        const entry = requireTable(shelf, database, table);
        return insertPartitions(shelf, entry, inputs, options.existing);
      }),
    updatePartitions: (database, table, changes) =>
      shelf.write(() => updatePartitions(shelf, requireTable(shelf, database, table), changes)),
    deletePartitions: (database, table, values) =>
      shelf.write(() => deletePartitions(shelf, requireTable(shelf, database, table), values)),
  };
}

/** The refusal for a partition that exists. */
export function partitionExists(): ApiError {
  return new ApiError("AlreadyExistsException", "Partition already exists.");
}

/** Puts new partitions of a table; only inside a write. */
export function insertPartitions(
  shelf: Shelf,
  entry: TableEntry,
  inputs: readonly PartitionInput[],
  onExisting: "fail" | "skip",
): CreatedPartitions {
  const fresh = new Map<string, PartitionInput>();
  const existing: (readonly string[])[] = [];
  for (const input of inputs) {
    checkValues(entry, input.Values);
    const name = JSON.stringify(input.Values);
    if (fresh.has(name) || shelf.get(keyOf(entry, input.Values)) !== undefined) {
      existing.push(input.Values);
    } else {
      fresh.set(name, input);
    }
  }
  if (existing.length > 0 && onExisting === "fail") {
    throw partitionExists();
  }
  const time = now();
  const created = [...fresh.values()].map((input) => putPartition(shelf, entry, input, time));
  return { created, existing };
}

function* listPartitions(
  shelf: Shelf,
  entry: TableEntry,
  after: readonly string[] | undefined,
): Iterable<PartitionRecord> {
  const options = after === undefined ? {} : { after: keyOf(entry, after) };
  for (const { value } of shelf.scan<StoredPartition>(["partition", entry.id], options)) {
    yield asRecord(entry, value);
  }
}

function updatePartitions(
  shelf: Shelf,
  entry: TableEntry,
  changes: readonly PartitionChange[],
): UpdatedPartitions {
  for (const { input } of changes) {
    checkValues(entry, input.Values);
  }
  const updated: PartitionRecord[] = [];
  const missing: (readonly string[])[] = [];
  const existing: (readonly string[])[] = [];
  for (const { values, input } of changes) {
    const before = shelf.get<StoredPartition>(keyOf(entry, values));
    const moves = JSON.stringify(values) !== JSON.stringify(input.Values);
    if (before === undefined) {
      missing.push(values);
    } else if (moves && shelf.get(keyOf(entry, input.Values)) !== undefined) {
      existing.push(input.Values);
    } else {
      if (moves) {
        removePartition(shelf, entry, values);
      }
      updated.push(putPartition(shelf, entry, input, before.CreationTime));
    }
  }
  return { updated, missing, existing };
}

function deletePartitions(
  shelf: Shelf,
  entry: TableEntry,
  values: readonly (readonly string[])[],
): DeletedPartitions {
  const deleted: PartitionRecord[] = [];
  const missing: (readonly string[])[] = [];
  for (const each of values) {
    const before = shelf.get<StoredPartition>(keyOf(entry, each));
    if (before === undefined) {
      missing.push(each);
    } else {
      removePartition(shelf, entry, each);
      deleted.push(asRecord(entry, before));
    }
  }
  return { deleted, missing };
}

function removePartition(shelf: Shelf, entry: TableEntry, values: readonly string[]): void {
  shelf.remove(keyOf(entry, values));
  shelf.removeAll(["statistics", entry.id, values.length, ...valuesKey(values)]);
}

function putPartition(
  shelf: Shelf,
  entry: TableEntry,
  input: PartitionInput,
  creationTime: number,
): PartitionRecord {
  const stored: StoredPartition = { ...input, CreationTime: creationTime };
  shelf.put(keyOf(entry, input.Values), stored);
  return asRecord(entry, stored);
}

function keyOf(entry: TableEntry, values: readonly string[]): ShelfKey {
  return ["partition", entry.id, ...valuesKey(values)];
}

function asRecord(entry: TableEntry, stored: StoredPartition): PartitionRecord {
  const { DatabaseName, Name } = entry.table;
  return { ...stored, DatabaseName, TableName: Name, ...owned };
}

function checkValues(entry: TableEntry, values: readonly string[]): void {
  const keys = entry.table.PartitionKeys ?? [];
  if (values.length !== keys.length) {
    throw new ApiError(
      "InvalidInputException",
      "The number of partition keys do not match the number of partition values",
    );
  }
  if (values.includes("")) {
    throw new ApiError("InvalidInputException", "Partition values cannot be empty.");
  }
}
