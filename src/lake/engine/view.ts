import type { TableInput, TableRecord } from "../catalog/catalog";
import type { TypedColumn } from "../sql/scope";
import { hiveText, parseType } from "../sql/types";
import { QueryFailure } from "./failure";

/** What a view keeps of itself inside its catalog entry. */
export interface ViewDefinition {
  readonly originalSql: string;
  readonly catalog: string;
  readonly schema: string;
  readonly columns: readonly TypedColumn[];
  readonly comment?: string;
}

const opening = "/* Presto View: ";
const closing = " */";

/** Answers whether a table of the catalog is a view. */
export const isView = (table: TableRecord): boolean => table.TableType === "VIRTUAL_VIEW";

/** Reads the definition of a view that Athena, Trino or the lake wrote. */
export function viewDefinition(table: TableRecord): ViewDefinition {
  const text = table.ViewOriginalText?.trim() ?? "";
  const name = `${table.DatabaseName}.${table.Name}`;
  if (!text.startsWith(opening) || !text.endsWith(closing)) {
    throw new QueryFailure("NOT_SUPPORTED", `Hive views are not supported: ${name}`);
  }
  const coded = text.slice(opening.length, -closing.length);
  const value: unknown = JSON.parse(Buffer.from(coded, "base64").toString());
  if (typeof value !== "object" || value === null || !("originalSql" in value)) {
    throw new QueryFailure("INVALID_VIEW", `Invalid view JSON: ${name}`);
  }
  const { originalSql, catalog, schema, columns } = value as Partial<ViewDefinition>;
  return {
    originalSql: String(originalSql),
    catalog: catalog ?? "awsdatacatalog",
    schema: schema ?? table.DatabaseName,
    columns: (columns ?? []).map(({ name: column, type }) => ({ name: column, type })),
  };
}

function glueType(type: string): string {
  try {
    return hiveText(parseType(type));
  } catch {
    // Glue keeps any text; a view may have columns that no table could have.
    return type;
  }
}

/** Writes the catalog entry of a view as Athena writes it. */
export function viewInput(name: string, view: ViewDefinition): TableInput {
  const body = {
    originalSql: view.originalSql,
    catalog: view.catalog,
    schema: view.schema,
    columns: view.columns,
    ...(view.comment === undefined ? {} : { comment: view.comment }),
    owner: "local",
    runAsInvoker: false,
    properties: {},
  };
  const coded = Buffer.from(JSON.stringify(body)).toString("base64");
  return {
    Name: name,
    TableType: "VIRTUAL_VIEW",
    Retention: 0,
    PartitionKeys: [],
    Parameters: { presto_view: "true", comment: view.comment ?? "Presto View" },
    ViewOriginalText: `${opening}${coded}${closing}`,
    ViewExpandedText: "/* Presto View */",
    StorageDescriptor: {
      Columns: view.columns.map((column) => ({ Name: column.name, Type: glueType(column.type) })),
      Location: "",
      Compressed: false,
      NumberOfBuckets: 0,
      SerdeInfo: {},
      SortColumns: [],
      StoredAsSubDirectories: false,
    },
  };
}
