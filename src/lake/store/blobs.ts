import { createHash, randomBytes } from "node:crypto";
import { createReadStream, mkdirSync } from "node:fs";
import { copyFile, link, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Describes a finished blob: its name below the folder, its length and its MD5 in hex. */
export interface Blob {
  readonly id: string;
  readonly size: number;
  readonly md5: string;
}

/**
 * Keeps the immutable files that hold the bytes of objects. A blob is written under its final and
 * unique name, because nothing reads it before the database refers to it; what the database does
 * not refer to after a crash is swept.
 */
export class BlobFolder {
  readonly #folder: string;
  /** Begins the name of every blob of this process, so that the sweep can leave these alone. */
  readonly #run = randomBytes(8).toString("hex");
  readonly #made = new Set<string>();
  readonly #holds = new Set<{ readonly since: number }>();
  readonly #dooming = new Set<string>();
  readonly #doomed = new Map<string, number>();
  readonly #removing = new Set<Promise<void>>();
  #count = 0;
  #clock = 0;

  /** Keeps the blobs in one folder, which it creates. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Answers the path of a file that does not exist yet. */
  create(): string {
    this.#count += 1;
    const fan = randomBytes(1).toString("hex");
    if (!this.#made.has(fan)) {
      mkdirSync(join(this.#folder, fan), { recursive: true, mode: 0o700 });
      this.#made.add(fan);
    }
    return join(this.#folder, fan, `${this.#run}-${this.#count.toString(36)}`);
  }

  /** Answers the path of a blob. */
  pathOf(id: string): string {
    return join(this.#folder, id);
  }

  /** Answers the name of a file below the folder. */
  idOf(path: string): string {
    return relative(this.#folder, path).split(sep).join("/");
  }

  /** Makes a finished file a durable blob; a file from elsewhere is moved here. */
  async adopt(path: string): Promise<Blob> {
    const id = this.idOf(path);
    const home = /^[0-9a-f]{2}\/[0-9a-z-]+$/.test(id) ? path : this.create();
    if (home !== path) {
      await move(path, home);
    }
    const file = await open(home, "r+");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    const md5 = createHash("md5");
    for await (const chunk of createReadStream(home, { highWaterMark: 1 << 20 })) {
      md5.update(chunk as Buffer);
    }
    const { size } = await stat(home);
    return { id: this.idOf(home), size, md5: md5.digest("hex") };
  }

  /** Writes bytes as a durable blob. */
  async write(bytes: Uint8Array): Promise<Blob> {
    const path = this.create();
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    const md5 = createHash("md5").update(bytes).digest("hex");
    return { id: this.idOf(path), size: bytes.byteLength, md5 };
  }

  /** Gives a blob a second name, so that two objects can share its bytes and die alone. */
  async twin(id: string): Promise<string> {
    const path = this.create();
    try {
      await link(this.pathOf(id), path);
    } catch {
      await copyFile(this.pathOf(id), path);
    }
    return this.idOf(path);
  }

  /** Notes, before a transaction commits, that it takes away the reference to a blob. */
  dooming(id: string): void {
    this.#dooming.add(id);
  }

  /** Removes blobs whose last reference is gone as soon as nobody who may read them is left. */
  doom(ids: readonly string[]): void {
    this.#clock += 1;
    for (const id of ids) {
      this.#dooming.delete(id);
      this.#doomed.set(id, this.#clock);
    }
    this.#reap();
  }

  /** Removes a file that never became a blob. */
  async discard(path: string): Promise<void> {
    await unlink(path).catch(() => undefined);
  }

  /** Runs something while every blob that exists at its start stays on disk. */
  async hold<T>(run: () => Promise<T>): Promise<T> {
    const hold = { since: this.#clock };
    this.#holds.add(hold);
    try {
      return await run();
    } finally {
      this.#holds.delete(hold);
      this.#reap();
    }
  }

  /** Tells whether somebody holds blobs, that is whether a query or a download runs. */
  get held(): boolean {
    return this.#holds.size > 0;
  }

  /** Waits until the removals that are under way are done. */
  async settle(): Promise<void> {
    await Promise.all(this.#removing);
  }

  /** Removes what earlier processes left behind; answers how many files that were. */
  async sweep(isReferenced: (id: string) => boolean): Promise<number> {
    let swept = 0;
    for (const fan of await readdir(this.#folder)) {
      for (const name of await readdir(join(this.#folder, fan)).catch(() => [])) {
        const id = `${fan}/${name}`;
        const ours = name.startsWith(`${this.#run}-`);
        // A blob that loses its reference right now is in one of the two sets before it does.
        if (ours || isReferenced(id) || this.#dooming.has(id) || this.#doomed.has(id)) {
          continue;
        }
        await this.discard(this.pathOf(id));
        swept += 1;
      }
    }
    return swept;
  }

  #reap(): void {
    const oldest = Math.min(...[...this.#holds].map((hold) => hold.since), Infinity);
    for (const [id, doomedAt] of this.#doomed) {
      if (doomedAt <= oldest) {
        this.#doomed.delete(id);
        const removing = this.discard(this.pathOf(id)).finally(() => {
          this.#removing.delete(removing);
        });
        this.#removing.add(removing);
      }
    }
  }
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch {
    await copyFile(from, to);
    await unlink(from);
  }
}
