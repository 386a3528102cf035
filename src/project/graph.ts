import type { Problems } from "./problems";
import { compareText } from "./problems";
import type { ProjectNode } from "./node";

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
  const depths = new Map<string, number>();
  const entered = new Map<string, number>();
  const onCircle = new Set<string>();
  const path: string[] = [];
  for (const start of [...graph.nodes.keys()].sort(compareText)) {
    if (depths.has(start) || entered.has(start)) continue;
    // An explicit stack: chains of models may be longer than the call stack.
    const stack: { readonly id: string; next: number }[] = [];
    const enter = (id: string): void => {
      entered.set(id, path.length);
      path.push(id);
      stack.push({ id, next: 0 });
    };
    enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const parents = graph.parents.get(top.id) ?? [];
      const parent = parents[top.next];
      if (parent === undefined) {
        leave(top.id, parents, depths, onCircle);
        path.pop();
        stack.pop();
        continue;
      }
      top.next += 1;
      if (!entered.has(parent)) enter(parent);
      else if (!depths.has(parent) && !onCircle.has(parent)) {
        const circle = path.slice(entered.get(parent) ?? 0);
        for (const id of circle) onCircle.add(id);
        noteCircle(graph, circle, problems);
      }
    }
  }
  const ordered = [...depths.keys()].sort(
    (a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || compareText(a, b),
  );
  return ordered.flatMap((id) => graph.nodes.get(id) ?? []);
}

function leave(
  id: string,
  parents: readonly string[],
  depths: Map<string, number>,
  onCircle: Set<string>,
): void {
  let depth = 0;
  for (const parent of parents) {
    const below = depths.get(parent);
    if (below === undefined) onCircle.add(id);
    else depth = Math.max(depth, below + 1);
  }
  if (!onCircle.has(id)) depths.set(id, depth);
}

function noteCircle(graph: Graph, circle: readonly string[], problems: Problems): void {
  const names = circle.map((id) => graph.nodes.get(id)?.name ?? id);
  const first = circle[0] === undefined ? undefined : graph.nodes.get(circle[0]);
  const way = [...names, names[0]].join(" → ");
  problems.add("AF105", `Cannot order the models: they depend on each other: ${way}`, {
    ...(first === undefined ? {} : { where: { file: first.found.file } }),
  });
}
