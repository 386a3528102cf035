import type { Catalog, TableRecord } from "../catalog/catalog";
import type { ResolvedRelation } from "../sql/scope";
import { parseType, quoteName, quoteText, typeText } from "../sql/types";
import { columnsOf, isIceberg } from "./names";
import { isView, type ViewDefinition, viewDefinition } from "./view";

type Cell = string | number | null;

function relation(
  columns: readonly (readonly [name: string, type: "varchar" | "bigint"])[],
  rows: readonly (readonly Cell[])[],
): ResolvedRelation {
  const cell = (value: Cell, index: number): string => {
    const type = columns[index]?.[1] === "bigint" ? "BIGINT" : "VARCHAR";
    return value === null
      ? `CAST(NULL AS ${type})`
      : `CAST(${quoteText(String(value))} AS ${type})`;
  };
  const names = columns.map(([name]) => quoteName(name)).join(", ");
  const blank = `(${columns.map((_, index) => cell(null, index)).join(", ")})`;
  const values = rows.map((row) => `(${row.map(cell).join(", ")})`);
  const list = values.length > 0 ? values.join(", ") : blank;
  const where = values.length > 0 ? "" : " WHERE false";
  return {
    sql: `(SELECT * FROM (VALUES ${list}) x(${names})${where})`,
    columns: columns.map(([name, type]) => ({ name, type })),
  };
}

/** Names a Hive type as Athena does; what is no type that it knows stays as it is. */
function athenaType(hive: string): string {
  try {
    return typeText(parseType(hive, "hive"));
  } catch {
    // One odd table of another client must not hide all the others.
    return hive;
  }
}

/** Names a Hive type as Athena does for Iceberg, whose times are exact to the microsecond. */
const icebergTypeText = (hive: string): string =>
  athenaType(hive).replaceAll("timestamp(3)", "timestamp(6)");

/** Reads what a view says of itself; a view of another kind says nothing. */
function definitionOf(table: TableRecord): ViewDefinition | undefined {
  try {
    return viewDefinition(table);
  } catch {
    return undefined;
  }
}

/** Names the columns of a table with their Athena types, partition keys last. */
export function athenaColumns(table: TableRecord): readonly {
  readonly name: string;
  readonly type: string;
  readonly key: boolean;
  readonly comment: string | undefined;
}[] {
  const own = columnsOf(table).map((column) => ({ column, key: false }));
  const keys = (table.PartitionKeys ?? []).map((column) => ({ column, key: true }));
  const typeOf = isIceberg(table) ? icebergTypeText : athenaType;
  const recorded = isView(table) ? (definitionOf(table)?.columns ?? []) : [];
  return [...own, ...keys].map(({ column, key }, index) => ({
    name: column.Name,
    type: recorded[index]?.type ?? typeOf(column.Type ?? "string"),
    key,
    comment: column.Comment,
  }));
}

function* allTables(catalog: Catalog): Iterable<TableRecord> {
  for (const { Name } of catalog.listDatabases()) yield* catalog.listTables(Name);
}

const place = [
  ["table_catalog", "varchar"],
  ["table_schema", "varchar"],
  ["table_name", "varchar"],
] as const;

/** Answers a table of information_schema; undefined when it has no such table. */
export function informationSchema(catalog: Catalog, name: string): ResolvedRelation | undefined {
  const tables = (): readonly TableRecord[] => [...allTables(catalog)];
  const placed = (table: TableRecord): Cell[] => ["awsdatacatalog", table.DatabaseName, table.Name];
  switch (name) {
    case "schemata":
      return relation(
        [
          ["catalog_name", "varchar"],
          ["schema_name", "varchar"],
        ],
        [...catalog.listDatabases()].map((database) => ["awsdatacatalog", database.Name]),
      );
    case "tables":
      return relation(
        [...place, ["table_type", "varchar"]],
        tables().map((table) => [...placed(table), isView(table) ? "VIEW" : "BASE TABLE"]),
      );
    case "views":
      return relation(
        [...place, ["view_definition", "varchar"]],
        tables()
          .filter(isView)
          .map((table) => [...placed(table), definitionOf(table)?.originalSql ?? null]),
      );
    case "columns":
      return relation(
        [
          ...place,
          ["column_name", "varchar"],
          ["ordinal_position", "bigint"],
          ["column_default", "varchar"],
          ["is_nullable", "varchar"],
          ["data_type", "varchar"],
          ["comment", "varchar"],
          ["extra_info", "varchar"],
        ],
        tables().flatMap((table) =>
          athenaColumns(table).map(({ name: column, type, key, comment }, index) => [
            ...placed(table),
            column,
            index + 1,
            null,
            "YES",
            type,
            comment ?? null,
            key ? "partition key" : null,
          ]),
        ),
      );
    default:
      return undefined;
  }
}
