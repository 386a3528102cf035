import type { Entry, ObservedRelation } from "../state";
import { keyOf } from "../state";
import type { Action, Plan } from "./plan";
import { recover } from "./recovery";

/** Decides how a relation that the project no longer has goes away. */
export function planDrop(entry: Entry, observed: ObservedRelation | undefined): Plan {
  const recovery = recover(entry.pending, entry.applied, observed);
  const owned = [recovery.applied?.location, ...(recovery.applied?.previous ?? [])];
  const drop: readonly Action[] = recovery.dropped
    ? []
    : [{ kind: "drop", ...(observed === undefined ? {} : { expected: observed.versionId }) }];
  const keepsRows = recovery.applied?.kind !== "view" && owned[0] !== undefined;
  return {
    relation: keyOf(entry.relation),
    node: entry.node,
    verb: "drop",
    reasons: [{ kind: "removed" }],
    hazards: keepsRows
      ? [{ kind: "drops-data", text: `${rowsText(recovery.applied?.rows)} removed` }]
      : [],
    actions: [...recovery.actions, ...drop],
    estimate: {},
    attempt: entry.attempts + 1,
  };
}

function rowsText(rows: number | undefined): string {
  if (rows === undefined) return "its rows are";
  return rows === 1 ? "its only row is" : `its ${rows.toLocaleString("en-US")} rows are`;
}
