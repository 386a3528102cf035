/**
 * An embedded lake: one server on the loopback interface that speaks S3, Glue, Athena and STS over
 * a folder. It is a witness and not a mock: it knows nothing of the other rooms, executes what it
 * is asked, and answers in the words of the services.
 *
 * Invariants: nothing is answered without the lake's key; nothing listens beyond 127.0.0.1; what
 * was answered is durable, and the catalog and the bytes agree after a kill at any point; one
 * process at a time serves a folder.
 */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { CallLog } from "./call-log";
import { control } from "./control";
import { Faults } from "./faults";
import {
  type Credentials,
  type Endpoint,
  IdleWatch,
  obtainCredentials,
  removeEndpoint,
  writeEndpoint,
} from "./lifecycle";
import { claimFolder } from "./lock";
import { preparing } from "./requests";
import { LakeServer } from "./server";
import { services } from "./services";
import { LakeStore } from "./store/open";

export type { CallEntry } from "./call-log";
export type { FaultRule } from "./faults";
export type { Credentials, Endpoint } from "./lifecycle";
export { FolderInUse } from "./lock";

/** What a lake is started with. */
export interface LakeOptions {
  /** The folder that holds everything the lake knows; it is made when it is not there. */
  readonly dir: string;
  /** The port to listen on; any free one when it is left out. */
  readonly port?: number;
  /** How long nothing may happen before the lake stops by itself; zero means for ever. */
  readonly idleSeconds?: number;
}

/** A lake that is being served. */
export interface Lake {
  readonly url: string;
  readonly credentials: Credentials;
  /** Resolves when the lake has stopped, for whatever reason. */
  readonly closed: Promise<void>;
  /** Stops the lake: requests under way get a moment to end, everything answered is on disk. */
  readonly close: () => Promise<void>;
}

/** Serves the lake in a folder; throws {@link FolderInUse} when another process does. */
export async function startLake(options: LakeOptions): Promise<Lake> {
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const release = claimFolder(dir);
  try {
    return await serve(dir, options, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function serve(dir: string, options: LakeOptions, release: () => void): Promise<Lake> {
  const credentials = obtainCredentials(dir);
  const store = new LakeStore(dir);
  const offered = services(store);
  const log = new CallLog(dir);
  const faults = new Faults();
  let noteClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolved) => {
    noteClosed = resolved;
  });
  let endpoint: Endpoint;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= shutDown();
    return closing;
  };
  const idle = new IdleWatch(
    options.idleSeconds ?? 0,
    () => store.blobs.held || offered.busy(),
    () => void close(),
  );
  const server = new LakeServer({
    prepare: preparing(store, credentials, offered),
    control: (head, body) =>
      control(
        {
          secret: credentials.secretAccessKey,
          log,
          faults,
          endpoint: () => endpoint,
          // Once the answer is out: the server ends requests under way before it stops.
          stop: () => void setImmediate(close),
        },
        head,
        body,
      ),
    faults,
    log,
    idle,
  });
  const shutDown = async (): Promise<void> => {
    // First of all nobody new is sent here.
    removeEndpoint(dir);
    idle.stop();
    await server.close();
    await offered.close();
    await store.close();
    log.close();
    release();
    noteClosed();
  };
  const url = await server.listen(options.port ?? 0);
  endpoint = { url, pid: process.pid, startedAt: new Date().toISOString() };
  writeEndpoint(dir, endpoint);
  setImmediate(() => void store.sweep().catch(tellSweepFailed));
  return { url, credentials, closed, close };
}

/** Files left over do no harm; that they could not be removed is told in the lake's log. */
function tellSweepFailed(cause: unknown): void {
  process.stderr.write(`lake: cannot sweep leftover files: ${String(cause)}\n`);
}
