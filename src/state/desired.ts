import type { RelationName } from "./relation";

/** Lists the values of dbt-athena's `s3_data_naming`. */
export const namings = [
  "unique",
  "table",
  "table_unique",
  "schema_table",
  "schema_table_unique",
] as const;

/** Names how table locations are formed (dbt-athena, "Table location"). */
export type S3DataNaming = (typeof namings)[number];

/** Says how the files of a table are laid out; keys keep dbt-athena's meaning. */
export interface Layout {
  readonly tableType: "hive" | "iceberg";
  readonly format: string;
  readonly partitionedBy: readonly string[];
  readonly bucketedBy: readonly string[];
  readonly bucketCount?: number;
  readonly writeCompression?: string;
  readonly fieldDelimiter?: string;
  /** Raw values as dbt-athena renders them into the WITH list, unquoted. */
  readonly tableProperties: Readonly<Record<string, string>>;
}

/** Says where a table's data goes (adapter semantics §2.1); URLs without trailing slash. */
export interface Placement {
  /** `s3_data_dir`, or `<s3_staging_dir>/tables`. */
  readonly dataRoot: string;
  /** `s3_tmp_table_dir`, for relations that live only during a run. */
  readonly tmpRoot?: string;
  readonly naming: S3DataNaming;
  readonly externalLocation?: string;
}

/** Says how a build runs, without changing what it gives. */
export interface Execution {
  readonly forceBatch: boolean;
  /** Partitions that one query may open; at least 1 (Athena allows 100). */
  readonly partitionsLimit: number;
  readonly workGroup?: string;
}

/** Says what persist_docs writes; empty when neither relation nor columns are persisted. */
export interface Docs {
  readonly relation: boolean;
  readonly columns: boolean;
  readonly description: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly columnDocs: readonly ColumnDoc[];
  /** unique_id, materialized, dbt_project_name, dbt_project_version: written as Glue parameters. */
  readonly origin: Readonly<Record<string, string>>;
}

/** Documents one column. */
export interface ColumnDoc {
  readonly name: string;
  readonly description: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Describes one column of a seed: its name in the file and the SQL type it is cast to. */
export interface SeedColumn {
  readonly name: string;
  readonly type: string;
  readonly quote: boolean;
}

/** Describes a seed file. `path` is absolute on this machine and is no part of the fingerprint. */
export interface SeedFile {
  readonly path: string;
  /** SHA-256 (hex) of the file's content. */
  readonly digest: string;
  readonly bytes: number;
  readonly rows: number;
  readonly delimiter: string;
  readonly columns: readonly SeedColumn[];
  readonly uploadArgs: Readonly<Record<string, string>>;
}

/** Names what a node reads, so that a change of it is seen. */
export type Upstream =
  /**
   * A table or seed of this project; its data version is an output of its resource. `lineage`
   * changes when its own definition or that of anything below it does.
   */
  | {
      readonly kind: "table";
      readonly node: string;
      readonly relation: string;
      readonly lineage: string;
    }
  /** A view of this project; `lineage` changes when its own or any view's definition below does. */
  | {
      readonly kind: "view";
      readonly node: string;
      readonly relation: string;
      readonly lineage: string;
    }
  /** A relation that something else writes. */
  | { readonly kind: "source"; readonly relation: RelationName };

/** Holds one relation as the project asks for it: the first of the three faces. */
export interface Desired {
  /** dbt's unique id, for instance `model.shop.orders`. */
  readonly node: string;
  readonly materialized: "view" | "table" | "seed";
  readonly relation: RelationName;
  /** The folders of the node below its resource path, for the tree: ["marts", "core"]. */
  readonly folders: readonly string[];
  /** Compiled SQL; absent for seeds. */
  readonly sql?: string;
  readonly seed?: SeedFile;
  readonly layout: Layout;
  readonly placement: Placement;
  readonly execution: Execution;
  readonly docs: Docs;
  /** High availability: keep `versionsToKeep` Glue versions with their data. */
  readonly ha: boolean;
  readonly versionsToKeep: number;
  readonly upstream: readonly Upstream[];
  /** The file the node comes from, relative to the project, with the line of its config. */
  readonly where: { readonly file: string; readonly line?: number };
}
