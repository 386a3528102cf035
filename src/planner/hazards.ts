import type { Applied, Desired } from "../state";
import type { Action, Hazard } from "./plan";

/**
 * Names what the actions cost or risk, in words that a reviewer can weigh; briefly, since the
 * detailed form of a preview cuts text after 150 characters.
 */
export function hazardsOf(
  desired: Desired,
  actions: readonly Action[],
  applied: Applied | undefined,
): readonly Hazard[] {
  const hazards: Hazard[] = [];
  for (const action of actions) {
    if (action.kind === "settle" && applied?.location === action.home) {
      hazards.push({
        kind: "path-gap",
        text:
          `files under ${action.home} are exchanged one by one: jobs that read the path, and ` +
          "queries begun before, may fail meanwhile",
      });
    }
    if (action.kind === "publish" && action.bridge && applied !== undefined) {
      hazards.push({
        kind: "view-bridge",
        text:
          "while partitions are exchanged the relation is a view over the new data: engines that " +
          "cannot read Presto views must wait some seconds",
      });
    }
  }
  if (desired.materialized === "view" && applied !== undefined && applied.kind !== "view") {
    hazards.push({
      kind: "drops-data",
      text: "the table's data is kept as the previous version and expires with the next change",
    });
  }
  return hazards;
}
