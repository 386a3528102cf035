import type { TypedColumn } from "../sql/scope";
import { parseType, type SqlType } from "../sql/types";

const names: Readonly<Partial<Record<SqlType["kind"], string>>> = { real: "float" };

const precisions: Readonly<Partial<Record<SqlType["kind"], number>>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  real: 17,
  double: 17,
  varbinary: 1_073_741_824,
};

function precision(type: SqlType): number {
  switch (type.kind) {
    case "varchar":
      return type.length ?? 2_147_483_647;
    case "char":
      return type.length;
    case "decimal":
    case "time":
    case "timestamp":
      return type.precision;
    default:
      return precisions[type.kind] ?? 0;
  }
}

function typeName(type: SqlType): string {
  if (type.kind === "timestamp" && type.zone) return "timestamp with time zone";
  return names[type.kind] ?? type.kind;
}

/** Describes a column of a result as ResultSetMetadata does. */
export function columnInfo({ name, type: text }: TypedColumn): object {
  const type = parseType(text);
  return {
    CatalogName: "hive",
    SchemaName: "",
    TableName: "",
    Name: name,
    Label: name,
    Type: typeName(type),
    Precision: precision(type),
    Scale: type.kind === "decimal" ? type.scale : 0,
    Nullable: "UNKNOWN",
    CaseSensitive: type.kind === "varchar" || type.kind === "char",
  };
}
