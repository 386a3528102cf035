import type { TypedColumn } from "../sql/scope";

/** A row of a result as it is printed; NULL is undefined. */
export type Row = readonly (string | undefined)[];

/** What a statement gave: rows of a query, lines of a utility, or a count of written rows. */
export type Outcome =
  | {
      readonly kind: "rows";
      readonly columns: readonly TypedColumn[];
      /** Yields what DuckDB gives, batch by batch; it is read once. */
      readonly rows: AsyncIterable<readonly Row[]>;
    }
  | {
      readonly kind: "lines";
      readonly columns: readonly TypedColumn[];
      readonly lines: readonly string[];
    }
  | { readonly kind: "written"; readonly count: number; readonly objects: readonly string[] };

/** Athena's classes of statements, as GetQueryExecution shows them. */
export interface StatementClass {
  readonly type: "DDL" | "DML" | "UTILITY";
  readonly substatement: string;
}

/** What a statement without a result gives. */
export const nothing: Outcome = { kind: "lines", columns: [], lines: [] };

/** Answers lines under one column. */
export function listing(name: string, lines: readonly string[]): Outcome {
  return { kind: "lines", columns: [{ name, type: "varchar" }], lines };
}
