import type { Statement, Target } from "../syntax/ast";

/** Counts the slots of one kind of frame while its code is compiled. */
export interface Layout {
  size: number;
}

/** Says where a variable may be: so many frames outwards, in that slot. */
export interface Slot {
  readonly hops: number;
  readonly index: number;
}

/** Knows the names of one scope: a template, a macro, a loop body, a block. */
export class Scope {
  readonly layout: Layout;
  /** Holds names that code of this scope, or inside it, reads. */
  readonly read = new Set<string>();
  private readonly names = new Map<string, number>();
  private readonly parent: Scope | undefined;

  constructor(layout: Layout, parent: Scope | undefined) {
    this.layout = layout;
    this.parent = parent;
  }

  /** Gives the slot of a name of this scope, a new one when it has none. */
  declare(name: string): number {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const index = this.layout.size++;
    this.names.set(name, index);
    return index;
  }

  /** Gives the slots of this scope alone. */
  slots(): number[] {
    return [...this.names.values()];
  }

  /** Gives the places a name may have, the nearest first. */
  find(name: string): Slot[] {
    const found: Slot[] = [];
    let hops = 0;
    let layout = this.layout;
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.layout !== layout) {
        hops++;
        layout = scope.layout;
      }
      scope.read.add(name);
      const index = scope.names.get(name);
      if (index !== undefined) found.push({ hops, index });
    }
    return found;
  }
}

/** Declares what the statements of a scope assign, before any of them is compiled. */
export function declareAssigned(scope: Scope, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (statement.kind === "set" || statement.kind === "set-block")
      declareTarget(scope, statement.target);
    else if (statement.kind === "macro") scope.declare(statement.name);
    else if (statement.kind === "if") {
      for (const branch of statement.branches) declareAssigned(scope, branch.body);
      declareAssigned(scope, statement.otherwise);
    }
  }
}

/** Declares the names of a target. */
export function declareTarget(scope: Scope, target: Target): void {
  if (target.kind === "name") scope.declare(target.name);
  else if (target.kind === "tuple") for (const item of target.items) declareTarget(scope, item);
}
