import type { Action, Plan, Reason } from "./plan";

/** Says why a plan acts, in a few words: "sql changed; upstream stg_orders changes". */
export function explainReasons(plan: Plan): string {
  return plan.reasons.map(reasonText).join("; ");
}

/** Puts one reason into a few words. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case "missing":
      return "not there yet";
    case "dropped-outside":
      return "dropped outside";
    case "changed-outside":
      return `${reason.aspects.join(", ")} changed outside`;
    case "query-changed":
      return reason.materialized === "seed" ? "file changed" : "sql changed";
    case "config-changed":
      return `config ${reason.keys.join(", ")} changed`;
    case "docs-changed":
      return "docs changed";
    case "upstream-changes":
      return `upstream ${reason.names.join(", ")} changes`;
    case "source-changed":
      return `source ${reason.names.join(", ")} has new data`;
    case "always":
      return "run is always";
    case "full-refresh":
      return "full refresh";
    case "unfinished":
      return `last run stopped while ${reason.phase}`;
    case "not-recorded":
      return "exists, made by another tool";
    case "removed":
      return "removed from the project";
  }
}

/** Lists what will be done, one line an action, in order. */
export function explainActions(plan: Plan): readonly string[] {
  return plan.actions.map(actionText);
}

function actionText(action: Action): string {
  switch (action.kind) {
    case "roll-back":
      return "roll back the unfinished attempt: stop its queries, remove what it wrote";
    case "finish":
      return "finish the unfinished attempt: its data is already what readers see";
    case "upload-seed":
      return `upload the file to ${action.location}`;
    case "build": {
      const batches =
        action.batching === undefined
          ? ""
          : action.batching.when === "always"
            ? `, in batches of ${action.batching.limit} partitions`
            : `, in batches beyond ${action.batching.limit} partitions`;
      return `build aside in ${action.location ?? "the workgroup's output location"}${batches}`;
    }
    case "create-view":
      return action.staging === undefined ? "create or replace the view" : "create the view aside";
    case "publish":
      return action.bridge
        ? "publish: move the pointer through a view while partitions are exchanged"
        : "publish: move the pointer";
    case "settle":
      return `copy the files to ${action.home} and point there`;
    case "document":
      return "write descriptions and comments";
    case "adopt":
      return "take it into the record as it is";
    case "drop":
      return "drop it, then its data";
    case "expire": {
      const places = action.locations.map((owned) => owned.location).join(", ");
      const data = places === "" ? "" : `; remove ${places}`;
      return `keep ${action.keepVersions} versions${data}`;
    }
  }
}

/** Holds a plan in the form people and policies read, under the name of its verb. */
export interface PlanView {
  readonly because: string;
  readonly actions: readonly string[];
  readonly hazards?: readonly string[];
  readonly scan?: string;
}

/** Turns a plan into what preview shows, `--json` carries and policies match. */
export function viewOf(plan: Plan): PlanView {
  const hazards = plan.hazards.map((hazard) => hazard.text);
  const { scanBytes } = plan.estimate;
  return {
    because: explainReasons(plan),
    actions: explainActions(plan),
    ...(hazards.length === 0 ? {} : { hazards }),
    ...(scanBytes === undefined ? {} : { scan: bytesText(scanBytes) }),
  };
}

/** Prints a number of bytes as people read it, in powers of 1,024. */
export function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ""}`;
}
