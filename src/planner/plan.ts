import type { Applied, Desired, Layout, OwnedLocation, Pending, RelationName } from "../state";

/** Names what a plan does to its relation, in the word people see. */
export type Verb =
  | "create"
  | "swap"
  | "replace view"
  | "replace table by view"
  | "replace view by table"
  | "seed"
  | "document"
  | "drop"
  | "recover"
  | "adopt";

/** Says why a plan acts. `subject` is the thing named in the sentence. */
export type Reason =
  | { readonly kind: "missing" }
  | { readonly kind: "dropped-outside" }
  | { readonly kind: "changed-outside"; readonly aspects: readonly string[] }
  | { readonly kind: "query-changed"; readonly materialized: "view" | "table" | "seed" }
  | { readonly kind: "config-changed"; readonly keys: readonly string[] }
  | { readonly kind: "docs-changed" }
  | { readonly kind: "upstream-changes"; readonly names: readonly string[] }
  | { readonly kind: "source-changed"; readonly names: readonly string[] }
  | { readonly kind: "always" }
  | { readonly kind: "full-refresh" }
  | { readonly kind: "unfinished"; readonly phase: Pending["phase"] }
  | { readonly kind: "not-recorded" }
  | { readonly kind: "removed" };

/** Warns, before it happens, of what an action costs or risks. */
export interface Hazard {
  readonly kind: "drops-data" | "path-gap" | "view-bridge" | "no-way-back" | "full-scan";
  readonly text: string;
}

/** Holds one statement for Athena. `database` gives the query context. */
export interface Statement {
  readonly sql: string;
  /** Short words for progress and the record: "build", "batch 3". */
  readonly label: string;
}

/** Writes rows in batches, because one query may open only `limit` partitions (§3.7). */
export interface Batching {
  /** always: known to be needed. fallback: only when Athena says TOO_MANY_OPEN_PARTITIONS. */
  readonly when: "always" | "fallback";
  /** Holds the rows, unpartitioned, while batches are written. */
  readonly rows: RelationName;
  /** Absent when the workgroup decides (as for `build.location`). */
  readonly rowsLocation?: string;
  readonly stage: Statement;
  /** Lists the distinct partition values of `rows`. */
  readonly distinct: Statement;
  /** How the table itself is laid out: the first batch creates it. */
  readonly layout: Layout;
  /** Partitions (times buckets) that one statement may open. */
  readonly limit: number;
}

/**
 * Is one effect on the lake. Preview prints it, apply runs it; nothing is decided later than here.
 * Every action can be run twice.
 */
export type Action =
  /** Stops what an unfinished attempt left running, drops its staging relations, removes its files. */
  | { readonly kind: "roll-back"; readonly pending: Pending }
  /** Completes an attempt whose pointer had moved: publishes the rest, records it, cleans up. */
  | { readonly kind: "finish"; readonly pending: Pending }
  /** Puts a seed's CSV in S3 under `location` and a text table over it. */
  | {
      readonly kind: "upload-seed";
      readonly csv: RelationName;
      readonly location: string;
      readonly statement: Statement;
    }
  /**
   * Writes a Hive table aside by CREATE TABLE AS under a staging name. Without `location` the
   * workgroup decides where: `<enforced output>/tables/<query id>`, known once the query started.
   */
  | {
      readonly kind: "build";
      readonly staging: RelationName;
      readonly location?: string;
      readonly statement: Statement;
      readonly batching?: Batching;
    }
  /** Creates a view aside (`staging`), or replaces the target view in place when absent. */
  | { readonly kind: "create-view"; readonly staging?: RelationName; readonly statement: Statement }
  /**
   * Moves the target's pointer to what was built: one guarded UpdateTable, or CreateTable. With
   * `bridge`, a view stands in while partitions are exchanged, so readers see whole content.
   */
  | {
      readonly kind: "publish";
      readonly staging: RelationName;
      /** Glue version the target must have; absent when it must not exist. */
      readonly expected?: string;
      readonly bridge: boolean;
      readonly classification?: string;
    }
  /** Copies published files to their fixed home and points the target there (non-unique naming). */
  | { readonly kind: "settle"; readonly home: string }
  /** Writes descriptions, comments and parameters; no new Glue version, no query. */
  | { readonly kind: "document" }
  /** Takes a relation that we did not create into the record, as it is. */
  | { readonly kind: "adopt" }
  /** Drops the target, if it is still there and still what we left, and then what it owned. */
  | { readonly kind: "drop"; readonly expected?: string }
  /** Removes Glue versions and locations beyond what is kept; only what the record says is ours. */
  | {
      readonly kind: "expire";
      readonly keepVersions: number;
      readonly locations: readonly OwnedLocation[];
    };

/** Tells what a plan will cost, as far as it can be known without a query. */
export interface Estimate {
  /** Bytes that the query will scan at most. */
  readonly scanBytes?: number;
}

/** Holds everything that will be done to one relation. No actions means it stays as it is. */
export interface Plan {
  readonly relation: string;
  readonly node: string;
  readonly verb?: Verb;
  readonly reasons: readonly Reason[];
  readonly hazards: readonly Hazard[];
  readonly actions: readonly Action[];
  readonly estimate: Estimate;
  /** Counts attempts on the relation, this one included; makes names and locations unique. */
  readonly attempt: number;
}

/** Holds what a plan is made from besides the observation. */
export interface PlanInput {
  readonly desired: Desired;
  /** Upstream key → version or lineage; undefined where it is unknown until it was applied. */
  readonly inputs: Readonly<Record<string, string | undefined>>;
  /** Upstream key → bytes it holds, where known; for the estimate. */
  readonly inputBytes: Readonly<Record<string, number | undefined>>;
  readonly applied?: Applied;
  readonly pending?: Pending;
  readonly attempts: number;
  /** Build it anew though nothing changed. */
  readonly fullRefresh?: boolean;
  /** Refuse to drop it or to build it anew. */
  readonly guarded?: boolean;
}
