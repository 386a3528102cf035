/** Is a type of Trino. */
export type SqlType =
  | { readonly kind: SimpleKind }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "varchar"; readonly length: number | undefined }
  | { readonly kind: "char"; readonly length: number }
  | { readonly kind: "time"; readonly precision: number }
  | { readonly kind: "timestamp"; readonly precision: number; readonly zone: boolean }
  | { readonly kind: "array"; readonly element: SqlType }
  | { readonly kind: "map"; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: "row"; readonly fields: readonly RowField[] };

/** Is a field of a row type; a row made by ROW(…) has fields without names. */
export interface RowField {
  readonly name: string | undefined;
  readonly type: SqlType;
}

type SimpleKind =
  | "unknown"
  | "boolean"
  | "tinyint"
  | "smallint"
  | "integer"
  | "bigint"
  | "real"
  | "double"
  | "varbinary"
  | "date"
  | "json"
  | "uuid"
  | "ipaddress"
  | "interval day to second"
  | "interval year to month";
