/** Names a place in a statement's text, both counted from 1 as Athena prints them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Names Athena's error codes that parsing and translating a statement can end in. */
export type SqlErrorCode =
  | "SYNTAX_ERROR"
  | "NOT_SUPPORTED"
  | "COLUMN_NOT_FOUND"
  | "AMBIGUOUS_NAME"
  | "TABLE_NOT_FOUND"
  | "FUNCTION_NOT_FOUND"
  | "TYPE_MISMATCH"
  | "TYPE_NOT_FOUND"
  | "EXPRESSION_NOT_AGGREGATE"
  | "EXPRESSION_NOT_SCALAR"
  | "INVALID_FUNCTION_ARGUMENT"
  | "INVALID_CAST_ARGUMENT"
  | "INVALID_LITERAL"
  | "INVALID_PARAMETER_USAGE"
  | "NUMERIC_VALUE_OUT_OF_RANGE"
  | "INVALID_COLUMN_REFERENCE"
  | "MISMATCHED_COLUMN_ALIASES"
  | "COLUMN_NAME_NOT_SPECIFIED"
  | "DUPLICATE_COLUMN_NAME";

/**
 * Says that a statement cannot be parsed or has no meaning.
 *
 * `message` is Athena's own text with the place, "line 1:8: Column 'x' cannot be resolved"; Athena
 * puts the code and ": " before it except where `stage` is "parse".
 */
export class SqlError extends Error {
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(
    readonly errorCode: SqlErrorCode,
    text: string,
    at?: Position,
    readonly stage: "parse" | "analyse" = "analyse",
  ) {
    super(at === undefined ? text : `line ${at.line}:${at.column}: ${text}`);
    this.name = "SqlError";
    this.line = at?.line;
    this.column = at?.column;
  }

  /** Gives the text that Athena shows as the reason of a failed query. */
  get reason(): string {
    return this.stage === "parse" ? this.message : `${this.errorCode}: ${this.message}`;
  }
}
