import { readdirSync, readFileSync } from "node:fs";

/** Holds what a command cost: CPU of the whole process tree, and the lake's own CPU beside it. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly lakeCpu: number;
  /** Sum of resident memory of the command's process tree at its highest, in MiB. */
  readonly peak: number;
}

const ticksPerSecond = 100;

/** Runs `act` and measures the processes that it starts, and the lake. Linux only: reads /proc. */
export async function measure(lakePid: number, act: () => Promise<unknown>): Promise<Cost> {
  const start = performance.now();
  const childrenBefore = waitedFor();
  const lakeBefore = used(lakePid);
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBelow(process.pid, lakePid));
  }, 50);
  try {
    await act();
  } finally {
    clearInterval(timer);
  }
  return {
    wall: (performance.now() - start) / 1000,
    cpu: waitedFor() - childrenBefore,
    lakeCpu: used(lakePid) - lakeBefore,
    peak,
  };
}

function fields(pid: number | "self"): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** CPU seconds of all children that have ended, their own children included. */
function waitedFor(): number {
  const stat = fields("self");
  return (Number(stat[13]) + Number(stat[14])) / ticksPerSecond;
}

function used(pid: number): number {
  const stat = fields(pid);
  return (Number(stat[11]) + Number(stat[12])) / ticksPerSecond;
}

function residentBelow(parent: number, except: number): number {
  const parents = new Map<number, number>();
  const pages = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = tryFields(pid);
    if (stat === undefined) continue;
    parents.set(pid, Number(stat[1]));
    pages.set(pid, Number(stat[21]));
  }
  let total = 0;
  for (const pid of pages.keys()) {
    if (pid !== parent && pid !== except && isBelow(pid, parent, parents)) {
      total += pages.get(pid) ?? 0;
    }
  }
  return (total * 4096) / 2 ** 20;
}

/** A process may end between being listed and being read: then it has no memory either. */
function tryFields(pid: number): readonly string[] | undefined {
  try {
    return fields(pid);
  } catch {
    return undefined;
  }
}

function isBelow(pid: number, parent: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) {
    if (at === parent) return true;
  }
  return false;
}
