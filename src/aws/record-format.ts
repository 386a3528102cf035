import { LakeError } from "../errors";
import type { Entry, LakeRecord } from "../state";

/** Numbers the way the record is written. Older numbers are upgraded when read. */
const recordFormat = 1;

interface Versioned {
  readonly format: number;
}

/** Reads the index object; an absent one is an empty record. */
export function decodeIndex(text: string | undefined): LakeRecord {
  if (text === undefined) return { format: recordFormat, entries: {}, schemas: [] };
  return upgrade<LakeRecord>(text);
}

/** Reads an entry object; a tombstone is undefined. */
export function decodeEntry(text: string): Entry | undefined {
  const stored = upgrade<Versioned & { readonly entry?: Entry }>(text);
  return stored.entry;
}

/** Prints the index object. */
export function encodeIndex(record: LakeRecord): string {
  return JSON.stringify({ ...record, format: recordFormat });
}

/** Prints an entry object, or a tombstone. */
export function encodeEntry(entry: Entry | undefined): string {
  return JSON.stringify(
    entry === undefined ? { format: recordFormat, deleted: true } : { format: recordFormat, entry },
  );
}

/** Brings what was written by an older format to the current one. */
function upgrade<T extends Versioned>(text: string): T {
  const stored = JSON.parse(text) as T;
  switch (stored.format) {
    case 1:
      return stored;
    default:
      throw new LakeError(
        "AF206",
        `Cannot read the record: it has format ${stored.format}, and ${recordFormat} is known here`,
      );
  }
}
