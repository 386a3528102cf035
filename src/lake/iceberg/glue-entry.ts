import type { Column, TableInput } from "../catalog/catalog";
import { currentSchema, type TableMetadata } from "./metadata";
import { type Field, glueType } from "./schema";

const column = (field: Field, current: boolean): Column => ({
  Name: field.name,
  Type: glueType(field.type),
  ...(field.doc === undefined ? {} : { Comment: field.doc }),
  Parameters: {
    "iceberg.field.current": String(current),
    "iceberg.field.id": String(field.id),
    "iceberg.field.optional": String(!field.required),
  },
});

/** Writes a table's columns as Glue shows them: the current ones, then those that were dropped. */
function columns(metadata: TableMetadata): readonly Column[] {
  const { fields } = currentSchema(metadata);
  const names = new Set(fields.map(({ name }) => name));
  const gone: Field[] = [];
  for (const schema of metadata.schemas) {
    for (const field of schema.fields) {
      if (names.has(field.name)) continue;
      names.add(field.name);
      gone.push(field);
    }
  }
  return [...fields.map((f) => column(f, true)), ...gone.map((f) => column(f, false))];
}

/** Writes the catalog entry of a table as Athena writes it; other parameters stay. */
export function glueInput(
  base: TableInput,
  metadata: TableMetadata,
  metadataLocation: string,
): TableInput {
  const before = base.Parameters?.["metadata_location"];
  return {
    ...base,
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: [],
    Parameters: {
      ...base.Parameters,
      table_type: "ICEBERG",
      metadata_location: metadataLocation,
      ...(before === undefined ? {} : { previous_metadata_location: before }),
    },
    StorageDescriptor: {
      ...base.StorageDescriptor,
      Columns: columns(metadata),
      Location: metadata.location,
      Compressed: false,
      NumberOfBuckets: 0,
      SortColumns: [],
      StoredAsSubDirectories: false,
    },
  };
}
