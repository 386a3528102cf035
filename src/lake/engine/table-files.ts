import type { Catalog, StorageDescriptor, TableRecord } from "../catalog/catalog";
import type { Store } from "../store/store";
import { formatOf } from "./format";
import { addressOf, dataObjects, requireLocation } from "./location";
import type { DataFile, FileGroup } from "./relation";

function filesIn(
  store: Store,
  storage: StorageDescriptor | undefined,
  name: string,
  values: readonly string[],
): readonly DataFile[] {
  const location = requireLocation(storage?.Location, `Table ${name}`);
  return dataObjects(store, location).map((object) => ({
    path: object.blob,
    address: addressOf(object),
    size: object.size,
    values,
  }));
}

/** Lists the files of a table as they are now, grouped by how they are read. */
export function tableFiles(
  store: Store,
  catalog: Catalog,
  table: TableRecord,
): readonly FileGroup[] {
  const name = `${table.DatabaseName}.${table.Name}`;
  if ((table.PartitionKeys ?? []).length === 0) {
    const storage = table.StorageDescriptor;
    return [{ format: formatOf(table, storage), files: filesIn(store, storage, name, []) }];
  }
  const groups = new Map<string, { format: FileGroup["format"]; files: DataFile[] }>();
  for (const partition of catalog.listPartitions(table.DatabaseName, table.Name)) {
    const storage = partition.StorageDescriptor;
    const format = formatOf(table, storage);
    const key = JSON.stringify(format);
    const group = groups.get(key) ?? { format, files: [] };
    group.files.push(...filesIn(store, storage, name, partition.Values));
    groups.set(key, group);
  }
  return [...groups.values()];
}
