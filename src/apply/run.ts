import type { Clients, RecordStore } from "../aws";
import type { Connection } from "../state";

/** Holds what the actions of one relation run with. */
export interface Run {
  readonly clients: Clients;
  readonly connection: Connection;
  readonly record: RecordStore;
  /** Tells people where the work stands, for instance "build RUNNING 12.3 MiB scanned". */
  readonly progress: (text: string) => void;
  /** Interrupts the work: running queries are stopped and the attempt is rolled back. */
  readonly signal: AbortSignal;
  /** Identifies the stack; part of every query's token. */
  readonly salt: string;
}
