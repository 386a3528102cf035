import type { Column, RelationKind, RelationName } from "./relation";

/** Holds one hash per part of a definition that is too large to keep as it is. */
export interface Fingerprints {
  /** Version of the fingerprint's own making; never athenaform's. */
  readonly format: number;
  /** What the rows are: SQL by meaning, or the seed's content and types. */
  readonly query: string;
  readonly docs: string;
}

/** Names an S3 prefix that we wrote and may therefore remove. */
export interface OwnedLocation {
  /** Without trailing slash. */
  readonly location: string;
  /** Glue version that points at it, when it is a previous one. */
  readonly glueVersion?: string;
}

/** Holds one relation as we last left it: the second of the three faces. */
export interface Applied {
  readonly kind: Exclude<RelationKind, "other">;
  readonly fingerprints: Fingerprints;
  /** `configOf` the definition: what shapes files and places, under dbt-athena's keys. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Upstream key → data version (tables, sources) or lineage (views) that was read. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The data version others compare: changes only when the rows or columns do. */
  readonly version: string;
  /** `shapeOf` what the catalog showed right after we were done; another one is drift. */
  readonly shape: string;
  /** `docsShapeOf` the same, over the parameters named in `documented`; empty when not ours. */
  readonly docsShape: string;
  /** Names of the Glue parameters that documentation wrote. */
  readonly documented: readonly string[];
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
  readonly partitions?: number;
  readonly location?: string;
  /** Older locations, newest first, kept for readers that are still at work and for rollback. */
  readonly previous: readonly OwnedLocation[];
  readonly rows?: number;
  readonly bytes?: number;
  readonly queryIds: readonly string[];
}

/** Names a statement by the token that makes starting it idempotent, so that a crash can find it. */
export interface PendingQuery {
  readonly label: string;
  readonly token: string;
  readonly sql: string;
  readonly id?: string;
}

/** Says what an unfinished attempt may have left behind. Written before anything is created. */
export interface Pending {
  /** Counts attempts on this relation; makes names and locations unique. */
  readonly attempt: number;
  /** Relations that live only during the run, in order of creation. */
  readonly staging: readonly RelationName[];
  /** S3 prefixes this attempt writes. */
  readonly locations: readonly string[];
  /** Statements this attempt starts. `id` is absent until Athena answered. */
  readonly queries: readonly PendingQuery[];
  /**
   * building: the target is untouched. publishing: the pointer may have moved. retiring: the new
   * content is published and `next` is what to record; only clean-up is left.
   */
  readonly phase: "building" | "publishing" | "retiring" | "dropping";
  /** What will be Applied when the attempt succeeds; known from `publishing` on. */
  readonly next?: Applied;
  /** Things to remove once published. */
  readonly retire: readonly OwnedLocation[];
}

/** Holds all we know of one relation: the unit of the record. */
export interface Entry {
  readonly node: string;
  readonly relation: RelationName;
  readonly attempts: number;
  readonly applied?: Applied;
  readonly pending?: Pending;
}

/** Holds the whole record of one stack. */
export interface LakeRecord {
  readonly format: number;
  /** `schema.identifier` → entry. */
  readonly entries: Readonly<Record<string, Entry>>;
  /** Schemas that we created and may drop when they are empty. */
  readonly schemas: readonly string[];
}
