/** One worker at a time on a folder, across processes; the others wait and are told for whom. */
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const HEARTBEAT_MS = 2_000;
const STALE_MS = 30_000;

/**
 * Runs `work` while holding the lock folder `path`. A holder renews the folder's time; one that
 * was killed stops doing so and is passed over after half a minute. In the worst case two work at
 * once: whoever uses this must publish by an atomic rename, so that this wastes time and no more.
 */
export async function withLock(path, work, { waiting } = {}) {
  while (!take(path)) {
    waiting?.();
    await sleep(500);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    try {
      fs.utimesSync(path, now, now);
    } catch {
      // The folder was taken from us; the rename at the end still decides.
    }
  }, HEARTBEAT_MS);
  const release = () => fs.rmSync(path, { recursive: true, force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    release();
  }
}

function take(path) {
  try {
    fs.mkdirSync(path);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const held = fs.statSync(path, { throwIfNoEntry: false });
  // Gone in between: it may already be another's, so it is never removed here.
  if (held !== undefined && Date.now() - held.mtimeMs > STALE_MS) {
    fs.rmSync(path, { recursive: true, force: true });
  }
  return false;
}
