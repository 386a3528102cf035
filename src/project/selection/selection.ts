/** Is a node as selection sees it: models, seeds, sources and tests, with what each one reads. */
export interface Selectable {
  /** dbt's unique id. */
  readonly id: string;
  readonly resource: string;
  readonly name: string;
  readonly package: string;
  /** The package, the folders, the name; versions add a part of their own. */
  readonly fqn: readonly string[];
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  /** The properties file that describes the node. */
  readonly patchFile?: string;
  readonly tags: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  /** Ids of what the node reads; for tests, of what they look at. */
  readonly parents: readonly string[];
  /** The name of a source, for its tables. */
  readonly source?: string;
  /** The kind of a test; a generic one carries its macro's name. */
  readonly test?: { readonly kind: "generic" | "singular"; readonly name?: string };
}

/** Says which tests come with the nodes they look at. */
export type IndirectSelection = "eager" | "cautious" | "buildable" | "empty";

/** Is one criterion: a method with its value, and how far it reaches along the graph. */
export interface Criterion {
  readonly kind: "criterion";
  /** As written, for messages. */
  readonly text: string;
  readonly method: string;
  /** What follows the method: `config.meta.owner` has ["meta", "owner"]. */
  readonly arguments: readonly string[];
  readonly value: string;
  /** How many generations of parents come along; absent for none. */
  readonly parents?: number;
  readonly children?: number;
  /** `@`: the children, and all their parents. */
  readonly childrensParents: boolean;
  readonly indirect?: IndirectSelection;
}

/** Is a selection as a tree: criteria, joined by set operators. */
export type Selection =
  | Criterion
  | {
      readonly kind: "union" | "intersection" | "difference";
      /** A difference takes all that follow from the first. */
      readonly of: readonly Selection[];
    };

/** Holds the selections that a project names in selectors.yml. */
export interface Selectors {
  readonly named: ReadonlyMap<string, Selection>;
  /** What is taken when nothing is asked. */
  readonly byDefault?: Selection;
}
