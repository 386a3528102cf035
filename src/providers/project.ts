import * as pulumi from "@pulumi/pulumi";
import { summarise } from "../planner";
import type { Project } from "../project";
import { type Desired, keyOf, type RelationName } from "../state";
import { type Home, inputsOf } from "./inputs";
import { RelationResource, SchemaResource } from "./resources";

/** Is a whole dbt project as one component; its folders are the tree that the terminal shows. */
export class ProjectResource extends pulumi.ComponentResource {
  /** Closes a preview: counts by action, hazards, bytes to scan. Absent in an update. */
  readonly plan: pulumi.Output<Readonly<Record<string, string | number>>> | undefined;
  /** Relation → version and rows, for promotion and for people. */
  readonly relations: pulumi.Output<Readonly<Record<string, RelationFacts>>>;

  constructor(project: Project, projectDir: string, options: pulumi.ComponentResourceOptions = {}) {
    super(projectType, project.name, {}, options);
    const registration = new Registration(project, projectDir, this);
    for (const node of project.nodes) registration.register(node);
    this.plan = registration.summary();
    this.relations = registration.facts();
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

/** Registers nodes one after the other, in topological order, below their folders. */
class Registration {
  private readonly home: Home;
  private readonly preview = pulumi.runtime.isDryRun();
  private readonly folders = new Map<string, pulumi.ComponentResource>();
  private readonly schemas = new Map<string, SchemaResource>();
  private readonly built = new Map<string, RelationResource>();

  constructor(
    project: Project,
    private readonly projectDir: string,
    private readonly root: ProjectResource,
  ) {
    this.home = { project: pulumi.getProject(), stack: pulumi.getStack() };
    const sources = sourcesOf(project.nodes);
    const all = [...project.schemas, ...sources.map((source) => source.schema)];
    const scope = {
      schemas: [...new Set(all)].sort(),
      sources,
      relations: project.nodes.map((node) => keyOf(node.relation)),
    };
    project.schemas.forEach((schema, index) => {
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
      this.schemas.set(schema, new SchemaResource(schema, args, { parent: root, dependsOn }));
    });
  }

  register(node: Desired): void {
    const type = node.materialized === "seed" ? "Seed" : "Model";
    const name = node.node.split(".").slice(2).join(".");
    const schema = this.schemas.get(node.relation.schema);
    const above = node.upstream.flatMap((item) => {
      const resource = item.kind === "source" ? undefined : this.built.get(item.relation);
      return resource === undefined ? [] : [resource];
    });
    const args = {
      ...inputsOf(node, this.home, this.projectDir),
      upstream: this.upstreamOf(node),
      __preview: this.preview,
      __urn: this.urn(type, name, node.folders.length),
    };
    const dependsOn = schema === undefined ? above : [schema, ...above];
    const options = { parent: this.folder(node.folders), dependsOn };
    this.built.set(keyOf(node.relation), new RelationResource(type, name, args, options));
  }

  /** A view follows definitions, a table follows data: see design of the fingerprints. */
  private upstreamOf(node: Desired): Record<string, pulumi.Input<string>> {
    const upstream: Record<string, pulumi.Input<string>> = {};
    for (const item of node.upstream) {
      if (item.kind === "source") continue;
      const resource = this.built.get(item.relation);
      const byData = item.kind === "table" && node.materialized !== "view";
      upstream[item.relation] =
        byData && resource !== undefined ? resource.__version : item.lineage;
    }
    return upstream;
  }

  private folder(path: readonly string[]): pulumi.Resource {
    if (path.length === 0) return this.root;
    const key = path.join("/");
    const known = this.folders.get(key);
    if (known !== undefined) return known;
    const parent = this.folder(path.slice(0, -1));
    const made = new pulumi.ComponentResource(folderType, key, {}, { parent });
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
      return summarise(all.filter((plan) => plan !== undefined && plan !== null));
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

function sourcesOf(nodes: readonly Desired[]): readonly RelationName[] {
  const found = new Map<string, RelationName>();
  for (const node of nodes) {
    for (const item of node.upstream) {
      if (item.kind === "source") found.set(keyOf(item.relation), item.relation);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, relation]) => relation);
}
