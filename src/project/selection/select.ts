import { nearest } from "../nearest";
import { matcher } from "./methods";
import { invalid } from "./parse";
import { Reach } from "./reach";
import type { Criterion, IndirectSelection, Selectable, Selection, Selectors } from "./selection";

/** Holds what a selection is made on. */
export interface SelectionScope {
  readonly nodes: readonly Selectable[];
  readonly rootPackage: string;
  readonly selectors: Selectors;
}

/** Holds what was selected, tests included, and the criteria that matched nothing. */
export interface Selected {
  readonly ids: ReadonlySet<string>;
  readonly unmatched: readonly string[];
}

/** Selects nodes; tests come along as `indirect` says, unless a selector says otherwise. */
export function select(
  selection: Selection,
  scope: SelectionScope,
  indirect: IndirectSelection = "eager",
): Selected {
  const selector = new Selector(scope, indirect);
  const { direct } = selector.of(selection);
  return { ids: direct, unmatched: selector.unmatched };
}

/** `maybe` holds tests that look at something selected and at something else besides. */
interface Found {
  readonly direct: ReadonlySet<string>;
  readonly maybe: ReadonlySet<string>;
}

class Selector {
  readonly unmatched: string[] = [];
  private readonly nodes: ReadonlyMap<string, Selectable>;
  private readonly reach: Reach;

  constructor(
    private readonly scope: SelectionScope,
    private readonly indirect: IndirectSelection,
  ) {
    this.nodes = new Map(scope.nodes.map((node) => [node.id, node]));
    this.reach = new Reach(this.nodes);
  }

  of(selection: Selection): Found {
    if (selection.kind === "criterion") return this.criterion(selection);
    const parts = selection.of.map((part) => this.of(part));
    const direct = combine(
      selection.kind,
      parts.map((part) => part.direct),
    );
    const maybe = combine(
      selection.kind === "difference" ? "union" : selection.kind,
      parts.map((part) => part.maybe),
    );
    // A test that looked beyond one part may lie within all of them together.
    if (selection.kind !== "difference") {
      for (const id of maybe) if (this.covers(id, direct, this.indirect)) direct.add(id);
    }
    return { direct, maybe };
  }

  private criterion(criterion: Criterion): Found {
    if (criterion.method === "selector") return this.named(criterion);
    const isMatch = matcher(criterion, this.scope.rootPackage);
    const found = this.scope.nodes.filter(isMatch).map((node) => node.id);
    if (found.length === 0) this.unmatched.push(criterion.text);
    return this.withTests(this.neighbours(found, criterion), criterion.indirect ?? this.indirect);
  }

  private neighbours(found: readonly string[], criterion: Criterion): Set<string> {
    const { parents, children, childrensParents } = criterion;
    const all = Number.POSITIVE_INFINITY;
    const result = new Set(found);
    const add = (ids: Iterable<string>): void => {
      for (const id of ids) result.add(id);
    };
    if (childrensParents) add(this.reach.up(this.reach.down(found, all), all));
    if (parents !== undefined) add(this.reach.up(found, parents));
    if (children !== undefined) add(this.reach.down(found, children));
    return result;
  }

  private named(criterion: Criterion): Found {
    const { named } = this.scope.selectors;
    const selection = named.get(criterion.value);
    if (selection === undefined) {
      const near = nearest(criterion.value, [...named.keys()]);
      const hint = near === undefined ? "Add it to selectors.yml" : `Did you mean "${near}"?`;
      throw invalid(criterion.text, `there is no selector "${criterion.value}"`, hint);
    }
    const found = this.of(selection);
    const wider = this.neighbours([...found.direct], criterion);
    return wider.size === found.direct.size
      ? found
      : this.withTests(wider, criterion.indirect ?? this.indirect);
  }

  private withTests(direct: Set<string>, indirect: IndirectSelection): Found {
    const maybe = new Set<string>();
    if (indirect === "empty") return { direct, maybe };
    const selected = new Set(direct);
    for (const id of this.reach.down(selected, 1)) {
      if (selected.has(id) || this.nodes.get(id)?.resource !== "test") continue;
      if (indirect === "eager" || this.covers(id, selected, indirect)) direct.add(id);
      else maybe.add(id);
    }
    return { direct, maybe };
  }

  /** Tells whether all that a test looks at is selected, or for `buildable` lies above it. */
  private covers(id: string, selected: ReadonlySet<string>, indirect: IndirectSelection): boolean {
    const parents = this.nodes.get(id)?.parents ?? [];
    if (parents.every((parent) => selected.has(parent))) return true;
    if (indirect !== "buildable") return false;
    const above = this.reach.up(selected, Number.POSITIVE_INFINITY);
    const isThere = (parent: string): boolean =>
      above.has(parent) || this.nodes.get(parent)?.resource === "source";
    return parents.every(isThere);
  }
}

function combine(
  kind: "union" | "intersection" | "difference",
  sets: readonly ReadonlySet<string>[],
): Set<string> {
  const [first = new Set<string>(), ...rest] = sets;
  if (kind === "union") return new Set(sets.flatMap((set) => [...set]));
  const keep =
    kind === "intersection"
      ? (id: string) => rest.every((set) => set.has(id))
      : (id: string) => !rest.some((set) => set.has(id));
  return new Set([...first].filter(keep));
}
