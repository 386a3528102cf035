/**
 * What is wanted, as written: a dbt project (YAML, SQL with Jinja, CSV) in, one Project value out.
 *
 * Never asks AWS, the clock or the process: environment, time and ids come in as options, and only
 * load.ts, profile.ts and the files named read-* touch the file system.
 *
 * Invariants: every fault of the project is reported at once, with code, place and hint, before a
 * value is returned; the same files and options give the same value, byte for byte.
 */

export type { Catalog, CatalogColumn, CatalogRelation, QueryRows } from "./catalog";
export { type Choice, choose, type Selected } from "./choose";
export { loadProject, loadProjectUnlessAsking, loadProjectWith } from "./load";
export { loadConnection } from "./profile";
export type { DataTest, LoadOptions, Project, Warning } from "./project";
export { readStackConfig } from "./read-stack";
export type {
  Criterion,
  IndirectSelection,
  Selectable,
  Selection,
  Selectors,
} from "./selection/selection";
