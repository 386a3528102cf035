import type { Project } from "./project";
import { parseSelection } from "./selection/parse";
import { type Selected, select } from "./selection/select";
import type { IndirectSelection, Selection } from "./selection/selection";

export type { Selected } from "./selection/select";

/** Says what is asked for, in dbt's syntax of node selection. */
export interface Choice {
  readonly select?: string;
  readonly exclude?: string;
  readonly indirect?: IndirectSelection;
}

/**
 * Gives the unique ids that a choice leaves. Where nothing is asked, that is the default selector of
 * selectors.yml, else everything.
 */
export function choose(
  project: Pick<Project, "name" | "selectables" | "selectors">,
  choice: Choice,
): Selected {
  const { selectables: nodes, selectors, name: rootPackage } = project;
  const { byDefault } = selectors;
  const isFree = choice.select === undefined && choice.exclude === undefined;
  if (isFree && byDefault === undefined) {
    return { ids: new Set(nodes.map((node) => node.id)), unmatched: [] };
  }
  const included =
    isFree && byDefault !== undefined
      ? byDefault
      : parseSelection(choice.select ?? "fqn:* source:*");
  const selection: Selection =
    choice.exclude === undefined
      ? included
      : { kind: "difference", of: [included, parseSelection(choice.exclude)] };
  return select(selection, { nodes, rootPackage, selectors }, choice.indirect);
}
