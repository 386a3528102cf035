import { fieldName, quoteName, type SqlType } from "./types";
import type { Typed } from "./typing";

/** Writes a timestamp in UTC as the pair that a timestamp with time zone is. */
export function inUtc(sql: string): string {
  return `{'u': ${sql}, 'z': 'UTC'}`;
}

/** Writes the wall clock of a timestamp with or without time zone as a plain timestamp. */
export function local(value: Typed): string {
  const zoned = value.type.kind === "timestamp" && value.type.zone;
  return zoned ? `trino_local(${value.sql})` : value.sql;
}

/** Writes the text that Trino's cast to varchar gives. */
export function asText(value: Typed): string | undefined {
  const { type, sql } = value;
  switch (type.kind) {
    case "varchar":
    case "char":
    case "ipaddress":
      return sql;
    case "double":
    case "real":
      return `trino_${type.kind}_text(${sql})`;
    case "timestamp": {
      const text = stampText(local(value), type.precision);
      return type.zone ? `(${text} || ' ' || (${sql}).z)` : text;
    }
    case "time":
      return stampText(`(DATE '1970-01-01' + ${sql})`, type.precision, "%H:%M:%S");
    case "interval day to second":
      return `trino_interval_text(${sql})`;
    case "interval year to month":
      return `trino_months_text(${sql})`;
    case "varbinary":
    case "array":
    case "map":
    case "row":
      return undefined;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

function stampText(sql: string, precision: number, format = "%Y-%m-%d %H:%M:%S"): string {
  if (precision === 0) return `strftime(${sql}, '${format}')`;
  const text = `strftime(${sql}, '${format}.%f')`;
  if (precision >= 6)
    return precision === 6 ? text : `rpad(${text}, ${length(format) + precision}, '0')`;
  return `left(${text}, ${length(format) + precision})`;
}

function length(format: string): number {
  return format === "%H:%M:%S" ? 9 : 20;
}

/** Writes a value as the JSON that a cast to it gives. */
export function toJson(value: Typed): string | undefined {
  const json = jsonValue(value.sql, value.type);
  return json === undefined ? undefined : `CAST(to_json(${json}) AS VARCHAR)`;
}

/** Writes a value in the form that DuckDB's to_json spells as Trino's cast to JSON does. */
function jsonValue(sql: string, type: SqlType): string | undefined {
  switch (type.kind) {
    case "json":
      return `CAST(${sql} AS JSON)`;
    case "timestamp":
    case "date":
    case "uuid":
      return asText({ sql, type });
    case "array": {
      const element = jsonValue("x", type.element);
      return element === undefined ? undefined : `list_transform(${sql}, lambda x: ${element})`;
    }
    case "map": {
      const key = asText({ sql: "x", type: type.key });
      const inner = jsonValue("x", type.value);
      if (key === undefined || inner === undefined) return undefined;
      const keys = `list_transform(map_keys(${sql}), lambda x: ${key})`;
      return `map(${keys}, list_transform(map_values(${sql}), lambda x: ${inner}))`;
    }
    case "row": {
      const fields = type.fields.map((field, index) => {
        const name = quoteName(fieldName(field, index));
        return [name, jsonValue(`(${sql}).${name}`, field.type)] as const;
      });
      if (fields.some(([, inner]) => inner === undefined)) return undefined;
      const packed = fields.map(([name, inner]) => `${name} := ${inner}`).join(", ");
      return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${packed}) END`;
    }
    case "varbinary":
    case "interval day to second":
    case "interval year to month":
      return undefined;
    default:
      return sql;
  }
}
