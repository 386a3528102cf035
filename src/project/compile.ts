import type { RelationName } from "../state";
import { compiling, type Resolver } from "./context-node";
import type { Engine } from "./engine";
import { type Cte, injectCtes } from "./ephemeral";
import { TemplateFault } from "./fault";
import { graphValue } from "./graph-value";
import type { Value } from "./jinja";
import { ephemeralPrefix, type ProjectNode, type RefCall } from "./node";
import { nodeValue } from "./node-value";
import type { Problems } from "./problems";
import type { Quoting } from "./project-file";
import type { SourceTable } from "./properties";
import { cteValue, type RelationValue, relationValue } from "./relation-value";
import type { Registry } from "./resolve";

/** Renders SQL with every name resolved; knows the ephemeral models compiled so far. */
export class SqlCompiler {
  /** Ephemeral id → its CTEs: those it needs first, itself last. */
  private readonly ctes = new Map<string, readonly Cte[]>();
  /** What is compiled already: a load that waits for the lake compiles the rest again. */
  private readonly compiled = new Map<string, string>();
  private made: Value | undefined;

  constructor(
    private readonly quoting: Quoting,
    private readonly database: string,
    private readonly registry: Registry,
    private readonly engine: Engine,
    private readonly problems: Problems,
  ) {}

  /** Compiles a model; parents come first. Gives undefined, and a note, when it cannot. */
  model(node: ProjectNode): string | undefined {
    const { text } = node;
    if (text === undefined) return undefined;
    const known = this.compiled.get(node.id);
    if (known !== undefined) return known;
    const self = this.relationOf(node);
    const compiled = this.problems.attempt(() =>
      this.render({ file: node.found.file, text }, self, node, () => nodeValue(node)),
    );
    if (compiled === undefined) return undefined;
    if (node.materialized === "ephemeral") {
      const own = { name: cteName(node), sql: compiled.sql };
      this.ctes.set(node.id, [...compiled.ctes, own]);
      // Stands in the SQL of others; on its own it needs no others in it.
      if (compiled.isWhole) this.compiled.set(node.id, compiled.sql);
      return compiled.sql;
    }
    const sql = injectCtes(compiled.sql, compiled.ctes);
    if (compiled.isWhole) this.compiled.set(node.id, sql);
    return sql;
  }

  /** Compiles the SQL of a test, CTEs included. */
  test(
    file: { readonly file: string; readonly text: string },
    node: Pick<ProjectNode, "config" | "package">,
  ): string {
    const self = relationValue({ database: "", schema: "", identifier: "" }, null);
    const { sql, ctes } = this.render(file, self, node, () => null);
    return injectCtes(sql, ctes);
  }

  /** Gives the CTEs that a query over a node needs: none unless it is ephemeral. */
  ctesOf(node: ProjectNode): readonly Cte[] {
    return this.ctes.get(node.id) ?? [];
  }

  /** Gives a node's relation as templates see it. */
  relationOf(node: ProjectNode): RelationValue {
    if (node.materialized === "ephemeral") return cteValue(cteName(node));
    // dbt knows the type of a relation only once it looked into the catalog.
    return relationValue(node.relation, null, this.quoting);
  }

  /** Gives a source table's relation as templates see it. */
  sourceOf(table: SourceTable): RelationValue {
    return relationValue(sourceRelation(table, this.database), null, sourceQuoting(table));
  }

  private declares(refs: readonly RefCall[], from: string, used: ProjectNode): boolean {
    return refs.some((ref) => this.registry.node(ref, from)?.id === used.id);
  }

  /** Gives `graph`, made when a template looks at it. */
  graph(): Value {
    const { nodes, sources } = this.registry;
    this.made ??= graphValue(nodes, sources, this.database);
    return this.made;
  }

  /** Gives what `ref` and `source` do for a package; `used` hears of every node that is named. */
  resolver(from: string, used: (node: ProjectNode) => void): Resolver {
    const { registry } = this;
    return {
      ref: (call): Value => {
        const node = registry.node(call, from);
        if (node !== undefined) {
          used(node);
          return this.relationOf(node);
        }
        const { fact, hint } = registry.explainRef(call);
        throw new TemplateFault("AF103", fact, hint);
      },
      source: (call): Value => {
        const table = registry.source(call, from);
        if (table !== undefined) return this.sourceOf(table);
        const { fact, hint } = registry.explainSource(call);
        throw new TemplateFault("AF104", fact, hint);
      },
    };
  }

  private render(
    file: { readonly file: string; readonly text: string },
    self: RelationValue,
    node: Pick<ProjectNode, "config" | "package"> & Partial<Pick<ProjectNode, "refs">>,
    model: () => Value,
  ): { readonly sql: string; readonly ctes: readonly Cte[]; readonly isWhole: boolean } {
    const ctes = new Map<string, Cte>();
    let isWhole = true;
    const rendering = { phase: "compile", package: node.package } as const;
    const resolver = this.resolver(node.package, (used) => {
      if (node.refs !== undefined && !this.declares(node.refs, node.package, used)) {
        throw new TemplateFault(
          "AF103",
          `ref "${used.name}" is made only while SQL is compiled, so no order follows from it`,
          `Add a line at the top: -- depends_on: {{ ref('${used.name}') }}`,
        );
      }
      for (const cte of this.ctesOf(used)) ctes.set(cte.name, cte);
      // An ephemeral that waits for the lake makes what reads it wait too.
      if (used.materialized === "ephemeral" && !this.ctes.has(used.id)) isWhole = false;
    });
    const context = compiling(this.engine.base(rendering), self, node.config, resolver);
    // Few templates look at nodes; they are made for those alone.
    Object.defineProperty(context, "model", { get: model, enumerable: true });
    Object.defineProperty(context, "graph", { get: () => this.graph(), enumerable: true });
    const sql = this.engine.render(file, context, rendering);
    return { sql, ctes: [...ctes.values()], isWhole };
  }
}

function cteName(node: ProjectNode): string {
  return `${ephemeralPrefix}${node.relation.identifier}`;
}

/** Names the relation of a source table. */
export function sourceRelation(table: SourceTable, database: string): RelationName {
  const { schema, identifier } = table;
  return { database: table.database ?? database, schema, identifier };
}

// The project's `quoting` does not reach sources; a source says it for itself.
function sourceQuoting(table: SourceTable): Quoting {
  return {
    database: table.quoting["database"] !== false,
    schema: table.quoting["schema"] !== false,
    identifier: table.quoting["identifier"] !== false,
  };
}
