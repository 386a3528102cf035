import { setTimeout as delay } from "node:timers/promises";
import { LakeError } from "../errors";
import { getQuery, type QueryRequest, type QueryStatus, startQuery, stopQuery } from "./athena";
import type { Clients } from "./clients";
import { errorName, refusal } from "./refusal";

/** Reports a statement that Athena ran and failed. */
export class QueryError extends LakeError {
  /** Tells the one failure apart that has another way round: too many partitions for one query. */
  readonly tooManyPartitions: boolean;

  constructor(label: string, id: string, status: QueryStatus) {
    super("AF201", `Cannot ${label}: ${status.reason}`, {
      hint: `See query ${id} in Athena's history`,
    });
    this.tooManyPartitions = status.reason.includes("TOO_MANY_OPEN_PARTITIONS");
  }
}

/** Holds a statement and how its life is followed. */
export interface StatementRequest extends QueryRequest {
  /** What the statement does, to complete "Cannot …". */
  readonly label: string;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  /** Awaited beside the first look, so that the id is on record before anything else happens. */
  readonly onStarted: (id: string) => Promise<void>;
}

/** Holds what a statement that succeeded leaves. */
export interface StatementResult {
  readonly id: string;
  readonly scannedBytes: number;
}

// Athena refuses these before anything ran, or answers them without saying whether it started; the
// token makes asking again safe in both cases.
const retryable = ["TooManyRequestsException", "ThrottlingException", "InternalServerException"];
const firstPause = 50;

/**
 * Starts a statement and waits for its end. Throws QueryError when it failed, AF209 when
 * aborted.
 */
export async function runStatement(
  clients: Clients,
  request: StatementRequest,
): Promise<StatementResult> {
  const began = Date.now();
  const id = await startPatiently(clients, request);
  const recorded = request.onStarted(id);
  recorded.catch(() => undefined);
  try {
    const status = await followQuery(clients, id, {
      signal: request.signal,
      onStatus: (seen) => request.onProgress(progressText(seen, Date.now() - began)),
    });
    await recorded;
    if (status.state !== "SUCCEEDED") throw new QueryError(request.label, id, status);
    return { id, scannedBytes: status.scannedBytes };
  } catch (error) {
    if (!request.signal.aborted) throw error;
    await stopAndWait(clients, id);
    const message = `Cannot ${request.label}: the run was interrupted; query ${id} is stopped`;
    throw new LakeError("AF209", message, { cause: error });
  }
}

/** Stops a query and waits until it has ended; tells how it ended. */
export async function stopAndWait(clients: Clients, id: string): Promise<QueryStatus> {
  const before = await look(clients, id);
  if (before !== undefined && hasEnded(before)) return before;
  await stopQuery(clients, id);
  return followQuery(clients, id, {});
}

/** Starts a statement; asks again, with growing pauses, while Athena is busy. */
export async function startPatiently(
  clients: Clients,
  request: QueryRequest & { readonly label: string; readonly signal?: AbortSignal },
): Promise<string> {
  const { numRetries } = clients.connection;
  for (let attempt = 1; ; attempt += 1) {
    if (request.signal?.aborted === true) {
      throw new LakeError("AF209", `Cannot ${request.label}: the run was interrupted`);
    }
    try {
      return await startQuery(clients, request);
    } catch (error) {
      if (!retryable.includes(errorName(error)) || attempt > numRetries) {
        throw refusal(request.label, error);
      }
      const most = Math.min(100, 2 ** (attempt - 1)) * 1000;
      await pause(Math.random() * most, request.signal);
    }
  }
}

interface Following {
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: QueryStatus) => void;
}

/** Looks at a query, often at first and then ever less often, until it has ended. */
async function followQuery(
  clients: Clients,
  id: string,
  following: Following,
): Promise<QueryStatus> {
  const longest = clients.connection.pollInterval * 1000;
  let wait = firstPause;
  for (;;) {
    following.signal?.throwIfAborted();
    const status = await look(clients, id);
    if (status !== undefined) following.onStatus?.(status);
    if (status !== undefined && hasEnded(status)) return status;
    await pause(Math.min(wait, longest), following.signal);
    wait *= 1.5;
  }
}

/** Reads a query's status; undefined when Athena was too busy to say. */
async function look(clients: Clients, id: string): Promise<QueryStatus | undefined> {
  try {
    return await getQuery(clients, id);
  } catch (error) {
    if (retryable.includes(errorName(error))) return undefined;
    throw refusal(`follow query ${id}`, error);
  }
}

/** Waits; an interruption ends the wait early, and the caller looks at the signal again. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}

function hasEnded({ state }: QueryStatus): boolean {
  return state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED";
}

/** Renders a status for people: "RUNNING 1.2 GiB scanned, 3 s". */
export function progressText(status: QueryStatus, milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const scanned = status.scannedBytes === 0 ? "" : ` ${bytesText(status.scannedBytes)} scanned`;
  const time = seconds === 0 ? "" : `${scanned === "" ? " " : ", "}${seconds} s`;
  return `${status.state}${scanned}${time}`;
}

function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power] ?? "B"}`;
}
