import { ProjectError } from "../errors";
import { type Applied, type Desired, fingerprintsOf, keyOf } from "../state";
import type { Demand, RelationInputs } from "./inputs";

/** Tells whether something that a relation reads, at any depth, is left out with a change. */
export function isUnsettled(inputs: RelationInputs, demands: ReadonlyMap<string, Demand>): boolean {
  return Object.keys(inputs.upstream).some((key) => {
    const demand = demands.get(key);
    return demand?.leftOut === "changed" || demand?.unsettled !== undefined;
  });
}

/** Gives what stands for the lineage of an unsettled relation: see Demand. */
export function unsettledAs(desired: Desired, applied: Applied | undefined): string {
  const { query } = fingerprintsOf(desired);
  return applied?.fingerprints.query === query ? "same" : `without what is left out: ${query}`;
}

/** Refuses to build on what the selection leaves out and nobody has built. */
export function notBuilt(desired: Desired, upstream: string): ProjectError {
  const key = keyOf(desired.relation);
  const fact = `its upstream "${upstream}" is not selected and not built yet`;
  const name = desired.node.split(".").slice(2).join(".");
  return new ProjectError("AF121", `Cannot build "${key}": ${fact}`, {
    where: { relation: key, file: desired.where.file },
    hint: `Select it too, as in "+${name}", or build it first`,
  });
}

/**
 * Completes what is asked of a relation that is left out: whether the definition in the project is
 * still the one that Pulumi keeps. Definitions of what it reads are part of it.
 */
export function leftOutAs(olds: Partial<RelationInputs>, news: RelationInputs): Demand {
  const isSame =
    olds.sql === news.sql && olds.relation === news.relation && olds.__desired === news.__desired;
  return { leftOut: isSame ? "same" : "changed" };
}
