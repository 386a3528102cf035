import type { RelationName } from "../state";

/** Quotes a name for Trino statements (SELECT, CREATE TABLE AS, INSERT, views): `"name"`. */
export function quoteTrino(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a name for Hive statements (CREATE EXTERNAL TABLE, ALTER, schemas): `` `name` ``. */
export function quoteHive(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** Renders a relation with all three parts, for Trino statements. */
export function trinoName(relation: RelationName): string {
  return [relation.database, relation.schema, relation.identifier].map(quoteTrino).join(".");
}

/** Renders schema and table, for Hive statements; Hive knows no catalog (adapter semantics §2.5). */
export function hiveName(relation: RelationName): string {
  return [relation.schema, relation.identifier].map(quoteHive).join(".");
}

/** Quotes text as a SQL string. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
