import type { Column, RelationName } from "../state";
import { trinoName } from "./identifier";
import { trinoType } from "./trino-type";

/** Holds a view's texts as Glue stores them for Athena. */
export interface StoredView {
  readonly original: string;
  readonly expanded: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Renders the stored form of a view that shows all rows of a relation. Writing it to Glue directly
 * needs no query, and so the view can take the place of a table in one guarded call.
 */
export function bridgeView(relation: RelationName, columns: readonly Column[]): StoredView {
  const definition = {
    originalSql: `SELECT * FROM ${trinoName(relation)}`,
    catalog: relation.database,
    schema: relation.schema,
    columns: columns.map(({ name, type }) => ({ name, type: trinoType(type) })),
  };
  const encoded = Buffer.from(JSON.stringify(definition), "utf-8").toString("base64");
  return {
    original: `/* Presto View: ${encoded} */`,
    expanded: "/* Presto View */",
    parameters: {
      presto_view: "true",
      comment: "Presto View",
      "athenaform.bridge": relation.identifier,
    },
  };
}
