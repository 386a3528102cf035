/**
 * What a lake is, as values: the three faces of a relation (desired, applied, observed), the record
 * we keep beside the data, and the names, locations and fingerprints in them.
 *
 * Invariants: imports nothing but `node:crypto`; no I/O, clock or random; everything is readonly.
 */
export type {
  Applied,
  Entry,
  Fingerprints,
  LakeRecord,
  OwnedLocation,
  Pending,
  PendingQuery,
} from "./applied";
export type { Auth, Connection } from "./connection";
export {
  type ColumnDoc,
  type Desired,
  type Docs,
  type Execution,
  type Layout,
  namings,
  type Placement,
  type S3DataNaming,
  type SeedColumn,
  type SeedFile,
  type Upstream,
} from "./desired";
export {
  configOf,
  fingerprintSql,
  fingerprintsOf,
  hashOf,
  normaliseSql,
  stableJson,
} from "./fingerprint";
export {
  type AttemptId,
  buildLocation,
  fixedHome,
  isUniqueNaming,
  locationOf,
  overlaps,
  stagingSuffix,
  temporaryLocation,
  trimSlashes,
  uniquePart,
} from "./location";
export type { Observed, ObservedRelation, ObservedSource } from "./observed";
export { type Column, keyOf, type RelationKind, type RelationName, sibling } from "./relation";
export { type DocsShapeInput, docsShapeOf, type ShapeInput, shapeOf } from "./shape";
