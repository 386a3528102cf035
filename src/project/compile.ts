import type { RelationName } from "../state";
import { compiling, type Resolver } from "./context-node";
import type { Engine } from "./engine";
import { type Cte, injectCtes } from "./ephemeral";
import { TemplateFault } from "./fault";
import type { Value } from "./jinja";
import { ephemeralPrefix, type ProjectNode } from "./node";
import { nodeValue } from "./node-value";
import type { Problems } from "./problems";
import type { ProjectFile, Quoting } from "./project-file";
import type { SourceTable } from "./properties";
import { cteValue, type RelationValue, relationValue } from "./relation-value";
import type { Registry } from "./resolve";

/** Renders SQL with every name resolved; knows the ephemeral models compiled so far. */
export class SqlCompiler {
  /** Ephemeral id → its CTEs: those it needs first, itself last. */
  private readonly ctes = new Map<string, readonly Cte[]>();

  constructor(
    private readonly project: ProjectFile,
    private readonly database: string,
    private readonly registry: Registry,
    private readonly engine: Engine,
    private readonly problems: Problems,
  ) {}

  /** Compiles a model; parents come first. Gives undefined, and a note, when it cannot. */
  model(node: ProjectNode): string | undefined {
    const { text } = node;
    if (text === undefined) return undefined;
    const self = this.relationOf(node);
    const compiled = this.problems.attempt(() =>
      this.render({ file: node.found.file, text }, self, node.config, () =>
        nodeValue(node, this.project.name),
      ),
    );
    if (compiled === undefined) return undefined;
    if (node.materialized === "ephemeral") {
      const own = { name: `${ephemeralPrefix}${node.name}`, sql: compiled.sql };
      this.ctes.set(node.id, [...compiled.ctes, own]);
      // Stands in the SQL of others; on its own it needs no others in it.
      return compiled.sql;
    }
    return injectCtes(compiled.sql, compiled.ctes);
  }

  /** Compiles the SQL of a test, CTEs included. */
  test(
    file: { readonly file: string; readonly text: string },
    config: ProjectNode["config"],
  ): string {
    const self = relationValue({ database: "", schema: "", identifier: "" }, null);
    const { sql, ctes } = this.render(file, self, config, () => null);
    return injectCtes(sql, ctes);
  }

  /** Gives the CTEs that a query over a node needs: none unless it is ephemeral. */
  ctesOf(node: ProjectNode): readonly Cte[] {
    return this.ctes.get(node.id) ?? [];
  }

  /** Gives a node's relation as templates see it. */
  relationOf(node: ProjectNode): RelationValue {
    if (node.materialized === "ephemeral") return cteValue(`${ephemeralPrefix}${node.name}`);
    // dbt knows the type of a relation only once it looked into the catalog.
    return relationValue(node.relation, null, this.project.quoting);
  }

  /** Gives a source table's relation as templates see it. */
  sourceOf(table: SourceTable): RelationValue {
    return relationValue(sourceRelation(table, this.database), null, sourceQuoting(table));
  }

  /** Gives what `ref` and `source` do; `used` hears of every node that is named. */
  resolver(used: (node: ProjectNode) => void): Resolver {
    const { registry } = this;
    return {
      ref: (call): Value => {
        const node = registry.node(call);
        if (node !== undefined) {
          used(node);
          return this.relationOf(node);
        }
        const { fact, hint } = registry.explainRef(call);
        throw new TemplateFault("AF103", fact, hint);
      },
      source: (call): Value => {
        const table = registry.source(call);
        if (table !== undefined) return this.sourceOf(table);
        const { fact, hint } = registry.explainSource(call);
        throw new TemplateFault("AF104", fact, hint);
      },
    };
  }

  private render(
    file: { readonly file: string; readonly text: string },
    self: RelationValue,
    config: ProjectNode["config"],
    model: () => Value,
  ): { readonly sql: string; readonly ctes: readonly Cte[] } {
    const ctes = new Map<string, Cte>();
    const resolver = this.resolver((node) => {
      for (const cte of this.ctesOf(node)) ctes.set(cte.name, cte);
    });
    const context = compiling(this.engine.base("compile"), self, config, resolver);
    // Few templates look at their own node; it is made for those alone.
    Object.defineProperty(context, "model", { get: model, enumerable: true });
    const sql = this.engine.render(file, context, "compile");
    return { sql, ctes: [...ctes.values()] };
  }
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
