import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The key that signs every request to a lake. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where a lake is served, as `endpoint.json` says it. */
export interface Endpoint {
  readonly url: string;
  readonly pid: number;
  readonly startedAt: string;
}

/** Reads the key of a lake, or makes it when the lake is new. Only the folder's holder calls it. */
export function obtainCredentials(dir: string): Credentials {
  const path = join(dir, "credentials.json");
  if (existsSync(path)) {
    return JSON.parse(readFileSync(path, "utf8")) as Credentials;
  }
  const credentials = {
    accessKeyId: `AKIA${base32(16)}`,
    secretAccessKey: randomBytes(30).toString("base64url"),
  };
  replaceFile(path, credentials);
  return credentials;
}

/** Says where the lake is served. */
export function writeEndpoint(dir: string, endpoint: Endpoint): void {
  replaceFile(join(dir, "endpoint.json"), endpoint);
}

/** Says that the lake is no longer served. */
export function removeEndpoint(dir: string): void {
  rmSync(join(dir, "endpoint.json"), { force: true });
}

/** Watches whether anything happens and reports once that nothing did for long enough. */
export class IdleWatch {
  #last = Date.now();
  #running = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Watches from now on; zero seconds mean for ever. */
  constructor(seconds: number, isBusy: () => boolean, onIdle: () => void) {
    const limit = seconds * 1000;
    const look = (): void => {
      if (this.#running > 0 || isBusy()) {
        this.#last = Date.now();
      }
      const left = this.#last + limit - Date.now();
      if (left <= 0) {
        onIdle();
      } else {
        this.#timer = setTimeout(look, left);
      }
    };
    if (seconds > 0) {
      this.#timer = setTimeout(look, limit);
    }
  }

  /** Notes that a request begins; what it answers is to be called at the request's end. */
  enter(): () => void {
    this.#running += 1;
    return () => {
      this.#running -= 1;
      this.#last = Date.now();
    };
  }

  /** Stops watching. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Writes a file so that a reader finds either all of it or what was there before. */
function replaceFile(path: string, content: object): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

function base32(length: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return Array.from(randomBytes(length), (byte) => letters[byte % 32]).join("");
}
