import { duckText, quoteName, quoteText, typeText } from "../sql/types";
import type { Entry } from "./manifest";
import type { PartitionColumn } from "./manifest-schema";
import { type IcebergType, sqlType } from "./schema";
import { type Single, singleFromBytes, singleText } from "./value";

type Cell = readonly [name: string, type: string, sql: string];

interface ColumnOf {
  readonly id: number;
  readonly name: string;
  readonly type: IcebergType;
}

/** Writes a value for DuckDB. */
export function singleLiteral(type: string, value: Single | undefined): string {
  const duck = duckText(sqlType(type));
  if (value === undefined) return `CAST(NULL AS ${duck})`;
  if (value instanceof Uint8Array) return `unhex('${Buffer.from(value).toString("hex")}')`;
  const text = quoteText(singleText(type, value));
  if (type === "timestamptz") return `struct_pack(u := CAST(${text} AS TIMESTAMP), z := 'UTC')`;
  return `CAST(${text} AS ${duck})`;
}

const order = (one: Single, other: Single): number => {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other);
  return one < other ? -1 : one > other ? 1 : 0;
};

/** Finds the least or the greatest of the files' bounds; a file without one hides it. */
function extreme(
  entries: readonly Entry[],
  { id, type }: ColumnOf,
  side: "lower" | "upper",
): Single | undefined {
  let best: Single | undefined;
  for (const { file } of entries) {
    const bytes = file[side].get(id);
    if (bytes === undefined && file.nullCounts.get(id) === file.count) continue;
    const value = bytes === undefined ? undefined : singleFromBytes(String(type), bytes);
    if (value === undefined) return undefined;
    const better = best === undefined || order(value, best) < 0 === (side === "lower");
    if (better) best = value;
  }
  return best;
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

function pack(parts: readonly (readonly [name: string, sql: string])[]): string {
  return `struct_pack(${parts.map(([name, sql]) => `${quoteName(name)} := ${sql}`).join(", ")})`;
}

function columnData(entries: readonly Entry[], column: ColumnOf): string {
  const type = String(column.type);
  return pack([
    ["min", singleLiteral(type, extreme(entries, column, "lower"))],
    ["max", singleLiteral(type, extreme(entries, column, "upper"))],
    ["null_count", String(sum(entries.map(({ file }) => file.nullCounts.get(column.id) ?? 0)))],
    ["nan_count", "CAST(NULL AS BIGINT)"],
  ]);
}

const rowType = (fields: readonly (readonly [name: string, type: string])[]): string =>
  `row(${fields.map(([name, type]) => `"${name}" ${type}`).join(", ")})`;

const shownType = (type: IcebergType): string => typeText(sqlType(type));

/** Sums up the data files of each partition, as "table$partitions" shows them. */
export function partitionStatistics(
  entries: readonly Entry[],
  columns: readonly ColumnOf[],
  partition: readonly PartitionColumn[],
  specId: number,
): { readonly blank: readonly Cell[]; readonly rows: readonly (readonly Cell[])[] } {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.file.content !== "data" || entry.file.specId !== specId) continue;
    const key = JSON.stringify(entry.file.partition.map((value) => String(value ?? null)));
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const keys = new Set(partition.map(({ name }) => name));
  const plain = columns.filter(({ name, type }) => typeof type === "string" && !keys.has(name));
  const tuple = rowType(partition.map(({ name, type }) => [name, shownType(type)]));
  const data = rowType(
    plain.map(({ name, type }) => {
      const own = shownType(type);
      return [name, `row(min ${own}, max ${own}, null_count bigint, nan_count bigint)`];
    }),
  );
  const row = (group: readonly Entry[]): readonly Cell[] => {
    const values = group[0]?.file.partition ?? [];
    const parts = partition.map(
      ({ name, type }, index) => [name, singleLiteral(String(type), values[index])] as const,
    );
    const all = plain.map((column) => [column.name, columnData(group, column)] as const);
    return [
      ...(parts.length === 0 ? [] : ([["partition", tuple, pack(parts)]] as const)),
      ["record_count", "bigint", String(sum(group.map(({ file }) => file.count)))],
      ["file_count", "bigint", String(group.length)],
      ["total_size", "bigint", String(sum(group.map(({ file }) => file.size)))],
      ...(all.length === 0 ? [] : ([["data", data, pack(all)]] as const)),
    ];
  };
  const rows = [...groups.values()].map(row);
  return { blank: row([]), rows };
}
