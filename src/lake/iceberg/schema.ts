import { QueryFailure } from "../engine/failure";
import { quoteName, type SqlType, typeText } from "../sql/types";

/** Is a type as metadata and manifests spell it. */
export type IcebergType =
  | string
  | { readonly type: "struct"; readonly fields: readonly Field[] }
  | {
      readonly type: "list";
      readonly "element-id": number;
      readonly element: IcebergType;
      readonly "element-required": boolean;
    }
  | {
      readonly type: "map";
      readonly "key-id": number;
      readonly key: IcebergType;
      readonly "value-id": number;
      readonly value: IcebergType;
      readonly "value-required": boolean;
    };

/** Is a column, or a field inside of one; its number never changes and is never used again. */
export interface Field {
  readonly id: number;
  readonly name: string;
  readonly required: boolean;
  readonly type: IcebergType;
  readonly doc?: string;
}

/** Is one of a table's schemas. */
export interface Schema {
  readonly type: "struct";
  readonly "schema-id": number;
  readonly fields: readonly Field[];
  readonly "identifier-field-ids"?: readonly number[];
}

const simple: Readonly<Record<string, SqlType>> = {
  boolean: { kind: "boolean" },
  int: { kind: "integer" },
  long: { kind: "bigint" },
  float: { kind: "real" },
  double: { kind: "double" },
  date: { kind: "date" },
  time: { kind: "time", precision: 6 },
  timestamp: { kind: "timestamp", precision: 6, zone: false },
  timestamptz: { kind: "timestamp", precision: 6, zone: true },
  string: { kind: "varchar", length: undefined },
  uuid: { kind: "uuid" },
  binary: { kind: "varbinary" },
};

const unsupported = (detail: string): QueryFailure => new QueryFailure("NOT_SUPPORTED", detail);

/** Answers the type that Athena shows for one of Iceberg's. */
export function sqlType(type: IcebergType): SqlType {
  if (typeof type === "string") {
    const found = simple[type];
    if (found !== undefined) return found;
    const decimal = type.match(/^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/);
    if (decimal !== null) {
      return { kind: "decimal", precision: Number(decimal[1]), scale: Number(decimal[2]) };
    }
    if (/^fixed\[\d+\]$/.test(type)) return { kind: "varbinary" };
    throw unsupported(`The local lake cannot read columns of Iceberg's type ${type}`);
  }
  switch (type.type) {
    case "struct":
      return {
        kind: "row",
        fields: type.fields.map((field) => ({ name: field.name, type: sqlType(field.type) })),
      };
    case "list":
      return { kind: "array", element: sqlType(type.element) };
    case "map":
      return { kind: "map", key: sqlType(type.key), value: sqlType(type.value) };
  }
}

/** Writes an Iceberg type as Glue keeps it, in Hive's spelling. */
export function glueType(type: IcebergType): string {
  if (typeof type === "string") {
    switch (type) {
      case "long":
        return "bigint";
      case "timestamptz":
        return "timestamp";
      case "time":
      case "uuid":
        return "string";
      default:
        return type.startsWith("fixed") ? "binary" : type.replace(/\s/g, "");
    }
  }
  switch (type.type) {
    case "struct":
      return `struct<${type.fields.map((f) => `${f.name}:${glueType(f.type)}`).join(",")}>`;
    case "list":
      return `array<${glueType(type.element)}>`;
    case "map":
      return `map<${glueType(type.key)},${glueType(type.value)}>`;
  }
}

const names: Readonly<Partial<Record<SqlType["kind"], string>>> = {
  boolean: "boolean",
  integer: "int",
  bigint: "long",
  real: "float",
  double: "double",
  date: "date",
  time: "time",
  varchar: "string",
  uuid: "uuid",
  varbinary: "binary",
};

/** Turns a type of Athena into Iceberg's; fields inside get the numbers that `next` gives. */
export function icebergType(type: SqlType, next: () => number, inside = false): IcebergType {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision}, ${type.scale})`;
    case "timestamp":
      if (type.precision !== 6) {
        throw unsupported(
          `Timestamp precision (${type.precision}) not supported for Iceberg. ` +
            `Use "timestamp(6)${type.zone ? " with time zone" : ""}" instead.`,
        );
      }
      if (type.zone && inside) {
        throw unsupported(`The local lake cannot keep ${typeText(type)} inside of other values`);
      }
      return type.zone ? "timestamptz" : "timestamp";
    case "array":
      return {
        type: "list",
        "element-id": next(),
        element: icebergType(type.element, next, true),
        "element-required": false,
      };
    case "map":
      return {
        type: "map",
        "key-id": next(),
        key: icebergType(type.key, next, true),
        "value-id": next(),
        value: icebergType(type.value, next, true),
        "value-required": false,
      };
    case "row": {
      const ids = type.fields.map(() => next());
      const fields = type.fields.map((field, index): Field => {
        if (field.name === undefined) {
          throw unsupported(`Row type field does not have a name: ${typeText(type)}`);
        }
        const inner = icebergType(field.type, next, true);
        return { id: ids[index] ?? 0, name: field.name, required: false, type: inner };
      });
      return { type: "struct", fields };
    }
    default: {
      const name = names[type.kind];
      if (name === undefined) {
        throw unsupported(`Type not supported for Iceberg: ${typeText(type)}`);
      }
      return name;
    }
  }
}

/** Answers the greatest field number inside a schema. */
export function lastFieldId(fields: readonly Field[]): number {
  const inside = (type: IcebergType): number => {
    if (typeof type === "string") return 0;
    switch (type.type) {
      case "struct":
        return lastFieldId(type.fields);
      case "list":
        return Math.max(type["element-id"], inside(type.element));
      case "map":
        return Math.max(type["value-id"], type["key-id"], inside(type.key), inside(type.value));
    }
  };
  return Math.max(0, ...fields.flatMap((field) => [field.id, inside(field.type)]));
}

function idText(id: number, type: IcebergType): string {
  if (typeof type === "string") return String(id);
  switch (type.type) {
    case "struct": {
      const inner = type.fields.map((f) => `${quoteName(f.name)}: ${idText(f.id, f.type)}`);
      return `{__duckdb_field_id: ${id}, ${inner.join(", ")}}`;
    }
    case "list":
      return `{__duckdb_field_id: ${id}, element: ${idText(type["element-id"], type.element)}}`;
    case "map":
      return (
        `{__duckdb_field_id: ${id}, key: ${idText(type["key-id"], type.key)}, ` +
        `value: ${idText(type["value-id"], type.value)}}`
      );
  }
}

/** Writes the FIELD_IDS option of DuckDB's COPY for columns of these fields. */
export const fieldIds = (fields: readonly Field[]): string =>
  `{${fields.map(({ id, name, type }) => `${quoteName(name)}: ${idText(id, type)}`).join(", ")}}`;
