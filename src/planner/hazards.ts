import type { Applied, Desired } from "../state";
import type { Action, Hazard } from "./plan";

/** Names what the actions cost or risk, in words that a reviewer can weigh. */
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
          `files under ${action.home} are exchanged one by one: queries through Athena see whole ` +
          "content, a query that started before and jobs that read the path may fail meanwhile",
      });
    }
    if (action.kind === "publish" && action.bridge && applied !== undefined) {
      hazards.push({
        kind: "view-bridge",
        text:
          "while partitions are exchanged the relation is a view over the new data: Athena and " +
          "Trino read it, engines that know no Presto views must wait some seconds",
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
