import type { Position } from "./error";
import type { Expression, Query } from "./syntax";

/** Is a name as written, one to three parts, with the place it stands at. */
export interface Name {
  readonly parts: readonly string[];
  readonly at: Position;
}

/** Is a query with the exact text it was written in, without trailing semicolon. */
export interface QueryText {
  readonly text: string;
  readonly query: Query;
  /** Counts the `?` of the whole statement. */
  readonly parameterCount: number;
}

/** Is the constant value of one property of WITH (…). */
export type PropertyValue = string | number | boolean | readonly (string | number | boolean)[];

/** Is a column of a Hive table; `type` is Hive's text, such as "array<string>". */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly comment: string | undefined;
}

/** Is a partition named by its keys; the values are texts as written in the literal. */
export type PartitionSpec = readonly { readonly key: string; readonly value: string | null }[];

/** Is a condition of ALTER TABLE … DROP PARTITION, which also knows <, > and the rest. */
export type PartitionFilter = readonly {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
}[];

/** Is ROW FORMAT and STORED AS of CREATE EXTERNAL TABLE. */
export interface RowFormat {
  readonly serde: string | undefined;
  readonly serdeProperties: Readonly<Record<string, string>>;
  readonly delimited:
    | undefined
    | {
        readonly fields?: string;
        readonly escape?: string;
        readonly collectionItems?: string;
        readonly mapKeys?: string;
        readonly lines?: string;
        readonly nullDefinedAs?: string;
      };
  /** Is upper case: PARQUET, ORC, TEXTFILE, JSONFILE, AVRO, SEQUENCEFILE, RCFILE, ION. */
  readonly storedAs: string | undefined;
  readonly inputFormat: string | undefined;
  readonly outputFormat: string | undefined;
}

/** Is CREATE [EXTERNAL] TABLE in Hive's notation, which Athena also uses for Iceberg. */
export interface CreateTable extends RowFormat {
  readonly kind: "create-table";
  readonly target: Name;
  readonly external: boolean;
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly comment: string | undefined;
  readonly partitionedBy: readonly ColumnDefinition[];
  /** Holds Iceberg's partition terms, such as "day(ts)" or "bucket(16, id)", as written. */
  readonly partitionTransforms: readonly string[];
  readonly clusteredBy: readonly string[];
  readonly sortedBy: readonly string[];
  readonly buckets: number | undefined;
  readonly location: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
}

/** Is one change of ALTER TABLE. */
export type AlterAction =
  | {
      readonly kind: "add-columns" | "replace-columns";
      readonly columns: readonly ColumnDefinition[];
    }
  | { readonly kind: "change-column"; readonly from: string; readonly to: ColumnDefinition }
  | { readonly kind: "drop-column"; readonly column: string }
  | { readonly kind: "rename-table"; readonly to: Name }
  | { readonly kind: "set-properties"; readonly properties: Readonly<Record<string, string>> }
  | { readonly kind: "unset-properties"; readonly keys: readonly string[] }
  | {
      readonly kind: "set-location";
      readonly partition: PartitionSpec | undefined;
      readonly location: string;
    }
  | {
      readonly kind: "add-partitions";
      readonly ifNotExists: boolean;
      readonly partitions: readonly {
        readonly spec: PartitionSpec;
        readonly location: string | undefined;
      }[];
    }
  | {
      readonly kind: "drop-partitions";
      readonly ifExists: boolean;
      readonly partitions: readonly PartitionFilter[];
    }
  | { readonly kind: "rename-partition"; readonly from: PartitionSpec; readonly to: PartitionSpec };

/** Is what SHOW shows. */
export type ShowStatement =
  | { readonly kind: "show"; readonly what: "databases"; readonly pattern: string | undefined }
  | {
      readonly kind: "show";
      readonly what: "tables" | "views";
      readonly database: Name | undefined;
      readonly pattern: string | undefined;
    }
  | {
      readonly kind: "show";
      readonly what: "columns" | "partitions" | "create-table" | "create-view";
      readonly target: Name;
    }
  | {
      readonly kind: "show";
      readonly what: "table-properties";
      readonly target: Name;
      readonly property: string | undefined;
    };

/** Is one WHEN clause of MERGE. */
export type MergeCase =
  | {
      readonly kind: "update";
      readonly condition: Expression | undefined;
      readonly set: readonly Assignment[];
    }
  | { readonly kind: "delete"; readonly condition: Expression | undefined }
  | {
      readonly kind: "insert";
      readonly condition: Expression | undefined;
      readonly columns: readonly string[] | undefined;
      readonly values: readonly Expression[];
    };

/** Is one `column = expression` of UPDATE or MERGE. */
export interface Assignment {
  readonly column: string;
  readonly value: Expression;
}

/** Is a parsed statement, before any name in it is looked up. */
export type Statement =
  | ({ readonly kind: "query" } & QueryText)
  | {
      readonly kind: "ctas";
      readonly target: Name;
      readonly ifNotExists: boolean;
      readonly comment: string | undefined;
      readonly properties: Readonly<Record<string, PropertyValue>>;
      readonly withNoData: boolean;
      readonly query: QueryText;
    }
  | {
      readonly kind: "insert";
      readonly target: Name;
      readonly columns: readonly string[] | undefined;
      readonly query: QueryText;
    }
  | {
      readonly kind: "create-view";
      readonly target: Name;
      readonly orReplace: boolean;
      readonly comment: string | undefined;
      readonly query: QueryText;
    }
  | {
      readonly kind: "drop-view" | "drop-table";
      readonly target: Name;
      readonly ifExists: boolean;
    }
  | {
      readonly kind: "create-schema";
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly comment: string | undefined;
      readonly location: string | undefined;
      readonly properties: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "drop-schema";
      readonly name: Name;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | {
      readonly kind: "alter-schema";
      readonly name: Name;
      readonly properties: Readonly<Record<string, string>>;
    }
  | CreateTable
  | { readonly kind: "alter-table"; readonly target: Name; readonly action: AlterAction }
  | { readonly kind: "msck"; readonly target: Name }
  | ShowStatement
  | {
      readonly kind: "describe";
      readonly target: Name;
      readonly detail: "extended" | "formatted" | undefined;
      readonly partition: PartitionSpec | undefined;
      readonly column: string | undefined;
    }
  | {
      readonly kind: "explain";
      readonly analyze: boolean;
      readonly format: string | undefined;
      readonly type: string | undefined;
      readonly statement: Statement;
    }
  | {
      readonly kind: "merge";
      readonly target: Name;
      readonly alias: string | undefined;
      /** Is the source as a query "SELECT * FROM source", and the alias it goes by. */
      readonly source: Query;
      readonly sourceAlias: string | undefined;
      readonly on: Expression;
      readonly cases: readonly MergeCase[];
    }
  | {
      readonly kind: "update";
      readonly target: Name;
      readonly set: readonly Assignment[];
      readonly where: Expression | undefined;
    }
  | { readonly kind: "delete"; readonly target: Name; readonly where: Expression | undefined }
  | {
      readonly kind: "optimize";
      readonly target: Name;
      readonly where: Expression | undefined;
    }
  | { readonly kind: "vacuum"; readonly target: Name }
  | {
      readonly kind: "unload";
      readonly query: QueryText;
      readonly location: string;
      readonly properties: Readonly<Record<string, PropertyValue>>;
    }
  | { readonly kind: "prepare"; readonly name: string; readonly text: string }
  | {
      readonly kind: "execute";
      readonly name: string;
      /** Holds the texts of the expressions after USING. */
      readonly using: readonly string[];
    }
  | { readonly kind: "deallocate"; readonly name: string };
