import type { Column, Table } from "@aws-sdk/client-glue";
import type { LakeRecord } from "../../src/state";
import type { Inspector } from "./inspect";

const shownRows = 8;
// What Athena and Glue write by themselves, and what is shown elsewhere.
const noise = [
  "EXTERNAL",
  "auto.purge",
  "comment",
  "has_encrypted_data",
  "presto_view",
  "transactional",
  "transient_lastDdlTime",
];

/** Prints what a reader of the lake finds: relations, columns, docs, properties, rows and files. */
export async function lakeText(lake: Inspector, mask: (text: string) => string): Promise<string> {
  const { DatabaseList = [] } = await lake.glue.getDatabases({});
  const parts: string[] = [];
  const places: string[] = [];
  for (const schema of DatabaseList.map((found) => found.Name ?? "").sort()) {
    if (schema === "default") continue;
    const { TableList = [] } = await lake.glue.getTables({ DatabaseName: schema });
    if (TableList.length === 0) parts.push(`${schema}: no relations`);
    const tables = [...TableList].sort((a, b) => ((a.Name ?? "") < (b.Name ?? "") ? -1 : 1));
    for (const table of tables) parts.push(mask(await tableText(lake, schema, table)));
    places.push(...(await lake.locations(schema)));
  }
  parts.push(await filesText(lake, places, mask));
  return parts.join("\n\n");
}

async function tableText(lake: Inspector, schema: string, table: Table): Promise<string> {
  const name = { DatabaseName: schema, TableName: table.Name };
  const { TableVersions = [] } = await lake.glue.getTableVersions(name);
  const { Location = "", Columns = [] } = table.StorageDescriptor ?? {};
  const view = table.TableType === "VIRTUAL_VIEW";
  const place = view ? "" : ` at ${Location}`;
  const versions = `, ${TableVersions.length} version${TableVersions.length === 1 ? "" : "s"}`;
  const lines = [`${schema}.${table.Name}: ${view ? "view" : "table"}${place}${versions}`];
  if (table.Description !== undefined) lines.push(`  description: ${table.Description}`);
  const properties = Object.entries(table.Parameters ?? {}).filter(([key]) => !noise.includes(key));
  for (const [key, value] of properties.sort()) lines.push(`  property ${key}: ${value}`);
  for (const column of Columns) lines.push(columnText("column", column));
  for (const column of table.PartitionKeys ?? []) lines.push(columnText("partition", column));
  if ((table.PartitionKeys ?? []).length > 0) {
    lines.push(`  ${await countPartitions(lake, name)} partitions`);
  }
  const rows = await lake.query(`select * from "${schema}"."${table.Name}"`);
  const sorted = rows.map((row) => row.map((cell) => cell ?? "null").join(" | ")).sort();
  const count = rows.length === 1 ? "1 row" : `${rows.length} rows`;
  lines.push(`  ${count}${rows.length > shownRows ? ", the first:" : ":"}`);
  lines.push(...sorted.slice(0, shownRows).map((row) => `    ${row}`));
  return lines.join("\n");
}

function columnText(kind: string, column: Column): string {
  const comment = (column.Comment ?? "") === "" ? "" : ` -- ${column.Comment}`;
  return `  ${kind} ${column.Name} ${column.Type}${comment}`;
}

async function countPartitions(
  lake: Inspector,
  name: { readonly DatabaseName: string; readonly TableName: string | undefined },
): Promise<number> {
  let count = 0;
  for (let token: string | undefined; ; ) {
    const page = await lake.glue.getPartitions(
      token === undefined ? name : { ...name, NextToken: token },
    );
    count += (page.Partitions ?? []).length;
    token = page.NextToken;
    if (token === undefined) return count;
  }
}

// Query results and the record are not the lake's content.
const besides = ["s3://shop/athena-results/", "s3://shop/inspection/", "/.athenaform/"];
const queryResult = /\/\[QUERY_ID\](\.(csv|txt)(\.metadata)?|-manifest\.csv)$/;

/** Counts files by whose they are: live, kept as a previous version, or nobody's. */
async function filesText(
  lake: Inspector,
  places: readonly string[],
  mask: (text: string) => string,
): Promise<string> {
  const { Buckets = [] } = await lake.s3.listBuckets({});
  const found: string[] = [];
  for (const { Name } of Buckets) found.push(...(await lake.objects(`s3://${Name}/`)));
  const kept = await keptPlaces(lake, found);
  const counts = new Map<string, number>();
  for (const object of found) {
    if (besides.some((part) => object.includes(part)) || queryResult.test(mask(object))) continue;
    const folder = mask(ownerOf(object, places, kept));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const lines = [...counts].sort().map(([folder, count]) => `  ${folder}: ${count}`);
  return ["files:", ...(lines.length === 0 ? ["  none"] : lines)].join("\n");
}

function ownerOf(object: string, live: readonly string[], kept: readonly string[]): string {
  const around = (places: readonly string[]): string | undefined =>
    places
      .filter((place) => object.startsWith(`${place}/`))
      .sort((a, b) => a.length - b.length)
      .at(0);
  const inLive = around(live);
  if (inLive !== undefined) return `live ${inLive}`;
  const inKept = around(kept);
  if (inKept !== undefined) return `kept ${inKept}`;
  return `nobody's ${object.slice(0, object.lastIndexOf("/"))}`;
}

async function keptPlaces(lake: Inspector, objects: readonly string[]): Promise<readonly string[]> {
  const index = objects.find((object) => object.endsWith("/.athenaform/shop/dev/index.json"));
  if (index === undefined) return [];
  const [Bucket = "", ...rest] = index.slice("s3://".length).split("/");
  const { Body } = await lake.s3.getObject({ Bucket, Key: rest.join("/") });
  const record = JSON.parse((await Body?.transformToString()) ?? "{}") as LakeRecord;
  return Object.values(record.entries).flatMap((entry) =>
    (entry.applied?.previous ?? []).map((owned) => owned.location),
  );
}
