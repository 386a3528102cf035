/** Is a column by its name and its type in Athena's text, such as "decimal(10,2)". */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/** Is a table or view as a query can read it. */
export interface ResolvedRelation {
  /**
   * Holds what may stand in DuckDB's FROM before an alias: "(SELECT …)" or a table's quoted name.
   * It yields the columns by these names, each in the type that `duckdbType` gives.
   */
  readonly sql: string;
  readonly columns: readonly TypedColumn[];
  /** Names columns that are found by name but are not part of `*`, such as "$path". */
  readonly hidden?: readonly TypedColumn[];
}

/** Is FOR VERSION or FOR TIMESTAMP AS OF: a constant expression in DuckDB's SQL. */
export interface Period {
  readonly kind: "version" | "timestamp";
  readonly sql: string;
  /** Is the Athena type of that expression. */
  readonly type: string;
}

/** Is a constant of a query, as text. */
export interface FilterValue {
  readonly kind: "integer" | "string" | "date" | "timestamp";
  readonly text: string;
}

/** Is what a query asks of a column; with "=" any of the values will do. */
export interface ColumnFilter {
  readonly column: string;
  readonly operator: "=" | "<" | "<=" | ">" | ">=";
  readonly values: readonly FilterValue[];
}

/** Is what a query may see of the world. */
export interface Scope {
  /** Finds a table by its name of one to three parts; throws TABLE_NOT_FOUND when there is none. */
  resolve(
    parts: readonly string[],
    at: import("./error").Position,
    period?: Period,
    filters?: readonly ColumnFilter[],
  ): Promise<ResolvedRelation> | ResolvedRelation;
  /** Is the one moment of current_timestamp, now() and current_date in the whole query. */
  readonly now: Date;
  /** Holds the value of each `?` as the text of a constant expression, such as "'a'" or "1". */
  readonly parameters?: readonly string[];
  readonly user?: string;
  readonly catalog?: string;
  readonly schema?: string;
}

/** Is a query in DuckDB's SQL, with the names and Athena types of its columns in order. */
export interface EmittedQuery {
  readonly sql: string;
  readonly columns: readonly TypedColumn[];
}
