import type { Field } from "./schema";
import { type Single, singleFromText, singleToBytes } from "./value";

const textLimit = 16;

/** Cuts a text so that it sorts no later than the whole of it. */
const cutDown = (text: string): string => [...text].slice(0, textLimit).join("");

/** Cuts a text so that it sorts no earlier than the whole of it; that is not always possible. */
function cutUp(text: string): string | undefined {
  const points = [...text];
  if (points.length <= textLimit) return text;
  const kept = points.slice(0, textLimit);
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    const next = (last.codePointAt(0) ?? 0) + 1;
    const point = next === 0xd800 ? 0xe000 : next;
    if (point <= 0x10ffff) return kept.join("") + String.fromCodePoint(point);
  }
  return undefined;
}

/** Is what DuckDB tells of one column of a file that it wrote. */
export type ColumnStats = ReadonlyMap<string, string>;

/** Is what a manifest keeps of a file's columns, by field number. */
export interface FileStats {
  readonly columnSizes: ReadonlyMap<number, number>;
  readonly valueCounts: ReadonlyMap<number, number>;
  readonly nullCounts: ReadonlyMap<number, number>;
  readonly lower: ReadonlyMap<number, Uint8Array>;
  readonly upper: ReadonlyMap<number, Uint8Array>;
}

function bound(type: string, text: string | undefined, up: boolean): Single | undefined {
  if (text === undefined || type === "uuid" || type === "binary" || type.startsWith("fixed")) {
    return undefined;
  }
  if (type === "time") return undefined;
  if (type === "string") return up ? cutUp(text) : cutDown(text);
  return singleFromText(type, text);
}

/** Turns DuckDB's statistics of a file into those of a manifest. */
export function fileStats(
  fields: readonly Field[],
  stats: ReadonlyMap<string, ColumnStats>,
): FileStats {
  const columnSizes = new Map<number, number>();
  const valueCounts = new Map<number, number>();
  const nullCounts = new Map<number, number>();
  const lower = new Map<number, Uint8Array>();
  const upper = new Map<number, Uint8Array>();
  for (const { id, name, type } of fields) {
    const column = stats.get(`"${name.replaceAll('"', '""')}"`);
    if (column === undefined || typeof type !== "string") continue;
    columnSizes.set(id, Number(column.get("column_size_bytes") ?? 0));
    valueCounts.set(id, Number(column.get("num_values") ?? 0));
    nullCounts.set(id, Number(column.get("null_count") ?? 0));
    const least = bound(type, column.get("min"), false);
    const most = bound(type, column.get("max"), true);
    if (least !== undefined) lower.set(id, singleToBytes(type, least));
    if (most !== undefined) upper.set(id, singleToBytes(type, most));
  }
  return { columnSizes, valueCounts, nullCounts, lower, upper };
}
