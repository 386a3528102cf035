import { LakeError } from "../errors";
import type { Entry, LakeRecord } from "../state";
import type { Clients } from "./clients";
import { inParallel } from "./parallel";
import { decodeEntry, decodeIndex, encodeEntry, encodeIndex } from "./record-format";
import { deleteKeys, getObject, type Listed, listObjects, placeOf, putObject } from "./s3";

/** Says where the record of one stack lies: `<data root>/.athenaform/<project>/<stack>`. */
export interface RecordHome {
  /** An S3 URL without trailing slash. */
  readonly prefix: string;
}

/** Holds the record as it was read, with what later writes are guarded by. */
export interface LoadedRecord {
  readonly record: LakeRecord;
  readonly indexTag: string | undefined;
  /** Entry object's file name → its ETag. */
  readonly entryTags: ReadonlyMap<string, string>;
}

/** Keeps the record of one stack while a run works on it. Writes of one key never overtake. */
export interface RecordStore {
  readonly home: RecordHome;
  /** The record as last written, in memory. */
  readonly current: () => LakeRecord;
  readonly entry: (key: string) => Entry | undefined;
  readonly entries: () => Iterable<Entry>;
  /**
   * Writes one entry, durable when resolved; undefined removes it. AF204 when another run wrote.
   */
  readonly put: (key: string, entry: Entry | undefined) => Promise<void>;
  /** Changes the list of schemas that are ours. */
  readonly putSchemas: (change: (schemas: readonly string[]) => readonly string[]) => Promise<void>;
  /** Folds entry objects into the index; leaves nothing behind when nothing is recorded. */
  readonly fold: () => Promise<void>;
}

const indexName = "index.json";

/** Reads the record: one GET, one listing, and the entries written since the last fold. */
export async function readRecord(clients: Clients, home: RecordHome): Promise<LoadedRecord> {
  const [index, listed] = await Promise.all([
    getObject(clients, `${home.prefix}/${indexName}`),
    listObjects(clients, `${home.prefix}/entries`),
  ]);
  const base = decodeIndex(index?.text);
  const entries: Record<string, Entry> = { ...base.entries };
  const entryTags = new Map<string, string>();
  const read = await inParallel(32, listed, (item) => readEntry(clients, home, item));
  for (const { name, key, found } of read) {
    if (found === undefined) continue;
    entryTags.set(name, found.etag);
    const entry = decodeEntry(found.text);
    if (entry === undefined) delete entries[key];
    else entries[key] = entry;
  }
  return { record: { ...base, entries }, indexTag: index?.etag, entryTags };
}

async function readEntry(clients: Clients, home: RecordHome, item: Listed) {
  const name = item.key.slice(item.key.lastIndexOf("/") + 1);
  const found = await getObject(clients, `${home.prefix}/entries/${name}`);
  return { name, key: decodeURIComponent(name.slice(0, -".json".length)), found };
}

/** Opens the record for writing, from what was read. */
export function openRecord(clients: Clients, home: RecordHome, loaded: LoadedRecord): RecordStore {
  const entries = new Map(Object.entries(loaded.record.entries));
  const entryTags = new Map(loaded.entryTags);
  let schemas = loaded.record.schemas;
  let indexTag = loaded.indexTag;
  const inOrder = serialiser();

  const write = async (name: string, text: string, tag: string | undefined): Promise<string> => {
    const url = `${home.prefix}/${name}`;
    const condition = { expected: tag ?? "absent" };
    const written = await putObject(clients, url, text, { condition });
    if (written !== undefined) return written;
    // A write whose answer was lost is repeated by the client, and then meets itself.
    const there = await getObject(clients, url);
    if (there?.text === text) return there.etag;
    throw new LakeError("AF204", `Cannot write "${url}": another run has written it meanwhile`);
  };
  const current = (): LakeRecord => ({
    ...loaded.record,
    entries: Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1))),
    schemas,
  });
  const put = async (key: string, entry: Entry | undefined): Promise<void> => {
    const name = entryName(key);
    entryTags.set(name, await write(`entries/${name}`, encodeEntry(entry), entryTags.get(name)));
    if (entry === undefined) entries.delete(key);
    else entries.set(key, entry);
  };
  const writeIndex = async (): Promise<void> => {
    indexTag = await write(indexName, encodeIndex(current()), indexTag);
  };
  const fold = async (): Promise<void> => {
    const { bucket, key } = placeOf(home.prefix);
    // What another process wrote after us has another tag, and stays.
    const folded = new Map(entryTags);
    if (entries.size === 0 && schemas.length === 0) {
      if (indexTag !== undefined) await deleteKeys(clients, bucket, [`${key}/${indexName}`]);
      indexTag = undefined;
    } else if (folded.size > 0) {
      await writeIndex();
    }
    if (folded.size === 0) return;
    const listed = await listObjects(clients, `${home.prefix}/entries`);
    const settled = listed.filter((item) => folded.get(fileName(item.key)) === item.etag);
    await deleteKeys(
      clients,
      bucket,
      settled.map((item) => item.key),
    );
    for (const item of settled) entryTags.delete(fileName(item.key));
  };
  return {
    home,
    current,
    entry: (key) => entries.get(key),
    entries: () => entries.values(),
    put: (key, entry) => inOrder.one(key, () => put(key, entry)),
    putSchemas: (change) =>
      inOrder.alone(async () => {
        schemas = [...new Set(change(schemas))].sort();
        await writeIndex();
      }),
    fold: () => inOrder.alone(fold),
  };
}

function entryName(key: string): string {
  return `${encodeURIComponent(key)}.json`;
}

function fileName(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

interface InOrder {
  readonly one: <T>(key: string, task: () => Promise<T>) => Promise<T>;
  readonly alone: <T>(task: () => Promise<T>) => Promise<T>;
}

/** Makes tasks of one key wait for each other, and `alone` tasks for everything. */
function serialiser(): InOrder {
  const last = new Map<string, Promise<unknown>>();
  let barrier: Promise<unknown> = Promise.resolve();
  return {
    one: (key, task) => {
      const mine = Promise.allSettled([last.get(key), barrier]).then(task);
      last.set(key, mine);
      return mine;
    },
    alone: (task) => {
      const mine = Promise.allSettled([...last.values(), barrier]).then(task);
      barrier = mine;
      return mine;
    },
  };
}
