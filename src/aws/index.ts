/**
 * The only room that speaks to AWS: one function a call, clients, and the record's storage.
 *
 * It never decides. Invariants: "not found" is `undefined`; what AWS refuses is a LakeError that
 * names the act; every Glue call carries the same CatalogId; reads page to the end and writes split
 * themselves to the limits of the API.
 */
export { ensureBuckets } from "./buckets";
export { type Clients, type Endpoint, openClients } from "./clients";
export {
  type LoadedRecord,
  openRecord,
  readRecord,
  type RecordHome,
  type RecordStore,
} from "./record";
export { observe, type ObserveRequest } from "./observe";
