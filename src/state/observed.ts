import type { Column, RelationKind } from "./relation";

/** Holds one relation as the catalog shows it now: the third of the three faces. */
export interface ObservedRelation {
  readonly kind: RelationKind;
  /** Glue's table version; the guard of every pointer move. */
  readonly versionId: string;
  /** Without trailing slash; absent for views. */
  readonly location?: string;
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
  readonly description?: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** A view's stored text, as Glue keeps it. */
  readonly viewText?: string;
  /** A digest of what readers see in the catalog: kind, columns, location, view text. */
  readonly shape: string;
}

/** Holds the data version of something we read but do not write, found without a query. */
export interface ObservedSource {
  readonly exists: boolean;
  /** Changes whenever its data may have changed. */
  readonly version: string;
  /** Bytes under its location, when the listing told. */
  readonly bytes?: number;
}

/** Holds everything the planner needs to know of the lake, read in bulk. */
export interface Observed {
  /** Schemas (Glue databases) in use → whether they exist. */
  readonly schemas: ReadonlyMap<string, boolean>;
  /** `schema.identifier` → what is there, for every relation of the schemas in use. */
  readonly relations: ReadonlyMap<string, ObservedRelation>;
  /** `schema.identifier` of sources → their data version. */
  readonly sources: ReadonlyMap<string, ObservedSource>;
  /** The location that the workgroup enforces for results, if it does (adapter semantics §2.2). */
  readonly enforcedOutput?: string;
}
