import type { RelationName, SeedColumn } from "../state";
import { hiveName, quoteHive, quoteText, quoteTrino, trinoName } from "./identifier";

/** Renders CREATE OR REPLACE VIEW. */
export function renderCreateView(relation: RelationName, select: string): string {
  return `create or replace view ${trinoName(relation)} as\n${select}`;
}

/** Renders INSERT with an explicit column list, so that order never decides. */
export function renderInsert(
  relation: RelationName,
  columns: readonly string[],
  select: string,
): string {
  const list = columns.map(quoteTrino).join(", ");
  return `insert into ${trinoName(relation)} (${list})\n${select}`;
}

/** Renders a SELECT of named columns, with an optional condition. */
export function renderSelect(
  from: RelationName,
  columns: readonly string[],
  condition?: string,
): string {
  const list = columns.map(quoteTrino).join(", ");
  const where = condition === undefined ? "" : `\nwhere ${condition}`;
  return `select ${list}\nfrom ${trinoName(from)}${where}`;
}

/** Renders the query that lists the partitions a table will have (adapter semantics §3.7). */
export function renderDistinct(from: RelationName, columns: readonly string[]): string {
  const list = columns.map(quoteTrino).join(", ");
  return `select distinct ${list}\nfrom ${trinoName(from)}\norder by ${list}`;
}

/** Renders the text table over a seed's uploaded CSV (adapter semantics §3.9). */
export function renderSeedCsvTable(
  relation: RelationName,
  columns: readonly SeedColumn[],
  location: string,
): string {
  const list = columns.map((column) => `  ${quoteHive(column.name)} string`).join(",\n");
  return [
    `create external table ${hiveName(relation)} (`,
    list,
    ")",
    "row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'",
    `location ${quoteText(`${location}/`)}`,
    "tblproperties ('skip.header.line.count'='1')",
  ].join("\n");
}

// The forms in which dbt-athena accepts a timestamp in a CSV, tried in this order.
const timestampFormats = [
  "%Y-%m-%d %H:%i:%s",
  "%Y/%m/%d %H:%i:%s",
  "%d %M %Y %H:%i:%s",
  "%d/%m/%Y %H:%i:%s",
  "%d-%m-%Y %H:%i:%s",
  "%Y-%m-%d %H:%i:%s.%f",
  "%Y/%m/%d %H:%i:%s.%f",
  "%d %M %Y %H:%i:%s.%f",
  "%d/%m/%Y %H:%i:%s.%f",
  "%Y-%m-%dT%H:%i:%s.%fZ",
  "%Y-%m-%dT%H:%i:%sZ",
  "%Y-%m-%dT%H:%i:%s",
];

/** Renders the SELECT that types a seed's text columns; an empty field is NULL. */
export function renderSeedSelect(csv: RelationName, columns: readonly SeedColumn[]): string {
  const list = columns.map((column) => `  ${seedCast(column)} as ${quoteTrino(column.name)}`);
  return `select\n${list.join(",\n")}\nfrom ${trinoName(csv)}`;
}

function seedCast(column: SeedColumn): string {
  const text = `nullif(${quoteTrino(column.name)}, '')`;
  if (column.type.toLowerCase() !== "timestamp") return `cast(${text} as ${column.type})`;
  const tries = timestampFormats.map((format) => `try(date_parse(${text}, ${quoteText(format)}))`);
  return `cast(coalesce(${tries.join(", ")}) as timestamp)`;
}

/** Renders CREATE SCHEMA; it succeeds when the schema is there. */
export function renderCreateSchema(schema: string): string {
  return `create schema if not exists ${quoteHive(schema)}`;
}

/** Renders DROP SCHEMA without CASCADE: it fails while anything is in the schema. */
export function renderDropSchema(schema: string): string {
  return `drop schema if exists ${quoteHive(schema)}`;
}
