import type { Applied, ObservedRelation, Pending } from "../state";
import type { Action } from "./plan";

/** Says how an unfinished attempt is resolved, and what counts as applied after that. */
export interface Recovery {
  readonly actions: readonly Action[];
  readonly applied: Applied | undefined;
  /** True when the relation will be gone once the recovery is done. */
  readonly dropped: boolean;
}

/**
 * Decides between finishing and rolling back. An attempt is finished once the target's pointer had
 * moved, since readers may already rely on it; before that nothing of it was visible.
 */
export function recover(
  pending: Pending | undefined,
  applied: Applied | undefined,
  observed: ObservedRelation | undefined,
): Recovery {
  if (pending === undefined) return { actions: [], applied, dropped: false };
  if (pending.phase === "dropping") {
    return { actions: [{ kind: "finish", pending }], applied: undefined, dropped: true };
  }
  const published = pending.phase === "retiring" || hasPublished(pending, observed);
  return published
    ? { actions: [{ kind: "finish", pending }], applied: pending.next, dropped: false }
    : { actions: [{ kind: "roll-back", pending }], applied, dropped: false };
}

function hasPublished(pending: Pending, observed: ObservedRelation | undefined): boolean {
  if (pending.phase !== "publishing" || observed === undefined) return false;
  if (observed.shape === pending.next?.shape) return true;
  const bridge = observed.parameters["athenaform.bridge"];
  return bridge !== undefined && pending.staging.some((name) => name.identifier === bridge);
}
