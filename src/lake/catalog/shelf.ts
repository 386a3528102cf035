import { createHash } from "node:crypto";
import type { Database, RootDatabase } from "lmdb";

/** An ordered key: a kind of record and the names or numbers that lead to it. */
export type ShelfKey = readonly (string | number)[];

/** A record together with its key. */
export interface Entry<T> {
  readonly key: ShelfKey;
  readonly value: T;
}

/** Reads and writes the catalog's records in key order. */
export interface Shelf {
  get<T>(key: ShelfKey): T | undefined;
  /** Lists what begins with `prefix`, lazily, optionally only behind (or before) one key. */
  scan<T>(prefix: ShelfKey, options?: ScanOptions): Iterable<Entry<T>>;
  /** Runs `action` as one transaction; it must make all its checks before its first change. */
  write<T>(action: () => T): Promise<T>;
  /** Only inside `write`. */
  put(key: ShelfKey, value: unknown): void;
  /** Only inside `write`. */
  remove(key: ShelfKey): void;
  /** Only inside `write`: removes what begins with `prefix`. */
  removeAll(prefix: ShelfKey): void;
}

/** Where a scan begins and which way it goes. */
export interface ScanOptions {
  readonly after?: ShelfKey;
  readonly reverse?: boolean;
}

/** Opens the shelf of the catalog in the lake's metadata database. */
export function openShelf(root: RootDatabase): Shelf {
  const db = root.openDB<unknown, ShelfKeyOfLmdb>({ name: "catalog" });
  return {
    get: <T>(key: ShelfKey) => db.get(mutable(key)) as T | undefined,
    scan: <T>(prefix: ShelfKey, options?: ScanOptions) => scan<T>(db, prefix, options),
    write: async (action) => {
      const result = await db.transaction(action);
      await db.flushed;
      return result;
    },
    put: (key, value) => void db.put(mutable(key), value),
    remove: (key) => void db.remove(mutable(key)),
    removeAll: (prefix) => {
      for (const { key } of [...scan(db, prefix)]) {
        void db.remove(mutable(key));
      }
    },
  };
}

/**
 * Makes key parts of partition values. LMDB keys have a limit, so very long values stand in the
 * key as beginnings and a hash of them all: still unique, but no longer in full order.
 */
export function valuesKey(values: readonly string[]): readonly string[] {
  const bytes = values.reduce((sum, value) => sum + 2 + Buffer.byteLength(value), 0);
  if (bytes <= 1000) {
    return values;
  }
  const length = Math.max(1, Math.floor(200 / values.length));
  const hash = createHash("sha256").update(JSON.stringify(values)).digest("hex");
  return [...values.map((value) => value.slice(0, length)), hash];
}

type ShelfKeyOfLmdb = (string | number)[];

function mutable(key: ShelfKey): ShelfKeyOfLmdb {
  return key as ShelfKeyOfLmdb;
}

/**
 * Reads piece by piece, each a little longer than the last, so that whoever iterates may await in
 * between without pinning a transaction, and a short page reads little more than it shows.
 */
function* scan<T>(
  db: Database<unknown, ShelfKeyOfLmdb>,
  prefix: ShelfKey,
  options: ScanOptions = {},
): Generator<Entry<T>> {
  const { reverse = false } = options;
  // A reverse scan begins at the highest number that may follow the prefix.
  const first = reverse ? [...prefix, Number.MAX_SAFE_INTEGER] : prefix;
  let { after } = options;
  for (let limit = 32; ; limit = Math.min(limit * 2, 512)) {
    const start = mutable(after ?? first);
    const range = { start, reverse, exclusiveStart: after !== undefined, limit };
    const piece = Array.from(db.getRange(range));
    for (const { key, value } of piece) {
      if (!prefix.every((part, index) => key[index] === part)) {
        return;
      }
      yield { key, value: value as T };
    }
    after = piece.at(-1)?.key;
    if (after === undefined || piece.length < limit) {
      return;
    }
  }
}
