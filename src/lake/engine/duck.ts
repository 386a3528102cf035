import { mkdirSync, rmSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBResult,
} from "@duckdb/node-api";
import { registerFunctions } from "../sql";
import { quoteText } from "../sql/types";
import { QueryCancelled } from "./failure";

/** The one DuckDB of a lake process, in memory and locked into the lake's folder. */
export interface Duck {
  /** The folder for files that no query needs after it ended; it is empty at the start. */
  readonly workFolder: string;
  open(): Promise<Session>;
  close(): void;
}

/** The connection of one query. */
export interface Session {
  /** Runs a statement and answers its rows as plain JSON values. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** Runs a statement whose rows are read while they come. */
  stream(sql: string): Promise<DuckDBResult>;
  /** Reads more of such rows; null or an empty chunk is the end. */
  next(result: DuckDBResult): Promise<DuckDBDataChunk | null>;
  run(sql: string): Promise<void>;
  /** Stops what runs now, and refuses what would run later. */
  stop(): void;
  /** Throws when the query was stopped. */
  check(): void;
  close(): void;
}

class DuckSession implements Session {
  #stopped = false;
  #busy = 0;

  constructor(private readonly connection: DuckDBConnection) {}

  async rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    return (await this.#during(() => this.connection.runAndReadAll(sql))).getRowsJson();
  }

  async stream(sql: string): Promise<DuckDBResult> {
    return this.#during(() => this.connection.stream(sql));
  }

  async next(result: DuckDBResult): Promise<DuckDBDataChunk | null> {
    return this.#during(() => result.fetchChunk());
  }

  async run(sql: string): Promise<void> {
    await this.#during(() => this.connection.run(sql));
  }

  stop(): void {
    this.#stopped = true;
    this.#interrupt();
  }

  check(): void {
    if (this.#stopped) throw new QueryCancelled("Query cancelled by user");
  }

  close(): void {
    this.connection.closeSync();
  }

  async #during<T>(work: () => Promise<T>): Promise<T> {
    this.check();
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.check();
    }
  }

  /** Interrupts again and again: DuckDB forgets what came before a statement began to run. */
  #interrupt(): void {
    if (this.#busy === 0) return;
    this.connection.interrupt();
    setTimeout(() => this.#interrupt(), interruptMs);
  }
}

const interruptMs = 20;

async function lockDown(connection: DuckDBConnection, folders: readonly string[]): Promise<void> {
  const allowed = folders.map((folder) => quoteText(`${folder}/`)).join(", ");
  const settings = [
    `SET allowed_directories = [${allowed}]`,
    `SET temp_directory = ${quoteText(join(folders[0] ?? "", "spill"))}`,
    "SET TimeZone = 'UTC'",
    "SET preserve_insertion_order = true",
    "SET default_null_order = 'nulls_last'",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
  ];
  for (const setting of settings) await connection.run(setting);
}

/** Starts DuckDB for the lake in `dir`; SQL reaches no file outside its blobs and work folder. */
export async function openDuck(dir: string): Promise<Duck> {
  const workFolder = join(dir, "work");
  rmSync(workFolder, { recursive: true, force: true });
  mkdirSync(workFolder, { recursive: true, mode: 0o700 });
  const memory = Math.max(512, Math.floor(totalmem() / 1024 / 1024 / 4));
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(Math.min(4, Math.max(2, availableParallelism()))),
    memory_limit: `${memory}MB`,
  });
  const first = await instance.connect();
  await registerFunctions(first);
  await lockDown(first, [workFolder, join(dir, "blobs")]);
  return {
    workFolder,
    open: async () => new DuckSession(await instance.connect()),
    close: () => {
      first.closeSync();
      instance.closeSync();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}
