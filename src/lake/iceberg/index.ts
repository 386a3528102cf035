/**
 * Iceberg's tables, format version 2: metadata files, manifests and Parquet files as objects, and
 * the statements that change them.
 *
 * Never keeps a table's state anywhere but in those objects and the catalog entry that points to
 * them. Invariants: files are objects before metadata names them; metadata is an object before the
 * catalog points to it; the catalog moves with one update that is guarded by the version seen, and
 * what a lost race left behind is removed. Columns are found in files by number, never by name.
 */
export { currentSchema, currentSnapshot, type TableMetadata } from "./metadata";
export { type IcebergTable, liveEntries, openTable } from "./table";
