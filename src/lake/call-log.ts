import { closeSync, fstatSync, openSync, readSync, renameSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Describes one call that the lake answered, or was told to leave unanswered. */
export interface CallEntry {
  readonly time: string;
  readonly id: string;
  readonly service: string;
  readonly operation: string;
  readonly principal: string;
  readonly agent: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly writing: boolean;
  /** The HTTP status; 0 when a fault kept the answer back. */
  readonly status: number;
  readonly code?: string;
  readonly fault?: string;
  readonly ms: number;
}

/** A stretch of the log and where the next one begins. */
export interface CallPage {
  readonly next: number;
  readonly calls: readonly unknown[];
}

const rotateAt = 64 * 1024 * 1024;
const pageBytes = 8 * 1024 * 1024;

/** Appends every call to a file of JSON lines; a position in it is an offset in bytes. */
export class CallLog {
  readonly #file: number;

  /** Opens the log of a lake; a long one of earlier processes is put aside first. */
  constructor(dir: string) {
    const path = join(dir, "calls.jsonl");
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > rotateAt) {
      renameSync(path, join(dir, "calls.1.jsonl"));
    }
    this.#file = openSync(path, "a+", 0o600);
    // A line that a kill cut off must not swallow the next one.
    writeSync(this.#file, fstatSync(this.#file).size === 0 ? "" : "\n");
  }

  /** Appends a call. It is in the file before its answer is sent. */
  append(entry: CallEntry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  /** Reads the calls from a position on, as many as fit a page. */
  read(since: number): CallPage {
    const { size } = fstatSync(this.#file);
    const from = since > size ? 0 : since;
    const buffer = Buffer.alloc(Math.min(size - from, pageBytes));
    const length = readSync(this.#file, buffer, 0, buffer.length, from);
    const end = buffer.lastIndexOf(10, length) + 1;
    const lines = buffer.toString("utf8", 0, end).split("\n");
    return { next: from + end, calls: lines.flatMap(parseLine) };
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.#file);
  }
}

/** Keeps of a call's input what tells it from others: scalars, short lists of them, and counts. */
export function summarize(input: unknown, depth = 0): Readonly<Record<string, unknown>> {
  const summary: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input ?? {})) {
    if (Array.isArray(value)) {
      summary[name] = value.length <= 20 && value.every(isScalar) ? value : { count: value.length };
    } else if (isScalar(value)) {
      summary[name] = value;
    } else if (value !== null && typeof value === "object" && depth < 1) {
      summary[name] = summarize(value, depth + 1);
    }
  }
  return summary;
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function parseLine(line: string): readonly unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
