import type { Place } from "../errors";
import { keyOf } from "../state";
import type { Graph } from "./graph";
import { nearest } from "./nearest";
import { lineOfMatch, type ProjectNode, type RefCall, type SourceCall } from "./node";
import type { Problems } from "./problems";
import type { SourceTable } from "./properties";

/** Knows every node and source table by name. */
export class Registry {
  private readonly byName: ReadonlyMap<string, readonly ProjectNode[]>;
  private readonly tables: ReadonlyMap<string, readonly SourceTable[]>;

  constructor(
    private readonly project: string,
    readonly nodes: readonly ProjectNode[],
    private readonly disabled: ReadonlySet<string>,
    readonly sources: readonly SourceTable[],
    private readonly packages: ReadonlySet<string> = new Set(),
  ) {
    this.byName = grouped(nodes, (node) => node.name);
    this.tables = grouped(sources, (table) => `${table.source}.${table.name}`);
  }

  /** Finds a node: in the package named, else in the project, in the asking package, anywhere. */
  node(ref: RefCall, from: string = this.project): ProjectNode | undefined {
    const named = this.byName.get(ref.name) ?? [];
    const home = this.home(named, ref.package, from);
    const candidates = named.filter((node) => node.package === home);
    return candidates.find((node) => node.version === (ref.version ?? node.latestVersion));
  }

  source(call: SourceCall, from: string = this.project): SourceTable | undefined {
    const named = this.tables.get(`${call.source}.${call.table}`) ?? [];
    const home = this.home(named, undefined, from);
    return named.findLast((table) => table.package === home);
  }

  /** Gives dbt's unique id of a source's table. */
  sourceId(call: SourceCall, from: string = this.project): string {
    const home = this.source(call, from)?.package ?? from;
    return `source.${home}.${call.source}.${call.table}`;
  }

  private home(
    named: readonly { readonly package: string }[],
    asked: string | undefined,
    from: string,
  ): string | undefined {
    if (asked !== undefined) return asked;
    const homes = [this.project, from, named[0]?.package];
    return homes.find((home) => named.some((one) => one.package === home));
  }

  /** Tells whether every ref and source of a template names something. */
  knowsAll(node: Pick<ProjectNode, "refs" | "sources" | "package">): boolean {
    return (
      node.refs.every((ref) => this.node(ref, node.package) !== undefined) &&
      node.sources.every((call) => this.source(call, node.package) !== undefined)
    );
  }

  /** Says in words why a ref finds nothing, and what may have been meant. */
  explainRef(ref: RefCall): { readonly fact: string; readonly hint?: string } {
    const name = ref.package === undefined ? ref.name : `${ref.package}.${ref.name}`;
    const { package: asked } = ref;
    if (asked !== undefined && asked !== this.project && !this.packages.has(asked)) {
      return { fact: `ref "${name}" is in another package, which is not part of this project` };
    }
    if (ref.version !== undefined && this.byName.has(ref.name)) {
      const known = (this.byName.get(ref.name) ?? []).flatMap((node) => node.version ?? []);
      const fact = `ref "${name}" has no version ${ref.version}`;
      return known.length === 0 ? { fact } : { fact, hint: `Versions: ${known.join(", ")}` };
    }
    if (this.disabled.has(ref.name)) {
      return {
        fact: `ref "${name}" names a node that is disabled`,
        hint: "Enable it, or drop the ref",
      };
    }
    const near = nearest(ref.name, this.byName.keys());
    const fact = `ref "${name}" names no model or seed`;
    return near === undefined ? { fact } : { fact, hint: `Did you mean "${near}"?` };
  }

  /** Says in words why a source is not found, and what may have been meant. */
  explainSource(call: SourceCall): { readonly fact: string; readonly hint?: string } {
    const name = `${call.source}.${call.table}`;
    const near = nearest(name, this.tables.keys());
    const fact = `source "${name}" is not declared`;
    return near === undefined ? { fact } : { fact, hint: `Did you mean "${near}"?` };
  }
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Resolves every ref of the nodes; notes what names nothing, at the line of the ref. */
export function resolveRefs(
  nodes: readonly ProjectNode[],
  registry: Registry,
  problems: Problems,
): Graph {
  const parents = new Map<string, readonly string[]>();
  for (const node of nodes) {
    parents.set(node.id, resolveNode(node, registry, problems));
  }
  return { nodes: new Map(nodes.map((node) => [node.id, node])), parents };
}

/** Resolves the refs and sources of one template; gives the ids of the nodes it reads. */
export function resolveNode(
  node: Pick<ProjectNode, "id" | "refs" | "sources" | "text" | "where" | "package">,
  registry: Registry,
  problems: Problems,
): readonly string[] {
  const ids = new Set<string>();
  for (const ref of node.refs) {
    const found = registry.node(ref, node.package);
    if (found !== undefined) ids.add(found.id);
    else {
      const { fact, hint } = registry.explainRef(ref);
      const where = placeOf(node, "ref", ref.name);
      const details = hint === undefined ? { where } : { where, hint };
      problems.add("AF103", `Cannot resolve the refs of ${node.id}: ${fact}`, details);
    }
  }
  for (const call of node.sources) {
    if (registry.source(call, node.package) !== undefined) continue;
    const { fact, hint } = registry.explainSource(call);
    const where = placeOf(node, "source", call.table);
    const details = hint === undefined ? { where } : { where, hint };
    problems.add("AF104", `Cannot resolve the sources of ${node.id}: ${fact}`, details);
  }
  return [...ids];
}

function placeOf(
  node: Pick<ProjectNode, "text" | "where">,
  verb: "ref" | "source",
  name: string,
): Place {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const call = new RegExp(`\\b${verb}\\s*\\([^)]*['"]${escaped}['"]`);
  const line = lineOfMatch(node.text ?? "", call);
  const { file, line: fallback } = node.where;
  const at = line ?? fallback;
  return { ...(file === undefined ? {} : { file }), ...(at === undefined ? {} : { line: at }) };
}

/** Notes nodes that would build the same relation, and names that are not lower case. */
export function checkRelations(nodes: readonly ProjectNode[], problems: Problems): void {
  const taken = new Map<string, ProjectNode>();
  for (const node of nodes) {
    if (node.materialized === "ephemeral") continue;
    checkCase(node, problems);
    const key = `${node.relation.database}.${keyOf(node.relation)}`.toLowerCase();
    const other = taken.get(key);
    if (other === undefined) {
      taken.set(key, node);
      continue;
    }
    const act = `Cannot build both ${other.id} and ${node.id}`;
    problems.add("AF106", `${act}: both are relation "${keyOf(node.relation)}"`, {
      where: node.where,
    });
  }
}

function checkCase(node: ProjectNode, problems: Problems): void {
  for (const part of ["schema", "identifier"] as const) {
    const name = node.relation[part];
    if (name === name.toLowerCase()) continue;
    const word = part === "schema" ? "schema" : "name";
    const remedy =
      part === "schema"
        ? `name the schema "${name.toLowerCase()}"`
        : `rename the file, or set alias="${name.toLowerCase()}"`;
    problems.add("AF107", `Cannot build ${node.id}: its ${word} "${name}" is not lower case`, {
      where: node.where,
      hint: `Glue stores names in lower case: ${remedy}`,
    });
  }
}
