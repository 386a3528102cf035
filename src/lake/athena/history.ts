import { createHash } from "node:crypto";
import type { Database } from "lmdb";
import type { StatementClass } from "../engine";
import type { TypedColumn } from "../sql/scope";
import type { Store } from "../store/store";

/** The states of a query, in the order it takes them. */
export type QueryState = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** Why a query failed, as GetQueryExecution shows it. */
export interface QueryError {
  readonly category: number;
  readonly type: number;
  readonly message: string;
}

/** A query execution as the lake keeps it; times are milliseconds of the epoch. */
export interface QueryRecord {
  readonly id: string;
  readonly text: string;
  readonly workGroup: string;
  readonly catalog: string;
  readonly database: string | undefined;
  readonly parameters: readonly string[];
  readonly class: StatementClass;
  /** The S3 folder that results go to. */
  readonly folder: string;
  readonly outputEnforced: boolean;
  /** The S3 address that GetQueryExecution shows as OutputLocation. */
  readonly output: string;
  readonly state: QueryState;
  readonly reason?: string;
  readonly error?: QueryError;
  readonly submittedAt: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly bytes: number;
  readonly columns?: readonly TypedColumn[];
  /** How the result object is read; a statement that only writes has none. */
  readonly result?: "csv" | "lines";
  readonly updateCount?: number;
}

interface Token {
  readonly id: string;
  readonly hash: string;
}

/** Keeps all query executions. */
export interface History {
  get(id: string): QueryRecord | undefined;
  put(record: QueryRecord): Promise<void>;
  /** Lists a workgroup's queries, the newest first. */
  list(workGroup: string, before: string | undefined): Iterable<{ key: string; id: string }>;
  /** Answers the query that a client's token stands for, and whether it is the same request. */
  known(
    token: string,
    request: string,
  ): { readonly id: string; readonly same: boolean } | undefined;
  /** Keeps a new query under its token; false when the token got one in the meantime. */
  begin(record: QueryRecord, token: string | undefined, request: string): Promise<boolean>;
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const orderKey = ({ workGroup, submittedAt, id }: QueryRecord): string =>
  `${workGroup}/${String(submittedAt).padStart(15, "0")}/${id}`;

const interrupted = "The local lake stopped while the query was running";

/** Ends the queries that a stopped process left behind. */
async function sweep(queries: Database<QueryRecord, string>): Promise<void> {
  const open = [...queries.getRange()].filter(
    ({ value }) => value.state === "QUEUED" || value.state === "RUNNING",
  );
  await Promise.all(
    open.map(({ key, value }) =>
      queries.put(key, {
        ...value,
        state: "FAILED",
        reason: `GENERIC_INTERNAL_ERROR: ${interrupted}`,
        error: { category: 1, type: 401, message: `GENERIC_INTERNAL_ERROR: ${interrupted}` },
        completedAt: Date.now(),
      }),
    ),
  );
}

/** Opens the history of queries; what was running when the lake last stopped has failed. */
export async function openHistory(store: Store): Promise<History> {
  const queries = store.db.openDB<QueryRecord, string>({ name: "athena-queries" });
  const order = store.db.openDB<string, string>({ name: "athena-query-order" });
  const tokens = store.db.openDB<Token, string>({ name: "athena-tokens" });
  await sweep(queries);
  return {
    get: (id) => queries.get(id),
    put: async (record) => {
      await queries.put(record.id, record);
    },
    *list(workGroup, before) {
      const range = order.getRange({
        start: before ?? `${workGroup}/~`,
        end: `${workGroup}/`,
        reverse: true,
        exclusiveStart: before !== undefined,
      });
      for (const { key, value } of range) yield { key, id: value };
    },
    known: (token, request) => {
      const found = tokens.get(token);
      return found === undefined
        ? undefined
        : { id: found.id, same: found.hash === hashOf(request) };
    },
    begin: (record, token, request) =>
      queries.transaction(() => {
        if (token !== undefined && tokens.doesExist(token)) return false;
        if (token !== undefined) void tokens.put(token, { id: record.id, hash: hashOf(request) });
        void queries.put(record.id, record);
        void order.put(orderKey(record), record.id);
        return true;
      }),
  };
}
