import type { Catalog, ColumnStatistics } from "./catalog";
import { requireTable } from "./lookup";
import { type Shelf, type ShelfKey, valuesKey } from "./shelf";

type Statistics = Pick<
  Catalog,
  "getColumnStatistics" | "putColumnStatistics" | "deleteColumnStatistics"
>;

/** Makes the catalog's functions for column statistics. */
export function statistics(shelf: Shelf): Statistics {
  const key = (
    database: string,
    table: string,
    column: string,
    values: readonly string[] = [],
  ): ShelfKey => {
    const { id } = requireTable(shelf, database, table);
    return ["statistics", id, values.length, ...valuesKey(values), column];
  };
  return {
    getColumnStatistics: (database, table, column, values) =>
      shelf.get<ColumnStatistics>(key(database, table, column, values)),
    putColumnStatistics: (database, table, all, values) =>
      shelf.write(() => {
        for (const each of all) {
          shelf.put(key(database, table, each.ColumnName, values), each);
        }
      }),
    deleteColumnStatistics: (database, table, column, values) =>
      shelf.write(() => {
        const place = key(database, table, column, values);
        const found = shelf.get(place) !== undefined;
        shelf.remove(place);
        return found;
      }),
  };
}
