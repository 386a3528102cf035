/**
 * The data catalog of the lake: what Glue keeps, as typed records over LMDB.
 *
 * It never looks at objects in S3 and knows no protocol. Every write is one durable transaction;
 * every check is made inside it, before its first change.
 */
export type * from "./catalog";
export { openCatalog } from "./open";
export { partitionExists } from "./partitions";
export { versionNotFound } from "./versions";
