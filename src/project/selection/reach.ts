import type { Selectable } from "./selection";

/** Knows the graph of a project in both directions. */
export class Reach {
  private readonly children = new Map<string, string[]>();

  constructor(private readonly nodes: ReadonlyMap<string, Selectable>) {
    for (const node of nodes.values()) {
      for (const parent of node.parents) {
        const known = this.children.get(parent);
        if (known === undefined) this.children.set(parent, [node.id]);
        else known.push(node.id);
      }
    }
  }

  /** Gives all that the given ones read, so many generations up; the given ones included. */
  up(from: Iterable<string>, generations: number): Set<string> {
    return walk(from, generations, (id) =>
      (this.nodes.get(id)?.parents ?? []).filter((parent) => this.nodes.has(parent)),
    );
  }

  /** Gives all that read the given ones, so many generations down; the given ones included. */
  down(from: Iterable<string>, generations: number): Set<string> {
    return walk(from, generations, (id) => this.children.get(id) ?? []);
  }
}

function walk(
  from: Iterable<string>,
  generations: number,
  next: (id: string) => readonly string[],
): Set<string> {
  const found = new Set(from);
  let edge = [...found];
  for (let left = generations; left > 0 && edge.length > 0; left -= 1) {
    const further: string[] = [];
    for (const id of edge) {
      for (const other of next(id)) {
        if (found.has(other)) continue;
        found.add(other);
        further.push(other);
      }
    }
    edge = further;
  }
  return found;
}
