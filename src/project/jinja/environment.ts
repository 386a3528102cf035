import type { Environment, Filter, Test } from "./evaluate/runtime";
import { NUMBER_FILTERS } from "./library/filters-number";
import { SELECT_FILTERS } from "./library/filters-select";
import { SEQUENCE_FILTERS } from "./library/filters-sequence";
import { TEXT_FILTERS } from "./library/filters-text";
import { GLOBALS } from "./library/globals";
import { DBT_FILTERS } from "./library/native";
import { TESTS } from "./library/tests";
import type { Value } from "./values/value";

/** Sets what differs from Jinja as dbt configures it. */
export interface EnvironmentOptions {
  readonly trimBlocks?: boolean;
  readonly lstripBlocks?: boolean;
  readonly keepTrailingNewline?: boolean;
  readonly filters?: Iterable<readonly [string, Filter]>;
  readonly tests?: Iterable<readonly [string, Test]>;
  readonly globals?: Iterable<readonly [string, Value]>;
  readonly customTags?: readonly string[];
  readonly renderedTags?: readonly string[];
  readonly random?: () => number;
}

/** Names the blocks dbt adds to Jinja. */
export const DBT_TAGS: readonly string[] = [
  "snapshot",
  "test",
  "data_test",
  "docs",
  "materialization",
];

const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ...SEQUENCE_FILTERS,
  ...SELECT_FILTERS,
  ...NUMBER_FILTERS,
  ...TEXT_FILTERS,
  ...DBT_FILTERS,
]);

/** Makes an environment: Jinja's filters, tests and globals, dbt's tags, and the host's own. */
export function createEnvironment(options: EnvironmentOptions = {}): Environment {
  return {
    trimBlocks: options.trimBlocks ?? false,
    lstripBlocks: options.lstripBlocks ?? false,
    keepTrailingNewline: options.keepTrailingNewline ?? false,
    filters: options.filters === undefined ? FILTERS : new Map([...FILTERS, ...options.filters]),
    tests: options.tests === undefined ? TESTS : new Map([...TESTS, ...options.tests]),
    globals: options.globals === undefined ? GLOBALS : new Map([...GLOBALS, ...options.globals]),
    customTags: new Set(options.customTags ?? DBT_TAGS),
    renderedTags: new Set(options.renderedTags ?? ["snapshot"]),
    random: options.random ?? (() => 0),
  };
}

/** Is Jinja as dbt configures it. */
export const DBT_ENVIRONMENT: Environment = createEnvironment();
