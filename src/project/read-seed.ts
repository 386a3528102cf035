import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { type Place, ProjectError, ProjectErrors } from "../errors";
import { recordBoundary } from "./csv-boundary";
import { TypeGuess } from "./seed-types";

/** Says what a seed file holds, without its rows. */
export interface SeedContent {
  readonly digest: string;
  readonly bytes: number;
  readonly rows: number;
  /** Name as in the header, and the SQL type that the values fit. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const BLOCK = 1 << 20;
const MAXIMUM_RAGGED = 10;

/** Reads a CSV once, block by block: never more than a block and one record is held. */
export function readSeed(path: string, file: string, delimiter: string): SeedContent {
  const scan = new SeedScan(file, delimiter);
  const hash = createHash("sha256");
  const handle = openSync(path, "r");
  let bytes = 0;
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const block = Buffer.allocUnsafe(BLOCK);
      const length = readSync(handle, block, 0, BLOCK, bytes);
      if (length === 0) break;
      bytes += length;
      const fresh = block.subarray(0, length);
      hash.update(fresh);
      const held = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
      const end = recordBoundary(held, delimiter);
      if (end > 0) scan.take(held.subarray(0, end));
      rest = held.subarray(end);
    }
    scan.take(rest);
  } finally {
    closeSync(handle);
  }
  return { digest: hash.digest("hex"), bytes, ...scan.finish() };
}

class SeedScan {
  private header: readonly string[] | undefined;
  private guesses: readonly TypeGuess[] = [];
  private rows = 0;
  private line = 0;
  /** Lines that are blank so far; they count as ragged only when a record follows. */
  private readonly blank: number[] = [];
  private readonly errors: ProjectError[] = [];

  constructor(
    private readonly file: string,
    private readonly delimiter: string,
  ) {}

  take(bytes: Buffer): void {
    if (bytes.length === 0) return;
    let text = bytes.toString("utf8");
    if (this.line === 0 && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    const base = this.line;
    let last = 0;
    try {
      parse(text, {
        delimiter: this.delimiter,
        record_delimiter: ["\r\n", "\n", "\r"],
        relax_quotes: true,
        relax_column_count: true,
        on_record: (record: string[], context) => {
          this.record(record, base + last + 1);
          last = context.lines;
          return null;
        },
      });
    } catch (error) {
      const fact = error instanceof Error ? error.message : String(error);
      const line = base + last + 1;
      throw this.fault(`Cannot read seed "${this.file}": ${fact}`, line, error);
    }
    this.line = base + countLines(text);
  }

  finish(): Omit<SeedContent, "digest" | "bytes"> {
    if (this.header === undefined) {
      throw this.fault(`Cannot read seed "${this.file}": the file has no header row`, 1);
    }
    if (this.errors.length > 0) throw new ProjectErrors(this.errors);
    const columns = this.header.map((name, index) => ({
      name,
      type: this.guesses[index]?.sqlType() ?? "varchar",
    }));
    return { rows: this.rows, columns };
  }

  private record(record: readonly string[], line: number): void {
    if (this.header === undefined) {
      this.header = record;
      this.guesses = record.map(() => new TypeGuess());
      return;
    }
    if (record.length === 1 && record[0] === "" && this.header.length > 1) {
      this.blank.push(line);
      return;
    }
    for (const blank of this.blank.splice(0)) this.ragged(0, blank);
    if (record.length !== this.header.length) return this.ragged(record.length, line);
    this.rows += 1;
    for (let index = 0; index < record.length; index += 1) {
      this.guesses[index]?.see(record[index] ?? "");
    }
  }

  private ragged(values: number, line: number): void {
    if (this.errors.length >= MAXIMUM_RAGGED) return;
    const columns = this.header?.length ?? 0;
    const fact = `the row has ${count(values, "value")}, the header ${count(columns, "column")}`;
    this.errors.push(this.fault(`Cannot read seed "${this.file}": ${fact}`, line));
  }

  private fault(message: string, line: number, cause?: unknown): ProjectError {
    const where: Place = { file: this.file, line };
    return new ProjectError("AF112", message, { where, ...(cause === undefined ? {} : { cause }) });
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
