/** Free key and value pairs, as Glue keeps them on nearly everything. */
export type Parameters = Readonly<Record<string, string>>;

/** A column of a table or a partition key; `Type` is in Hive's spelling. */
export interface Column {
  readonly Name: string;
  readonly Type?: string;
  readonly Comment?: string;
  readonly Parameters?: Parameters;
}

/** How rows of a table are turned into bytes. */
export interface SerDeInfo {
  readonly Name?: string;
  readonly SerializationLibrary?: string;
  readonly Parameters?: Parameters;
}

/** One column of a sort order; 1 is ascending, 0 descending. */
export interface Order {
  readonly Column: string;
  readonly SortOrder: number;
}

/** Values that are so frequent that they have places of their own. */
export interface SkewedInfo {
  readonly SkewedColumnNames?: readonly string[];
  readonly SkewedColumnValues?: readonly string[];
  readonly SkewedColumnValueLocationMaps?: Parameters;
}

/** Where the data of a table or partition is and how it is read. */
export interface StorageDescriptor {
  readonly Columns?: readonly Column[];
  readonly Location?: string;
  readonly AdditionalLocations?: readonly string[];
  readonly InputFormat?: string;
  readonly OutputFormat?: string;
  readonly Compressed?: boolean;
  readonly NumberOfBuckets?: number;
  readonly SerdeInfo?: SerDeInfo;
  readonly BucketColumns?: readonly string[];
  readonly SortColumns?: readonly Order[];
  readonly Parameters?: Parameters;
  readonly SkewedInfo?: SkewedInfo;
  readonly StoredAsSubDirectories?: boolean;
}

/** What a principal may do by default on new tables of a database. */
export interface PrincipalPermissions {
  readonly Principal?: { readonly DataLakePrincipalIdentifier?: string };
  readonly Permissions?: readonly string[];
}

/** Another database that a resource link stands for. */
export interface DatabaseTarget {
  readonly CatalogId?: string;
  readonly DatabaseName?: string;
  readonly Region?: string;
}

/** Another table that a resource link stands for. */
export interface TableTarget extends DatabaseTarget {
  readonly Name?: string;
}

/** What a caller says about a database. */
export interface DatabaseInput {
  readonly Name: string;
  readonly Description?: string;
  readonly LocationUri?: string;
  readonly Parameters?: Parameters;
  readonly CreateTableDefaultPermissions?: readonly PrincipalPermissions[];
  readonly TargetDatabase?: DatabaseTarget;
}

/** A database as the catalog keeps it; times are epoch seconds. */
export interface DatabaseRecord extends DatabaseInput {
  readonly CreateTime: number;
  readonly CatalogId: string;
}

/** What a caller says about a table; an update replaces all of it. */
export interface TableInput {
  readonly Name: string;
  readonly Description?: string;
  readonly Owner?: string;
  readonly LastAccessTime?: number;
  readonly LastAnalyzedTime?: number;
  readonly Retention?: number;
  readonly StorageDescriptor?: StorageDescriptor;
  readonly PartitionKeys?: readonly Column[];
  readonly ViewOriginalText?: string;
  readonly ViewExpandedText?: string;
  readonly TableType?: string;
  readonly Parameters?: Parameters;
  readonly TargetTable?: TableTarget;
}

/** A table as the catalog keeps it; `VersionId` counts its updates from "0". */
export interface TableRecord extends TableInput {
  readonly DatabaseName: string;
  readonly CatalogId: string;
  readonly CreateTime: number;
  readonly UpdateTime: number;
  readonly VersionId: string;
  readonly IsRegisteredWithLakeFormation: boolean;
}

/** One state of a table: its current one or one archived by an update. */
export interface TableVersionRecord {
  readonly Table: TableRecord;
  readonly VersionId: string;
}

/** What a caller says about a partition; `Values` are in the order of the partition keys. */
export interface PartitionInput {
  readonly Values: readonly string[];
  readonly LastAccessTime?: number;
  readonly LastAnalyzedTime?: number;
  readonly StorageDescriptor?: StorageDescriptor;
  readonly Parameters?: Parameters;
}

/** A partition as the catalog keeps it; times are epoch seconds. */
export interface PartitionRecord extends PartitionInput {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly CatalogId: string;
  readonly CreationTime: number;
}

/** Statistics of one column, kept as the client sent them. */
export interface ColumnStatistics {
  readonly ColumnName: string;
  readonly ColumnType: string;
  readonly AnalyzedTime: number;
  readonly StatisticsData: Readonly<Record<string, unknown>>;
}

/** The new state of the partition that has `values` now; the input may give it other values. */
export interface PartitionChange {
  readonly values: readonly string[];
  readonly input: PartitionInput;
}

/** What became of partitions that were to be created. */
export interface CreatedPartitions {
  readonly created: readonly PartitionRecord[];
  /** Values that had a partition already, which stays as it was. */
  readonly existing: readonly (readonly string[])[];
}

/** What became of partitions that were to be updated. */
export interface UpdatedPartitions {
  readonly updated: readonly PartitionRecord[];
  readonly missing: readonly (readonly string[])[];
  /** New values of partitions that could not move because another partition has these. */
  readonly existing: readonly (readonly string[])[];
}

/** What became of partitions that were to be deleted. */
export interface DeletedPartitions {
  readonly deleted: readonly PartitionRecord[];
  readonly missing: readonly (readonly string[])[];
}

/** How a table is updated. */
export interface UpdateTableOptions {
  /** The update fails with ConcurrentModificationException unless this is the current version. */
  readonly versionId?: string;
  /** The state before the update is not kept as a version; the version still counts up. */
  readonly skipArchive?: boolean;
}

/**
 * Keeps databases, tables, their versions, partitions and column statistics.
 *
 * Reads are synchronous and see the last commit; lists come in key order and are lazy, so that a
 * page costs what it shows. A write is one transaction that is durable when its promise resolves,
 * and a refused write changes nothing. Names of databases and tables fold to lower case.
 * Failures are `ApiError`s with Glue's codes and texts: a missing database or table is
 * EntityNotFoundException everywhere except in the `get…` functions, which answer `undefined`.
 */
export interface Catalog {
  getDatabase(name: string): DatabaseRecord | undefined;
  listDatabases(after?: string): Iterable<DatabaseRecord>;
  createDatabase(input: DatabaseInput): Promise<DatabaseRecord>;
  updateDatabase(name: string, input: DatabaseInput): Promise<DatabaseRecord>;
  /** Without `cascade` a database that has tables is refused with InvalidInputException. */
  deleteDatabase(name: string, options: { readonly cascade: boolean }): Promise<void>;

  getTable(database: string, name: string): TableRecord | undefined;
  listTables(database: string, after?: string): Iterable<TableRecord>;
  createTable(
    database: string,
    input: TableInput,
    partitions?: readonly PartitionInput[],
  ): Promise<TableRecord>;
  updateTable(
    database: string,
    input: TableInput,
    options?: UpdateTableOptions,
  ): Promise<TableRecord>;
  /** Removes the table with its versions, partitions and statistics; answers what it was. */
  deleteTable(database: string, name: string): Promise<TableRecord>;

  getTableVersion(
    database: string,
    table: string,
    versionId: string,
  ): TableVersionRecord | undefined;
  /** The newest first, beginning with the current state. */
  listTableVersions(database: string, table: string, before?: string): Iterable<TableVersionRecord>;
  deleteTableVersion(database: string, table: string, versionId: string): Promise<void>;

  getPartition(
    database: string,
    table: string,
    values: readonly string[],
  ): PartitionRecord | undefined;
  listPartitions(
    database: string,
    table: string,
    after?: readonly string[],
  ): Iterable<PartitionRecord>;
  /** With `existing: "fail"` (the default) nothing is created when one of them exists. */
  createPartitions(
    database: string,
    table: string,
    inputs: readonly PartitionInput[],
    options?: { readonly existing: "fail" | "skip" },
  ): Promise<CreatedPartitions>;
  updatePartitions(
    database: string,
    table: string,
    changes: readonly PartitionChange[],
  ): Promise<UpdatedPartitions>;
  deletePartitions(
    database: string,
    table: string,
    values: readonly (readonly string[])[],
  ): Promise<DeletedPartitions>;

  /** Statistics of the table, or of one partition when `values` are given. */
  getColumnStatistics(
    database: string,
    table: string,
    column: string,
    values?: readonly string[],
  ): ColumnStatistics | undefined;
  putColumnStatistics(
    database: string,
    table: string,
    statistics: readonly ColumnStatistics[],
    values?: readonly string[],
  ): Promise<void>;
  /** Answers whether there was something to delete. */
  deleteColumnStatistics(
    database: string,
    table: string,
    column: string,
    values?: readonly string[],
  ): Promise<boolean>;
}
