import type { ColumnFilter, FilterValue } from "../sql/scope";
import type { Entry } from "./manifest";
import { type PartitionSpec, specOf, type TableMetadata } from "./metadata";
import type { Field, Schema } from "./schema";
import { type Single, singleFromBytes, singleFromText } from "./value";

/** Turns a constant into a value that compares with a column's, when it is of the same kind. */
function comparable({ kind, text }: FilterValue, type: string): Single | undefined {
  switch (kind) {
    case "integer":
      return type === "int" || type === "long" ? BigInt(text) : undefined;
    case "string":
      return type === "string" ? text : undefined;
    case "date":
      return type === "date" ? singleFromText(type, text) : undefined;
    case "timestamp":
      return type === "timestamp" ? singleFromText(type, text) : undefined;
  }
}

function compare(one: Single, other: Single): number {
  if (typeof one === "string" && typeof other === "string") {
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

interface Range {
  readonly least: Single | undefined;
  readonly most: Single | undefined;
}

/** Answers between what a file's values of a column are. */
function rangeOf({ file }: Entry, { id, type }: Field, spec: PartitionSpec): Range {
  const index = spec.fields.findIndex(
    (field) => field["source-id"] === id && field.transform === "identity",
  );
  const own = index < 0 ? undefined : file.partition[index];
  const bound = (bytes: Uint8Array | undefined): Single | undefined =>
    bytes === undefined ? own : singleFromBytes(String(type), bytes);
  return { least: bound(file.lower.get(id)), most: bound(file.upper.get(id)) };
}

/** Answers whether a value that fits can be within a range; an open end is anything. */
function within({ least, most }: Range, operator: ColumnFilter["operator"], value: Single) {
  const [low, high] = [
    least === undefined ? -1 : compare(least, value),
    most === undefined ? 1 : compare(most, value),
  ];
  switch (operator) {
    case "=":
      return low <= 0 && high >= 0;
    case "<":
      return low < 0;
    case "<=":
      return low <= 0;
    case ">":
      return high > 0;
    case ">=":
      return high >= 0;
  }
}

function mayHold(
  entry: Entry,
  filter: ColumnFilter,
  metadata: TableMetadata,
  schema: Schema,
): boolean {
  const field = schema.fields.find(({ name }) => name === filter.column);
  if (field === undefined || typeof field.type !== "string") return true;
  const type = field.type;
  const range = rangeOf(entry, field, specOf(metadata, entry.file.specId));
  return filter.values.some((one) => {
    const value = comparable(one, type);
    return value === undefined || within(range, filter.operator, value);
  });
}

/** Leaves out the data files in which no row can be what the query asks for. */
export function prune(
  entries: readonly Entry[],
  filters: readonly ColumnFilter[],
  metadata: TableMetadata,
  schema: Schema,
): readonly Entry[] {
  if (filters.length === 0) return entries;
  const kept = entries.filter(
    (entry) =>
      entry.file.content !== "data" ||
      filters.every((filter) => mayHold(entry, filter, metadata, schema)),
  );
  // Deleted rows matter only where there are rows.
  return kept.some(({ file }) => file.content === "data") ? kept : [];
}
