/** Says who has to act on a failed query, in Athena's numbers: 1 system, 2 user, 3 other. */
export type ErrorCategory = 1 | 2 | 3;

/** What is known of a failure beside its text. */
export interface FailureDetails {
  readonly category?: ErrorCategory;
  readonly type?: number;
  readonly cause?: unknown;
}

/** Reports why a query failed, in the words that Athena uses for StateChangeReason. */
export class QueryFailure extends Error {
  readonly category: ErrorCategory;
  readonly type: number;

  /** Keeps the reason's code, its text without the code, and Athena's category and type. */
  constructor(
    readonly code: string,
    readonly detail: string,
    about: FailureDetails = {},
  ) {
    super(code === "" ? detail : `${code}: ${detail}`, { cause: about.cause });
    this.name = "QueryFailure";
    this.category = about.category ?? 2;
    this.type = about.type ?? 1006;
  }
}

/** Reports that a query was stopped by StopQueryExecution. */
export class QueryCancelled extends Error {}

interface Translation {
  readonly pattern: RegExp;
  readonly code: string;
  readonly detail: (match: RegExpMatchArray) => string;
  readonly type?: number;
}

const columnDetail = (column: string): string =>
  `Column '${column.toLowerCase()}' cannot be resolved or requester is not authorized ` +
  "to access requested resources";

/** DuckDB's messages that have a counterpart in Athena; the first that matches wins. */
const translations: readonly Translation[] = [
  {
    pattern: /Referenced column "([^"]+)" not found|column named "([^"]+)"/,
    code: "COLUMN_NOT_FOUND",
    detail: (m) => columnDetail(m[1] ?? m[2] ?? ""),
  },
  {
    pattern: /does not have a column named "([^"]+)"/,
    code: "COLUMN_NOT_FOUND",
    detail: (m) => columnDetail(m[1] ?? ""),
  },
  {
    pattern: /Referenced table "([^"]+)" not found/,
    code: "COLUMN_NOT_FOUND",
    detail: (m) => columnDetail(m[1] ?? ""),
  },
  {
    pattern: /Ambiguous reference to column name "([^"]+)"/,
    code: "AMBIGUOUS_NAME",
    detail: (m) => `Column '${m[1] ?? ""}' is ambiguous`,
  },
  {
    pattern:
      /(HIVE_[A-Z_]+|ICEBERG_[A-Z_]+|GENERIC_[A-Z_]+|INVALID_[A-Z_]+|[A-Z]+_[A-Z_]{6,}): ([^\n]+)/,
    code: "",
    detail: (m) => `${m[1] ?? ""}: ${m[2] ?? ""}`,
  },
  {
    pattern: /column "([^"]+)" must appear in the GROUP BY clause/i,
    code: "EXPRESSION_NOT_AGGREGATE",
    detail: (m) => `'${m[1] ?? ""}' must be an aggregate expression or appear in GROUP BY clause`,
  },
  {
    pattern: /failed to cast column "([^"]+)" from type ([^:]+?) to ([^:]+?):/,
    code: "HIVE_BAD_DATA",
    detail: (m) =>
      `Field ${m[1] ?? ""}'s type ${m[2] ?? ""} in parquet file is incompatible with type ` +
      `${(m[3] ?? "").toLowerCase()} defined in table schema`,
  },
  {
    pattern: /Conversion Error: (?:Could not convert|Failed to cast)([^\n]*)/i,
    code: "INVALID_CAST_ARGUMENT",
    detail: (m) => `Cannot cast${m[1] ?? ""}`,
  },
  {
    pattern: /Conversion Error: ([^\n]*)/,
    code: "INVALID_CAST_ARGUMENT",
    detail: (m) => m[1] ?? "",
  },
  {
    pattern: /[Dd]ivision by zero/,
    code: "DIVISION_BY_ZERO",
    detail: () => "Division by zero",
  },
  {
    pattern: /Out of Range Error: ([^\n]*)/,
    code: "NUMERIC_VALUE_OUT_OF_RANGE",
    detail: (m) => m[1] ?? "",
  },
  {
    pattern: /More than one row returned by a subquery/,
    code: "SUBQUERY_MULTIPLE_ROWS",
    detail: () => "Scalar sub-query has returned multiple rows",
  },
  {
    pattern: /Out of Memory Error/,
    code: "EXCEEDED_LOCAL_MEMORY_LIMIT",
    detail: () => "Query exhausted resources at this scale factor",
    type: 100,
  },
  {
    pattern: /Binder Error: ([^\n]*)/,
    code: "TYPE_MISMATCH",
    detail: (m) => m[1] ?? "",
  },
];

/** Turns whatever a query threw into Athena's words; what is unknown is an internal error. */
export function asFailure(error: unknown): QueryFailure | QueryCancelled {
  if (error instanceof QueryFailure || error instanceof QueryCancelled) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/INTERRUPT Error/.test(message)) return new QueryCancelled("Query cancelled by user");
  for (const { pattern, code, detail, type } of translations) {
    const match = message.match(pattern);
    if (match !== null)
      return new QueryFailure(code, detail(match), { type: type ?? 1006, cause: error });
  }
  const [line = message] = message.split("\n");
  return new QueryFailure("GENERIC_INTERNAL_ERROR", line, { category: 1, type: 401, cause: error });
}
