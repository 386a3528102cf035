import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { linkSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Owner {
  readonly pid: number;
  /** Tells the process from a later one with the same number. */
  readonly identity: string;
}

/** Reports that a living process already serves the folder. */
export class FolderInUse extends Error {
  /** Keeps who serves it. */
  constructor(
    readonly dir: string,
    readonly pid: number,
  ) {
    super(`The lake in ${dir} is already served by process ${pid}`);
    this.name = "FolderInUse";
  }
}

/**
 * Makes this process the one that serves a folder, until it ends. The owner is named by the file
 * `lock.N` with the highest number. Whoever finds it dead makes N+1, which only one can; the
 * highest file is never removed, so nobody with an old view of the folder can make it again.
 */
export function claimFolder(dir: string): () => void {
  const mine = { pid: process.pid, identity: `${identityOf(process.pid)} ${randomUUID()}` };
  for (;;) {
    const number = highest(dir);
    const owner = number === 0 ? undefined : readOwner(dir, number);
    if (owner !== undefined && isAlive(owner)) {
      throw new FolderInUse(dir, owner.pid);
    }
    if (!make(dir, number + 1, JSON.stringify(mine))) {
      continue;
    }
    if (highest(dir) > number + 1) {
      // The number was free because its owner has been and gone: somebody else is ahead.
      unlinkSync(nameOf(dir, number + 1));
      continue;
    }
    removeBelow(dir, number + 1);
    return () => writeFileSync(nameOf(dir, number + 1), JSON.stringify({ pid: 0, identity: "" }));
  }
}

function nameOf(dir: string, number: number): string {
  return join(dir, `lock.${number}`);
}

function numbers(dir: string): readonly number[] {
  return readdirSync(dir).flatMap((name) => {
    const match = /^lock\.(\d+)$/.exec(name);
    return match === null ? [] : [Number(match[1])];
  });
}

function highest(dir: string): number {
  return Math.max(0, ...numbers(dir));
}

function readOwner(dir: string, number: number): Owner | undefined {
  try {
    return JSON.parse(readFileSync(nameOf(dir, number), "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

/** Creates a lock file together with its content; tells whether it was us. */
function make(dir: string, number: number, content: string): boolean {
  const draft = join(dir, `.lock-${randomUUID()}`);
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, nameOf(dir, number));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

function removeBelow(dir: string, limit: number): void {
  for (const number of numbers(dir).filter((candidate) => candidate < limit)) {
    try {
      unlinkSync(nameOf(dir, number));
    } catch {
      // Somebody else removed it.
    }
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.pid === 0) {
    return false;
  }
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const identity = identityOf(owner.pid);
  return identity !== undefined && owner.identity.startsWith(`${identity} `);
}

/** Answers when a process began, or nothing when it has ended and merely waits for its parent. */
function identityOf(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return fields[0] === "Z" || fields[0] === "X" ? undefined : `${boot}/${fields[19]}`;
  } catch {
    return startedAt(pid);
  }
}

function startedAt(pid: number): string | undefined {
  try {
    const arguments_ = ["-o", "stat=,lstart=", "-p", String(pid)];
    const line = execFileSync("ps", arguments_, { encoding: "utf8" }).trim();
    return line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "");
  } catch {
    return undefined;
  }
}
