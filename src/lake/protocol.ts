/** Describes one authenticated call of a client as an operation sees it. */
export interface Call {
  readonly service: "s3" | "glue" | "athena" | "sts" | "lakeformation";
  readonly operation: string;
  readonly input: unknown;
  /** The access key id that signed the request. */
  readonly principal: string;
  /** The region of the request's credential scope. */
  readonly region: string;
  /** Aborts when the client goes away before it has its answer. */
  readonly signal: AbortSignal;
}

/**
 * Reports a refusal that the client is to read, in the words of the service it called. The server
 * renders it in the form of the protocol: JSON, S3's XML or the query protocol's XML.
 */
export class ApiError extends Error {
  /** Keeps the error's code, its HTTP status, and further members of the answer's body. */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** Handles one operation of an AWS-JSON 1.1 service; a Date in its answer becomes epoch seconds. */
export type JsonOperation = (input: Record<string, unknown>, call: Call) => Promise<object>;

/** Maps the operation names of an AWS-JSON 1.1 service to their handlers. */
export type JsonService = Readonly<Record<string, JsonOperation>>;

/** The one account that owns everything in the lake. */
export const accountId = "123456789012";
