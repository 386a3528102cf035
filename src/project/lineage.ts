import { fingerprintSql, hashOf, keyOf, type RelationName, type Upstream } from "../state";
import { compareText } from "./problems";

/** Holds what lineage needs to know of a node, parents first. */
export interface Link {
  readonly id: string;
  readonly kind: "table" | "seed" | "view" | "ephemeral";
  readonly relation: RelationName;
  readonly sql?: string;
  /** What else decides the columns: types of a seed, table type. */
  readonly shape: unknown;
  readonly parents: readonly string[];
  readonly sources: readonly RelationName[];
}

interface Known {
  readonly link: Link;
  /** What a reader of this node reads by reading it: itself, and through views what they read. */
  readonly reads: ReadonlyMap<string, Upstream>;
  /** Hashes what the node is and all that it is made from. */
  readonly definition: string;
}

/**
 * Follows what every node reads. Views and ephemerals are read through; a view's lineage hashes its
 * own SQL and the definitions below it, through tables too: where a table's column changes its type
 * because of something further up, the views over it must be made anew, or Athena calls them stale.
 */
export class Lineage {
  private readonly known = new Map<string, Known>();

  /** Takes the next node in topological order and gives its upstream, sorted and unique. */
  add(link: Link): readonly Upstream[] {
    const reads = new Map<string, Upstream>();
    const below: Record<string, string> = {};
    for (const parent of link.parents) {
      const known = this.known.get(parent);
      if (known === undefined) continue;
      below[parent] = known.definition;
      for (const [key, upstream] of known.reads) reads.set(key, upstream);
    }
    for (const relation of link.sources) {
      const key = `source ${relation.database}.${keyOf(relation)}`;
      below[key] = key;
      reads.set(key, { kind: "source", relation });
    }
    const definition = hashOf({
      kind: link.kind,
      sql: link.sql === undefined ? undefined : fingerprintSql(link.sql),
      shape: link.shape,
      below,
    });
    this.known.set(link.id, { link, reads: publish(link, definition, reads), definition });
    return sorted(reads);
  }
}

function publish(
  link: Link,
  lineage: string,
  reads: ReadonlyMap<string, Upstream>,
): ReadonlyMap<string, Upstream> {
  const { id: node, kind } = link;
  const relation = keyOf(link.relation);
  if (kind === "ephemeral") return reads;
  const own: Upstream = { kind: kind === "view" ? "view" : "table", node, relation, lineage };
  return new Map(kind === "view" ? [...reads, [node, own]] : [[node, own]]);
}

function sorted(reads: ReadonlyMap<string, Upstream>): readonly Upstream[] {
  return [...reads.entries()].sort(([a], [b]) => compareText(a, b)).map(([, upstream]) => upstream);
}
