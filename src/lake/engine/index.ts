/**
 * Executes Athena's statements: reads and writes the files of Hive tables through DuckDB and keeps
 * the catalog in step.
 *
 * Never speaks a protocol and keeps no history: a statement comes in parsed, an outcome goes out.
 * Invariants: DuckDB reads only blobs of the store and its own work folder; files are objects
 * before the catalog names them; a statement sees each table once, as it was when it looked.
 */
export { type Duck, openDuck } from "./duck";
export { classOf, execute, isHeavy } from "./execute";
export { asFailure, QueryCancelled, QueryFailure } from "./failure";
export { athenaColumns } from "./information-schema";
export type { Job } from "./job";
export { parseLocation } from "./location";
export type { Outcome, Row, StatementClass } from "./outcome";
export { isView } from "./view";
