import type { ProjectNode } from "./node";
import type { Problems } from "./problems";
import { compareText } from "./problems";

/** Holds nodes with the ids of the nodes that each one reads. */
export interface Graph {
  readonly nodes: ReadonlyMap<string, ProjectNode>;
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

/**
 * Puts nodes behind what they read: by the length of the longest way to them, then by id. Notes
 * circles; nodes on or behind one are left out.
 */
export function inOrder(graph: Graph, problems: Problems): readonly ProjectNode[] {
  const walk = new Walk(graph, problems);
  for (const id of [...graph.nodes.keys()].sort(compareText)) walk.from(id);
  const { depths } = walk;
  const ordered = [...depths.keys()].sort(
    (a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || compareText(a, b),
  );
  return ordered.flatMap((id) => graph.nodes.get(id) ?? []);
}

/** Walks up to what nodes read, with a stack of its own: chains may be longer than the call's. */
class Walk {
  /** Node → longest way to it, once all that it reads is known. */
  readonly depths = new Map<string, number>();
  private readonly entered = new Map<string, number>();
  private readonly lost = new Set<string>();
  private readonly path: { readonly id: string; next: number }[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly problems: Problems,
  ) {}

  from(start: string): void {
    if (this.entered.has(start)) return;
    this.enter(start);
    for (let top = this.path.at(-1); top !== undefined; top = this.path.at(-1)) {
      const parent = this.parentsOf(top.id)[top.next];
      top.next += 1;
      if (parent === undefined) this.leave(top.id);
      else if (!this.entered.has(parent)) this.enter(parent);
      else if (!this.depths.has(parent) && !this.lost.has(parent)) this.noteCircle(parent);
    }
  }

  private parentsOf(id: string): readonly string[] {
    return this.graph.parents.get(id) ?? [];
  }

  private enter(id: string): void {
    this.entered.set(id, this.path.length);
    this.path.push({ id, next: 0 });
  }

  private leave(id: string): void {
    this.path.pop();
    let depth = 0;
    for (const parent of this.parentsOf(id)) {
      const above = this.depths.get(parent);
      if (above === undefined) this.lost.add(id);
      else depth = Math.max(depth, above + 1);
    }
    if (!this.lost.has(id)) this.depths.set(id, depth);
  }

  private noteCircle(back: string): void {
    const circle = this.path.slice(this.entered.get(back) ?? 0).map((step) => step.id);
    for (const id of circle) this.lost.add(id);
    noteCircle(this.graph, circle, this.problems);
  }
}

function noteCircle(graph: Graph, circle: readonly string[], problems: Problems): void {
  const names = circle.map((id) => graph.nodes.get(id)?.name ?? id);
  const first = circle[0] === undefined ? undefined : graph.nodes.get(circle[0]);
  const way = [...names, names[0]].join(" → ");
  problems.add("AF105", `Cannot order the models: they depend on each other: ${way}`, {
    ...(first === undefined ? {} : { where: { file: first.found.file } }),
  });
}
