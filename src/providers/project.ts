import * as pulumi from "@pulumi/pulumi";
import { ProjectErrors } from "../errors";
import { checkScan, summarise } from "../planner";
import type { Project } from "../project";
import { type Desired, keyOf, type RelationName } from "../state";
import { type Choices, noChoices } from "./choices";
import { urnsInState } from "./in-state";
import { type Demand, type Home, inputsOf } from "./inputs";
import { notBuilt } from "./left-out";
import { RelationResource, SchemaResource } from "./resources";
import { orRunError } from "./run-error";

/** Is a whole dbt project as one component; its folders are the tree that the terminal shows. */
export class ProjectResource extends pulumi.ComponentResource {
  /** Closes a preview: counts by action, hazards, bytes to scan. Absent in an update. */
  readonly plan: pulumi.Output<Readonly<Record<string, string | number>>> | undefined;
  /** Relation → version and rows, for promotion and for people. */
  readonly relations: pulumi.Output<Readonly<Record<string, RelationFacts>>>;

  constructor(
    project: Project,
    projectDir: string,
    options: pulumi.ComponentResourceOptions = {},
    choices: Choices = noChoices,
  ) {
    super(projectType, project.name, {}, options);
    const registration = new Registration(project, projectDir, this, choices);
    if (choices.selected === undefined) {
      registration.registerAll();
      this.plan = registration.summary();
      this.relations = registration.facts();
    } else {
      // What is not selected stays as it is where state has it, which takes a question to know.
      const done = urnsInState().then((urns) => registration.registerAll(urns));
      const plan = pulumi.output(done.then(() => registration.summary()));
      this.plan = pulumi.runtime.isDryRun() ? (plan as NonNullable<typeof this.plan>) : undefined;
      this.relations = pulumi.output(done.then(() => registration.facts()));
    }
    this.registerOutputs();
  }
}

/** Holds what a stack tells others of one relation. */
export interface RelationFacts {
  readonly version: string;
  readonly rows?: number;
}

const projectType = "athena:index:Project";
const folderType = "athena:index:Folder";

/**
 * Registers nodes one after the other, in topological order, below their folders. Every node lies
 * at one depth, whatever its path: the types above a resource are part of its URN, and a model that
 * is moved to another folder must stay the same resource.
 */
class Registration {
  private readonly home: Home;
  private readonly preview = pulumi.runtime.isDryRun();
  private readonly folders = new Map<string, pulumi.ComponentResource>();
  private readonly schemas = new Map<string, SchemaResource>();
  private readonly built = new Map<string, RelationResource>();

  constructor(
    private readonly project: Project,
    private readonly projectDir: string,
    private readonly root: ProjectResource,
    private readonly choices: Choices,
  ) {
    this.home = { project: pulumi.getProject(), stack: pulumi.getStack() };
  }

  /** Registers what is selected, and of the rest what is in state; everything without a selection. */
  registerAll(urns: ReadonlySet<string> = new Set()): void {
    const { nodes, schemas } = this.project;
    const kept = nodes.filter((node) => this.isSelected(node) || urns.has(this.urnOf(node)));
    const there = new Set(kept.map((node) => keyOf(node.relation)));
    const faults = kept
      .filter((node) => this.isSelected(node))
      .flatMap((node) => missing(node, there).map((upstream) => notBuilt(node, upstream)));
    orRunError(() => {
      if (faults.length > 0) throw new ProjectErrors(faults);
    });
    const used = new Set(kept.map((node) => node.relation.schema));
    const isKept = (schema: string): boolean =>
      used.has(schema) || urns.has(this.urn("Schema", schema, 0));
    this.registerSchemas(schemas.filter(isKept));
    for (const node of kept) this.register(node);
  }

  private isSelected(node: Desired): boolean {
    return this.choices.selected?.has(node.node) ?? true;
  }

  private registerSchemas(names: readonly string[]): void {
    const selected = this.project.nodes.filter((node) => this.isSelected(node));
    const sources = sourcesOf(selected);
    const all = [...names, ...sources.map((source) => source.schema)];
    const scope = {
      schemas: [...new Set(all)].sort(),
      sources,
      relations: this.project.nodes.map((node) => keyOf(node.relation)),
      ...(this.choices.selected === undefined
        ? {}
        : { selected: selected.map((node) => keyOf(node.relation)) }),
    };
    names.forEach((schema, index) => {
      const args = {
        schema,
        __kind: "schema" as const,
        __home: this.home,
        __preview: this.preview,
        __urn: this.urn("Schema", schema, 0),
        ...(index === 0 ? { __project: scope } : {}),
      };
      const first = this.schemas.values().next().value;
      const dependsOn = first === undefined ? [] : [first];
      const options = { parent: this.root, dependsOn };
      this.schemas.set(schema, new SchemaResource(schema, args, options));
    });
  }

  private register(node: Desired): void {
    const { type, name } = resourceOf(node);
    const demand = this.demandOf(node);
    const schema = this.schemas.get(node.relation.schema);
    const above = node.upstream.flatMap((item) => {
      const resource = item.kind === "source" ? undefined : this.built.get(item.relation);
      return resource === undefined ? [] : [resource];
    });
    const args = {
      ...inputsOf(node, this.home, this.projectDir),
      upstream: this.upstreamOf(node),
      __preview: this.preview,
      __urn: this.urnOf(node),
      ...(Object.keys(demand).length === 0 ? {} : { __demand: demand }),
    };
    const dependsOn = schema === undefined ? above : [schema, ...above];
    // Pulumi itself refuses to delete what is protected, also when it has left the project.
    const protect = demand.guarded === true ? { protect: true } : {};
    const options = { parent: this.folder(node), dependsOn, ...protect };
    this.built.set(keyOf(node.relation), new RelationResource(type, name, args, options));
  }

  private demandOf(node: Desired): Demand {
    const { fullRefresh, guarded } = this.choices;
    return {
      ...(this.isSelected(node) ? {} : { leftOut: "same" }),
      ...(fullRefresh.has(node.node) ? { fullRefresh: true } : {}),
      ...(guarded.has(node.node) ? { guarded: true } : {}),
    };
  }

  private urnOf(node: Desired): string {
    const { type, name } = resourceOf(node);
    return this.urn(type, name, 1);
  }

  /** A view follows definitions, a table follows data: see design of the fingerprints. */
  private upstreamOf(node: Desired): Record<string, pulumi.Input<string>> {
    const upstream: Record<string, pulumi.Input<string>> = {};
    for (const item of node.upstream) {
      if (item.kind === "source") continue;
      const resource = this.built.get(item.relation);
      const byData = item.kind === "table" && node.materialized !== "view";
      upstream[item.relation] =
        byData && resource !== undefined ? resource.__dataVersion : item.lineage;
    }
    return upstream;
  }

  private folder(node: Desired): pulumi.Resource {
    const key = node.folders.join("/") || (node.materialized === "seed" ? "seeds" : "models");
    const known = this.folders.get(key);
    if (known !== undefined) return known;
    const made = new pulumi.ComponentResource(folderType, key, {}, { parent: this.root });
    this.folders.set(key, made);
    return made;
  }

  // A plain string on purpose: an Output of the parent would make it wait for its own child.
  private urn(type: string, name: string, depth: number): string {
    const parents = [projectType, ...Array.from({ length: depth }, () => folderType)];
    const chain = [...parents, `pulumi-nodejs:dynamic/athena:${type}`].join("$");
    return `urn:pulumi:${this.home.stack}::${this.home.project}::${chain}::${name}`;
  }

  summary(): ProjectResource["plan"] {
    if (!this.preview) return undefined;
    const own = [...this.built.values()].map((resource) => resource.__plan);
    const drops = [...this.schemas.values()].map((schema) => schema.__plans);
    return pulumi.all([pulumi.all(own), pulumi.all(drops)]).apply(([plans, removed]) => {
      const all = [...plans, ...removed.flatMap((list) => list ?? [])];
      const digests = all.filter((plan) => plan !== undefined && plan !== null);
      orRunError(() => checkScan(digests, this.choices.budgets));
      const leftOut = this.project.nodes.filter((node) => !this.isSelected(node)).length;
      const summary: Record<string, string | number> = { ...summarise(digests) };
      if (leftOut > 0) summary["left out"] = leftOut;
      return summary;
    });
  }

  facts(): ProjectResource["relations"] {
    const entries = [...this.built].map(([key, resource]) =>
      pulumi.all([resource.version, resource.rows]).apply(([version, rows]) => {
        const facts: RelationFacts = rows === undefined ? { version } : { version, rows };
        return [key, facts] as const;
      }),
    );
    return pulumi.all(entries).apply((pairs) => Object.fromEntries(pairs));
  }
}

/** Names what a node reads and nobody has built. */
function missing(node: Desired, there: ReadonlySet<string>): readonly string[] {
  return node.upstream.flatMap((item) =>
    item.kind === "source" || there.has(item.relation) ? [] : [item.relation],
  );
}

function resourceOf(node: Desired): { readonly type: "Seed" | "Model"; readonly name: string } {
  const type = node.materialized === "seed" ? "Seed" : "Model";
  return { type, name: node.node.split(".").slice(2).join(".") };
}

function sourcesOf(nodes: readonly Desired[]): readonly RelationName[] {
  const found = new Map<string, RelationName>();
  for (const node of nodes) {
    for (const item of node.upstream) {
      if (item.kind === "source") found.set(keyOf(item.relation), item.relation);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, relation]) => relation);
}
