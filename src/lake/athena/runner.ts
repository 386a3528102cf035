import type { Catalog } from "../catalog/catalog";
import {
  asFailure,
  type Duck,
  execute,
  isHeavy,
  type Job,
  type Outcome,
  QueryCancelled,
  QueryFailure,
} from "../engine";
import { ApiError } from "../protocol";
import { SqlError } from "../sql/error";
import { parseStatement } from "../sql/parse";
import type { Statement } from "../sql/statement";
import type { Store } from "../store/store";
import type { History, QueryError, QueryRecord } from "./history";
import { writeResult } from "./results";

/** Runs queries in the background and keeps their history up to date. */
export interface Runner {
  /** Begins a query that the history knows as QUEUED. */
  begin(record: QueryRecord, statement: Statement): void;
  /** Stops a query that is queued or running; answers when it has its last state. */
  stop(id: string): Promise<void>;
  /** Counts the queries that are queued or running. */
  running(): number;
  close(): Promise<void>;
}

/** Lets a few pass at a time and the others wait in line. */
class Gate {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Waits for a place; rejects when the signal aborts before there is one. */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const pass = (): void => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.delete(pass);
        reject(signal.reason);
      };
      this.#waiting.add(pass);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

/** DuckDB's work takes threads of Node's pool; some are always left for files and the database. */
function places(): number {
  const pool = Number(process.env["UV_THREADPOOL_SIZE"] ?? "4");
  return Math.max(2, (Number.isInteger(pool) ? pool : 4) - 2);
}

/** A query that is queued or running. */
interface Active {
  /** Aborts when the query is to stop. */
  readonly stop: AbortController;
  done: Promise<void>;
}

/** Replaces the paths of blobs in DuckDB's messages by what they are to a client. */
function withoutPaths(text: string, addresses: ReadonlyMap<string, string>): string {
  return [...addresses].reduce((all, [path, address]) => all.replaceAll(path, address), text);
}

/** Athena adds to Trino's words that a column may also be hidden from the requester. */
function sqlReason({ errorCode, reason }: SqlError): string {
  if (errorCode !== "COLUMN_NOT_FOUND" || !reason.endsWith("cannot be resolved")) return reason;
  return `${reason} or requester is not authorized to access requested resources`;
}

function failureOf(error: unknown): QueryFailure | QueryCancelled {
  if (error instanceof SqlError) return new QueryFailure("", sqlReason(error));
  if (error instanceof ApiError) {
    return new QueryFailure("", `FAILED: ${error.message} (Service: AWSGlue; ${error.code})`);
  }
  return asFailure(error);
}

/** Opens a runner over the lake's DuckDB. */
export function openRunner(store: Store, catalog: Catalog, duck: Duck, history: History): Runner {
  const gate = new Gate(places());
  const active = new Map<string, Active>();

  const attempt = async (
    record: QueryRecord,
    statement: Statement,
    reading: Reading,
    signal: AbortSignal,
  ): Promise<QueryRecord> => {
    const session = await duck.open();
    const stop = (): void => session.stop();
    signal.addEventListener("abort", stop, { once: true });
    try {
      signal.throwIfAborted();
      const job = { store, catalog, duck, session, reading, ...jobOf(record) };
      return await store.hold(async () => {
        const outcome = await execute(job, statement);
        const { address, extra } = placeOf(record, outcome);
        await writeResult(store, address, outcome);
        return { ...record, ...extra, state: "SUCCEEDED" };
      });
    } finally {
      signal.removeEventListener("abort", stop);
      session.close();
    }
  };

  const run = async (
    record: QueryRecord,
    statement: Statement,
    signal: AbortSignal,
  ): Promise<void> => {
    const heavy = isHeavy(statement);
    const reading: Reading = { bytes: 0, addresses: new Map() };
    let last = record;
    let inside = false;
    try {
      if (heavy) await gate.enter(signal);
      inside = heavy;
      last = { ...record, state: "RUNNING", startedAt: Date.now() };
      await history.put(last);
      last = await attempt(last, statement, reading, signal);
    } catch (error) {
      last = ended(last, error, reading.addresses);
    } finally {
      if (inside) gate.leave();
    }
    const bytes = heavy && statement.kind !== "explain" ? reading.bytes : 0;
    await history.put({ ...last, bytes, completedAt: Date.now() });
  };

  const halt = async (own: Active): Promise<void> => {
    own.stop.abort(new QueryCancelled("Query cancelled by user"));
    await own.done;
  };
  return {
    begin: (record, statement) => {
      const own: Active = { stop: new AbortController(), done: Promise.resolve() };
      active.set(record.id, own);
      own.done = run(record, statement, own.stop.signal)
        .catch((cause: unknown) => {
          // What a query fails with is in its record; this is a record that could not be written.
          process.stderr.write(`lake: cannot record query ${record.id}: ${String(cause)}\n`);
        })
        .finally(() => active.delete(record.id))
        .then(() => undefined);
    },
    stop: async (id) => {
      const own = active.get(id);
      if (own !== undefined) await halt(own);
    },
    running: () => active.size,
    close: async () => {
      await Promise.all([...active.values()].map(halt));
    },
  };
}

/** Tells the engine what a query was asked with. */
function jobOf(record: QueryRecord): Omit<Job, keyof JobParts> {
  return {
    id: record.id,
    text: record.text,
    context: { catalog: record.catalog, database: record.database ?? "default" },
    startedAt: new Date(record.submittedAt),
    parameters: record.parameters,
    output: record.folder,
    outputEnforced: record.outputEnforced,
  };
}

type JobParts = Pick<Job, "store" | "catalog" | "duck" | "session" | "reading">;
type Reading = Job["reading"];

/** Says where an outcome is stored and what the history keeps of it. */
function placeOf(
  record: QueryRecord,
  outcome: Outcome,
): { readonly address: string; readonly extra: Partial<QueryRecord> } {
  switch (outcome.kind) {
    case "rows":
      return { address: record.output, extra: { columns: outcome.columns, result: "csv" } };
    case "lines":
      return { address: record.output, extra: { columns: outcome.columns, result: "lines" } };
    case "written":
      return {
        address: `${record.folder}${record.id}-manifest.csv`,
        extra: { columns: [{ name: "rows", type: "bigint" }], updateCount: outcome.count },
      };
  }
}

function ended(
  record: QueryRecord,
  error: unknown,
  addresses: ReadonlyMap<string, string>,
): QueryRecord {
  const failure = failureOf(error);
  if (failure instanceof QueryCancelled) {
    return { ...record, state: "CANCELLED", reason: failure.message };
  }
  const message = withoutPaths(failure.message, addresses);
  const shown: QueryError = { category: failure.category, type: failure.type, message };
  return { ...record, state: "FAILED", reason: message, error: shown };
}

const malformed = (error: SqlError): ApiError =>
  new ApiError("InvalidRequestException", error.reason, 400, {
    AthenaErrorCode: "MALFORMED_QUERY",
  });

/** Parses a statement; a text that is no statement is a refusal, not a failed query. */
export function parsed(text: string): Statement {
  try {
    return parseStatement(text);
  } catch (error) {
    throw error instanceof SqlError ? malformed(error) : error;
  }
}
