import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { finished } from "node:stream/promises";
import type { Outcome, Row } from "../engine";
import { parseLocation } from "../engine";
import type { Store } from "../store/store";
import { invalid } from "./input";

/** One page of a stored result and the place where the next one begins. */
export interface ResultPage {
  readonly rows: readonly Row[];
  readonly next: number | undefined;
}

const quoted = (value: string | undefined): string =>
  value === undefined ? "" : `"${value.replaceAll('"', '""')}"`;

const csvLine = (row: Row): string => `${row.map(quoted).join(",")}\n`;

/** Splits the S3 address of an object. */
export function objectOf(address: string): { readonly bucket: string; readonly key: string } {
  const { bucket = "", prefix = "" } = parseLocation(address) ?? {};
  return { bucket, key: prefix.replace(/\/$/, "") };
}

async function* resultText(outcome: Outcome): AsyncIterable<string> {
  switch (outcome.kind) {
    case "rows":
      yield csvLine(outcome.columns.map(({ name }) => name));
      for await (const rows of outcome.rows) yield rows.map(csvLine).join("");
      return;
    case "lines":
      yield outcome.lines.map((line) => `${line}\n`).join("");
      return;
    case "written":
      yield outcome.objects.map((object) => `${object}\n`).join("");
  }
}

/** Writes a result as the object that Athena leaves in S3, without holding it in memory. */
export async function writeResult(store: Store, address: string, outcome: Outcome): Promise<void> {
  const path = store.newBlob();
  const file = createWriteStream(path, { mode: 0o600 });
  try {
    for await (const text of resultText(outcome)) {
      if (!file.write(text)) await once(file, "drain");
    }
  } finally {
    file.end();
    await finished(file);
  }
  const { bucket, key } = objectOf(address);
  const contentType = outcome.kind === "rows" ? "text/csv" : "text/plain";
  await store.putBlob(bucket, key, path, { contentType });
}

/** Splits bytes of a result into rows; the last row is only taken when it is whole. */
class RowReader {
  readonly rows: Row[] = [];
  /** Counts the bytes of whole rows. */
  used = 0;
  #rest = Buffer.alloc(0);

  constructor(
    private readonly kind: "csv" | "lines",
    private readonly limit: number,
  ) {}

  /** Answers false when there are enough rows. */
  push(bytes: Buffer): boolean {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    let from = 0;
    while (this.rows.length < this.limit) {
      const end = this.#rowEnd(from);
      if (end < 0) break;
      const text = this.#rest.subarray(from, end).toString();
      this.rows.push(this.kind === "lines" ? [text] : parseCsvRow(text));
      this.used += end + 1 - from;
      from = end + 1;
    }
    this.#rest = this.#rest.subarray(from);
    return this.rows.length < this.limit;
  }

  #rowEnd(from: number): number {
    if (this.kind === "lines") return this.#rest.indexOf(10, from);
    let inside = false;
    for (let index = from; index < this.#rest.length; index += 1) {
      const byte = this.#rest[index];
      if (byte === 34) inside = !inside;
      else if (byte === 10 && !inside) return index;
    }
    return -1;
  }
}

function parseCsvRow(text: string): Row {
  const row: (string | undefined)[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let end = at + 1;
      while (text[end] !== '"' || text[end + 1] === '"') end += text[end] === '"' ? 2 : 1;
      row.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
    } else {
      row.push(undefined);
    }
    if (text[at] !== ",") return row;
    at += 1;
  }
}

/** Reads a page of a stored result from a place in its object. */
export async function readResult(
  store: Store,
  address: string,
  kind: "csv" | "lines",
  from: number,
  limit: number,
): Promise<ResultPage> {
  const { bucket, key } = objectOf(address);
  return store.hold(async () => {
    const object = store.getObject(bucket, key);
    if (object === undefined) {
      throw invalid(`Could not find results in ${address}: they were deleted`);
    }
    const reader = new RowReader(kind, limit);
    const file = await open(object.blob);
    try {
      const chunk = Buffer.alloc(1 << 18);
      for (let at = from; ; ) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
        if (bytesRead === 0 || !reader.push(Buffer.from(chunk.subarray(0, bytesRead)))) break;
        at += bytesRead;
      }
    } finally {
      await file.close();
    }
    const next = from + reader.used;
    return { rows: reader.rows, next: next < object.size ? next : undefined };
  });
}
