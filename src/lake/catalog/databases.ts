import { ApiError } from "../protocol";
import type { Catalog, DatabaseInput, DatabaseRecord, PrincipalPermissions } from "./catalog";
import type { TableEntry } from "./lookup";
import { fold, now, owned, requireDatabase } from "./lookup";
import type { Shelf } from "./shelf";
import { removeTable } from "./tables";

type Databases = Pick<
  Catalog,
  "getDatabase" | "listDatabases" | "createDatabase" | "updateDatabase" | "deleteDatabase"
>;

// What Glue gives a new database in an account that has not turned to Lake Formation alone.
const everyone: readonly PrincipalPermissions[] = [
  {
    Principal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" },
    Permissions: ["ALL"],
  },
];

/** Makes the catalog's functions for databases. */
export function databases(shelf: Shelf): Databases {
  return {
    getDatabase: (name) => shelf.get<DatabaseRecord>(["database", fold(name)]),
    *listDatabases(after) {
      const options = after === undefined ? {} : { after: ["database", fold(after)] };
      for (const { value } of shelf.scan<DatabaseRecord>(["database"], options)) {
        yield value;
      }
    },
    createDatabase: (input) => shelf.write(() => createDatabase(shelf, input)),
    updateDatabase: (name, input) => shelf.write(() => updateDatabase(shelf, name, input)),
    deleteDatabase: (name, options) =>
      shelf.write(() => deleteDatabase(shelf, name, options.cascade)),
  };
}

function createDatabase(shelf: Shelf, input: DatabaseInput): DatabaseRecord {
  const name = fold(input.Name);
  if (shelf.get(["database", name]) !== undefined) {
    throw new ApiError("AlreadyExistsException", "Database already exists.");
  }
  return putDatabase(shelf, { CreateTableDefaultPermissions: everyone, ...input }, now());
}

function updateDatabase(shelf: Shelf, name: string, input: DatabaseInput): DatabaseRecord {
  const before = requireDatabase(shelf, name);
  if (fold(input.Name) !== before.Name) {
    throw new ApiError("InvalidInputException", "Database cannot be renamed.");
  }
  return putDatabase(shelf, input, before.CreateTime);
}

function putDatabase(shelf: Shelf, input: DatabaseInput, createTime: number): DatabaseRecord {
  const name = fold(input.Name);
  const record: DatabaseRecord = { ...input, Name: name, CreateTime: createTime, ...owned };
  shelf.put(["database", name], record);
  return record;
}

function deleteDatabase(shelf: Shelf, name: string, cascade: boolean): void {
  const database = requireDatabase(shelf, name);
  const tables = [...shelf.scan<TableEntry>(["table", database.Name])];
  if (tables.length > 0 && !cascade) {
    throw new ApiError(
      "InvalidInputException",
      `Database ${database.Name} is not empty. One or more tables exist.`,
    );
  }
  for (const { value } of tables) {
    removeTable(shelf, value);
  }
  shelf.remove(["database", database.Name]);
}
