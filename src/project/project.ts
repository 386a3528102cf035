import type { Code, Place } from "../errors";
import type { Connection, Desired } from "../state";
import type { Selectable, Selectors } from "./selection/selection";

/** Says where a project lies and with which settings it is read. Nothing else is looked at. */
export interface LoadOptions {
  readonly projectDir: string;
  /** Beats DBT_PROFILES_DIR, the project's folder and ~/.dbt. */
  readonly profilesDir?: string;
  readonly profile?: string;
  readonly target?: string;
  /** As dbt's `--vars`. */
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** ISO time; `run_started_at` of templates. */
  readonly now: string;
  readonly invocationId: string;
}

/** Holds a loaded and validated project: what is wanted, as values. */
export interface Project {
  readonly name: string;
  readonly version?: string;
  readonly connection: Connection;
  /** In topological order, ties by unique id. */
  readonly nodes: readonly Desired[];
  /** The schemas that the nodes live in, sorted; they are created where missing. */
  readonly schemas: readonly string[];
  readonly tests: readonly DataTest[];
  /** Everything that can be selected: models, ephemeral ones too, seeds, sources and tests. */
  readonly selectables: readonly Selectable[];
  /** What selectors.yml names. */
  readonly selectors: Selectors;
  readonly warnings: readonly Warning[];
}

/** Holds one data test; each row that its SQL gives is a failure. */
export interface DataTest {
  /** dbt's unique id, for instance `test.shop.not_null_orders_id.1a2b3c4d5e`. */
  readonly node: string;
  readonly name: string;
  readonly sql: string;
  readonly severity: "error" | "warn";
  /** Sorted unique ids of the models, seeds and ephemerals that the test reads. */
  readonly on: readonly string[];
  /** Sorted unique ids of the source tables that the test reads. */
  readonly sources: readonly string[];
  /** The package, the folders, the name. */
  readonly fqn: readonly string[];
  /** The macro of a generic test: `not_null`; absent for singular tests. */
  readonly generic?: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The node whose properties declare the test; absent for singular tests. */
  readonly attached?: string;
  readonly column?: string;
  /** What is computed over the rows; `count(*)` unless the project says otherwise. */
  readonly failCalc: string;
  /** Conditions on that number, for instance `!= 0`. */
  readonly errorIf: string;
  readonly warnIf: string;
  readonly where: Place;
}

/** Holds something that a user should know, and that stops nothing. */
export interface Warning {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
  readonly where?: Place;
}
