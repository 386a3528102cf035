import type { Budgets } from "../planner";
import { type Choice, choose, type Project } from "../project";
import type { Settings } from "./settings";

/** Holds what a run asks of the nodes of a project, by unique id. */
export interface Choices {
  /** Absent when everything is selected. */
  readonly selected?: ReadonlySet<string>;
  readonly fullRefresh: ReadonlySet<string>;
  readonly guarded: ReadonlySet<string>;
  readonly budgets: Budgets;
  /** Criteria that match no node. */
  readonly unmatched: readonly string[];
}

/** Is what a run asks that asks for nothing: everything, within no limits. */
export const noChoices: Choices = {
  fullRefresh: new Set(),
  guarded: new Set(),
  budgets: {},
  unmatched: [],
};

/** Resolves the selections of a stack's settings. */
export function choicesOf(project: Project, settings: Settings): Choices {
  const unmatched: string[] = [];
  const take = (choice: Choice): ReadonlySet<string> => {
    const found = choose(project, choice);
    unmatched.push(...found.unmatched);
    return found.ids;
  };
  const listed = (text: string | undefined): ReadonlySet<string> => {
    if (text === undefined || text === "false") return new Set();
    return take({ select: text === "true" ? "fqn:*" : text });
  };
  const { select, exclude, maxScan } = settings;
  const isWhole =
    select === undefined && exclude === undefined && project.selectors.byDefault === undefined;
  const asked = {
    ...(select === undefined ? {} : { select }),
    ...(exclude === undefined ? {} : { exclude }),
  };
  return {
    ...(isWhole ? {} : { selected: take(asked) }),
    fullRefresh: listed(settings.fullRefresh),
    guarded: listed(settings.protect),
    budgets: maxScan === undefined ? {} : { maxScan },
    unmatched,
  };
}
