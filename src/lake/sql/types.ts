import { SqlError } from "./error";
import type { RowField, SqlType } from "./type-model";

export type { RowField, SqlType } from "./type-model";
export { parseType } from "./type-reader";

/** Writes a type as Trino and Athena's result metadata name it. */
export function typeText(type: SqlType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "varchar":
      return type.length === undefined ? "varchar" : `varchar(${type.length})`;
    case "char":
      return `char(${type.length})`;
    case "time":
      return `time(${type.precision})`;
    case "timestamp":
      return `timestamp(${type.precision})${type.zone ? " with time zone" : ""}`;
    case "array":
      return `array(${typeText(type.element)})`;
    case "map":
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case "row": {
      const field = (f: RowField) =>
        f.name === undefined ? typeText(f.type) : `${fieldText(f.name)} ${typeText(f.type)}`;
      return `row(${type.fields.map(field).join(", ")})`;
    }
    default:
      return type.kind;
  }
}

function fieldText(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Writes a type as Glue and Hive DDL name it; a type that Hive lacks is refused. */
export function hiveText(type: SqlType): string {
  switch (type.kind) {
    case "varchar":
      return type.length === undefined ? "string" : `varchar(${type.length})`;
    case "integer":
      return "int";
    case "real":
      return "float";
    case "varbinary":
      return "binary";
    case "timestamp":
      if (type.zone) break;
      return "timestamp";
    case "array":
      return `array<${hiveText(type.element)}>`;
    case "map":
      return `map<${hiveText(type.key)},${hiveText(type.value)}>`;
    case "row": {
      const field = (f: RowField, i: number) => `${f.name ?? `field${i}`}:${hiveText(f.type)}`;
      return `struct<${type.fields.map(field).join(",")}>`;
    }
    case "boolean":
    case "tinyint":
    case "smallint":
    case "bigint":
    case "double":
    case "date":
    case "decimal":
    case "char":
      return typeText(type);
    default:
      break;
  }
  throw new SqlError("NOT_SUPPORTED", `Unsupported Hive type: ${typeText(type)}`);
}

/** Writes the DuckDB type that carries values of a Trino type. */
export function duckText(type: SqlType): string {
  switch (type.kind) {
    case "unknown":
      return "INTEGER";
    case "real":
      return "FLOAT";
    case "varbinary":
      return "BLOB";
    case "varchar":
    case "char":
    case "json":
    case "ipaddress":
      return "VARCHAR";
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "time":
      return "TIME";
    case "timestamp":
      return type.zone ? "STRUCT(u TIMESTAMP, z VARCHAR)" : "TIMESTAMP";
    case "array":
      return `${duckText(type.element)}[]`;
    case "map":
      return `MAP(${duckText(type.key)}, ${duckText(type.value)})`;
    case "row": {
      const field = (f: RowField, i: number) => `${quoteName(fieldName(f, i))} ${duckText(f.type)}`;
      return `STRUCT(${type.fields.map(field).join(", ")})`;
    }
    case "interval day to second":
    case "interval year to month":
      return "INTERVAL";
    default:
      return type.kind.toUpperCase();
  }
}

/** Names a row's field in DuckDB, which has no fields without names. */
export function fieldName(field: RowField, index: number): string {
  return field.name ?? `f${index}`;
}

/** Quotes an identifier for DuckDB. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a text for DuckDB. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
