import { createHash } from "node:crypto";
import type { Fingerprints } from "./applied";
import type { Desired } from "./desired";
import { trimSlashes } from "./location";

/** Numbers the way fingerprints are made. Raising it rebuilds every table of every user. */
const fingerprintFormat = 1;

// Strings and quoted identifiers are kept as they are; comments and white space fall away; the
// rest is cut into words, numbers and operators, so that `a+b` and `a + b` mean the same.
const token =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\s+)|('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`)|([\p{L}\p{N}_$@.]+)|(<=|>=|<>|!=|\|\||->|=>|[\s\S])/gu;

/** Reduces SQL to its meaning: comments, white space and the case of unquoted words do not count. */
export function normaliseSql(sql: string): string {
  const parts: string[] = [];
  for (const match of sql.matchAll(token)) {
    if (match[1] !== undefined) continue;
    parts.push(match[2] ?? match[0].toLowerCase());
  }
  while (parts.at(-1) === ";") parts.pop();
  return parts.join(" ");
}

/** Hashes the meaning of a statement. */
export function fingerprintSql(sql: string): string {
  return digest(normaliseSql(sql));
}

/** Hashes any plain value; the order of keys does not count, `undefined` is the same as absent. */
export function hashOf(value: unknown): string {
  return digest(stableJson(value));
}

/** Prints plain data as JSON with sorted keys. */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => stableJson(item ?? null)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${stableJson(field)}`);
    return `{${fields.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** Takes the fingerprint of every part of a definition that can change alone. */
export function fingerprintsOf(desired: Desired): Fingerprints {
  const { seed, sql } = desired;
  const query =
    seed === undefined
      ? fingerprintSql(sql ?? "")
      : hashOf({ digest: seed.digest, delimiter: seed.delimiter, columns: seed.columns });
  return { format: fingerprintFormat, query, docs: hashOf(desired.docs) };
}

/** Gathers the config that shapes a relation's files and place, under dbt-athena's own keys. */
export function configOf(desired: Desired): Readonly<Record<string, unknown>> {
  if (desired.materialized === "view") return { materialized: "view" };
  const { layout, placement } = desired;
  return {
    materialized: desired.materialized,
    table_type: layout.tableType,
    format: layout.format.toLowerCase(),
    partitioned_by: [...layout.partitionedBy],
    bucketed_by: [...layout.bucketedBy],
    bucket_count: layout.bucketCount ?? null,
    write_compression: layout.writeCompression ?? null,
    field_delimiter: layout.fieldDelimiter ?? null,
    table_properties: { ...layout.tableProperties },
    s3_data_dir: trimSlashes(placement.dataRoot),
    s3_data_naming: placement.naming,
    external_location: placement.externalLocation ?? null,
  };
}

/** Shortens a SHA-256 to 32 hex digits: plenty against accidents, easy on state files. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
