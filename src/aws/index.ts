/**
 * The only room that speaks to AWS: one function a call, clients, and the record's storage.
 *
 * It never decides. Invariants: "not found" is `undefined`; what AWS refuses is a LakeError that
 * names the act; every Glue call carries the same CatalogId; reads page to the end and writes split
 * themselves to the limits of the API.
 */

export type { QueryStatus } from "./athena";
export { getRows, updateCount } from "./athena";
export { type Clients, type Endpoint, openClients } from "./clients";
export {
  asInput,
  createTable,
  deleteTable,
  deleteTableVersions,
  type GlueTable,
  type GlueTableInput,
  getTable,
  hasDatabase,
  listDatabases,
  listTables,
  listTableVersions,
  updateTable,
} from "./glue";
export { tagDatabase } from "./lake-formation";
export { type ObserveRequest, observe, observedTable } from "./observe";
export {
  createPartitions,
  deletePartitions,
  listPartitions,
  listPartitionValues,
  type Partition,
  updatePartitions,
} from "./partitions";
export {
  QueryError,
  runStatement,
  type StatementResult,
  startPatiently,
  stopAndWait,
} from "./query";
export {
  type LoadedRecord,
  openRecord,
  type RecordHome,
  type RecordStore,
  readRecord,
} from "./record";
export { type QueryResult, readResult } from "./result";
export {
  copyLocation,
  deleteKeys,
  ensureBuckets,
  getObject,
  type Listed,
  listObjects,
  placeOf,
  putObject,
} from "./s3";
