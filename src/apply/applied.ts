import { type GlueTable, observedTable } from "../aws";
import { Bug, LakeError } from "../errors";
import {
  type Applied,
  configOf,
  docsShapeOf,
  fingerprintsOf,
  type OwnedLocation,
  overlaps,
} from "../state";
import type { Attempt, Built } from "./attempt";

/** Says how a relation is published. */
export interface Published {
  /** The table as the catalog has it, or will have it. */
  readonly table: GlueTable;
  /** Names of the parameters that documentation wrote. */
  readonly documented: readonly string[];
  /** Glue version of what was replaced; it points at the old location from now on. */
  readonly replaced?: string;
}

/** Gathers what goes on record about a relation that was built from its definition. */
export function appliedFrom(attempt: Attempt, built: Built, published: Published): Applied {
  const { desired } = attempt.input;
  const seen = observedTable(published.table);
  if (seen.kind === "other") {
    throw new LakeError("AF205", `Cannot record "${attempt.key}": it is no table or view`);
  }
  const { location } = seen;
  return {
    kind: seen.kind,
    fingerprints: fingerprintsOf(desired),
    config: configOf(desired),
    inputs: knownInputs(attempt),
    version: built.version,
    ...docsOf(attempt, published),
    shape: seen.shape,
    columns: seen.columns,
    partitionKeys: seen.partitionKeys,
    ...(seen.partitionKeys.length === 0 ? {} : { partitions: built.partitions.length }),
    ...(location === undefined ? {} : { location }),
    previous: previousOf(attempt, location, published.replaced),
    ...(built.rows === undefined ? {} : { rows: built.rows }),
    ...(built.bytes === undefined ? {} : { bytes: built.bytes }),
    queryIds: [...attempt.queryIds],
  };
}

const docsUnknown = { docsShape: "", documented: [] };

/** Digests the documentation that we wrote; empty when none is ours. */
export function docsOf(
  attempt: Attempt,
  { table, documented }: Pick<Published, "table" | "documented">,
): Pick<Applied, "docsShape" | "documented"> {
  const { docs } = attempt.desired ?? {};
  if (docs === undefined) return docsUnknown;
  if (!docs.relation && !docs.columns) return docsUnknown;
  const { description, columns, partitionKeys, parameters } = observedTable(table);
  const docsShape = docsShapeOf({
    columns,
    partitionKeys,
    parameters,
    documented,
    ...(description === undefined ? {} : { description }),
  });
  return { docsShape, documented };
}

function knownInputs(attempt: Attempt): Readonly<Record<string, string>> {
  const known: Record<string, string> = {};
  for (const [name, version] of Object.entries(attempt.input.inputs)) {
    if (version === undefined) {
      throw new Bug(
        `Cannot record "${attempt.key}": the version of its input "${name}" is unknown`,
      );
    }
    known[name] = version;
  }
  return known;
}

/** Lists the older locations, newest first, without those that this plan removes. */
function previousOf(
  attempt: Attempt,
  location: string | undefined,
  replaced: string | undefined,
): readonly OwnedLocation[] {
  const before = attempt.entry.applied;
  const old: readonly OwnedLocation[] =
    before?.location === undefined || before.location === location
      ? []
      : [
          {
            location: before.location,
            ...(replaced === undefined ? {} : { glueVersion: replaced }),
          },
        ];
  const leaving = attempt.plan.actions.flatMap((action) =>
    action.kind === "expire" ? action.locations.map((item) => item.location) : [],
  );
  return [...old, ...(before?.previous ?? [])].filter(
    (item) => !leaving.includes(item.location) && item.location !== location,
  );
}

/** Takes locations out that a settled home covers: their files are gone. */
export function withoutCovered(
  previous: readonly OwnedLocation[],
  home: string,
): readonly OwnedLocation[] {
  return previous.filter((item) => !overlaps(item.location, home));
}
