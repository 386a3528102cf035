/** Names a relation by dbt's three parts; `database` is the data catalog, `schema` the Glue database. */
export interface RelationName {
  readonly database: string;
  readonly schema: string;
  readonly identifier: string;
}

/** Says what a relation physically is in the catalog. `other` is a kind we never write. */
export type RelationKind = "view" | "hive_table" | "iceberg_table" | "other";

/** Describes one column; `type` is in Glue's (Hive's) spelling, for instance `array<string>`. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
}

/** Renders the short name under which the record, the plan and messages know a relation. */
export function keyOf(relation: Pick<RelationName, "schema" | "identifier">): string {
  return `${relation.schema}.${relation.identifier}`;
}

/** Derives a sibling relation in the same schema. */
export function sibling(relation: RelationName, identifier: string): RelationName {
  return { ...relation, identifier };
}
