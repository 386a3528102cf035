import type { Layout, RelationName } from "../state";
import { quoteText, trinoName } from "./identifier";

/** Holds what a CREATE TABLE AS statement is made of. */
export interface CreateTableAs {
  readonly relation: RelationName;
  /** Omitted when the workgroup decides where results go (adapter semantics §2.2). */
  readonly location?: string;
  readonly layout: Layout;
  readonly select: string;
}

/** Renders a Hive CREATE TABLE AS (https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html). */
export function renderCreateTableAs(input: CreateTableAs): string {
  const { layout } = input;
  const properties: string[] = ["table_type = 'hive'", "is_external = true"];
  if (input.location !== undefined) {
    properties.push(`external_location = ${quoteText(`${input.location}/`)}`);
  }
  if (layout.partitionedBy.length > 0) {
    properties.push(`partitioned_by = ${textArray(layout.partitionedBy)}`);
  }
  if (layout.bucketedBy.length > 0) {
    properties.push(`bucketed_by = ${textArray(layout.bucketedBy)}`);
  }
  if (layout.bucketCount !== undefined) properties.push(`bucket_count = ${layout.bucketCount}`);
  if (layout.fieldDelimiter !== undefined) {
    properties.push(`field_delimiter = ${quoteText(layout.fieldDelimiter)}`);
  }
  if (layout.writeCompression !== undefined) {
    properties.push(`write_compression = ${quoteText(layout.writeCompression)}`);
  }
  properties.push(`format = ${quoteText(layout.format)}`);
  for (const [key, raw] of Object.entries(layout.tableProperties)) {
    properties.push(`${key} = ${raw}`);
  }
  const list = properties.map((property) => `  ${property}`).join(",\n");
  return `create table ${trinoName(input.relation)} with (\n${list}\n) as\n${input.select}`;
}

/** Takes away what only the final table has: rows before batching are neither split nor bucketed. */
export function withoutPartitions(layout: Layout): Layout {
  const { bucketCount: _, ...rest } = layout;
  return { ...rest, partitionedBy: [], bucketedBy: [] };
}

function textArray(values: readonly string[]): string {
  return `ARRAY[${values.map(quoteText).join(", ")}]`;
}
