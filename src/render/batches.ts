import { ProjectError } from "../errors";
import type { Column } from "../state";
import { quoteText, quoteTrino } from "./identifier";

/** Says what one statement may hold. */
export interface BatchLimits {
  /** Partitions that one statement may open. */
  readonly partitions: number;
  /** Writers that each partition opens: the table's buckets, or 1. */
  readonly buckets: number;
  /** Bytes that one condition may have; Athena allows 262,144 for a whole statement. */
  readonly bytes: number;
}

/**
 * Splits the partitions of a table into conditions, each small enough for one statement (adapter
 * semantics §3.7). Together they select every row, and no row twice.
 */
export function planBatches(
  keys: readonly Column[],
  partitions: readonly (readonly (string | undefined)[])[],
  limits: BatchLimits,
): readonly string[] {
  const most = Math.max(1, Math.floor(limits.partitions / Math.max(1, limits.buckets)));
  const batches: string[][] = [];
  let bytes = 0;
  for (const values of partitions) {
    const condition = keys.map((key, index) => conditionOf(key, values[index])).join(" and ");
    const size = Buffer.byteLength(condition) + 6;
    const last = batches.at(-1);
    if (last === undefined || last.length >= most || bytes + size > limits.bytes) {
      batches.push([condition]);
      bytes = size;
    } else {
      last.push(condition);
      bytes += size;
    }
  }
  return batches.map((batch) => batch.map((condition) => `(${condition})`).join("\n  or "));
}

function conditionOf(key: Column, value: string | undefined): string {
  const name = quoteTrino(key.name);
  if (value === undefined) return `${name} is null`;
  // NaN equals nothing, itself included.
  if (value === "NaN" && /^(double|float|real)$/i.test(key.type)) return `is_nan(${name})`;
  return `${name} = ${literalOf(key, value)}`;
}

/** Renders a value of a query's result as a literal of its column's type. */
function literalOf(key: Column, value: string): string {
  const [base = ""] = key.type.toLowerCase().split("(");
  switch (base.trim()) {
    case "tinyint":
    case "smallint":
    case "int":
    case "integer":
    case "bigint":
    case "boolean":
      return value;
    case "string":
    case "varchar":
    case "char":
      return quoteText(value);
    case "date":
      return `DATE ${quoteText(value)}`;
    case "timestamp":
      return `TIMESTAMP ${quoteText(value)}`;
    case "decimal":
      return `DECIMAL ${quoteText(value)}`;
    case "double":
      return `DOUBLE ${quoteText(value)}`;
    case "float":
    case "real":
      return `REAL ${quoteText(value)}`;
    default:
      throw new ProjectError(
        "AF115",
        `Cannot write partitions in batches: column "${key.name}" has type ${key.type}`,
        { hint: "Partition by a text, number, boolean, date or timestamp column" },
      );
  }
}
