import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import type { Endpoint } from "../aws";
import { LakeError } from "../errors";

/** Is the program that serves a lake; it is started, never imported. */
export const lakeProgram = join(__dirname, "../lake/main.js");

const answerMilliseconds = 5_000;

// How the lake's process ends where another one was faster; that one's endpoint is waited for.
const servedByAnother = 3;

/**
 * Gives the endpoint of the lake in a folder, starting it when it is not running. Any number of
 * processes may ask at once: the lake's own lock lets one server through.
 */
export async function ensureLocalLake(dir: string): Promise<Endpoint> {
  const running = await endpointOf(dir);
  if (running !== undefined) return running;
  mkdirSync(dir, { recursive: true });
  const log = openSync(join(dir, "lake.log"), "a");
  const child = spawn(process.execPath, [lakeProgram, "--dir", dir], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
  closeSync(log);
  return waitForEndpoint(dir, child);
}

/** Finds the endpoint of a lake that is there; undefined when nobody listens at it. */
export async function endpointOf(dir: string): Promise<Endpoint | undefined> {
  const endpoint = readEndpoint(dir);
  if (endpoint === undefined) return undefined;
  try {
    // Any answer will do, a refusal included: it shows that the port is the lake's.
    await fetch(endpoint.url, { signal: AbortSignal.timeout(answerMilliseconds) });
    return endpoint;
  } catch (cause) {
    if (cause instanceof TypeError) return undefined;
    // Somebody listens and is only slow: a second lake would not help.
    if (cause instanceof DOMException && cause.name === "TimeoutError") return endpoint;
    throw cause;
  }
}

function readEndpoint(dir: string): Endpoint | undefined {
  try {
    const { url } = JSON.parse(readFileSync(join(dir, "endpoint.json"), "utf8"));
    const keys = JSON.parse(readFileSync(join(dir, "credentials.json"), "utf8"));
    const { accessKeyId, secretAccessKey } = keys;
    return { url, accessKeyId, secretAccessKey };
  } catch (cause) {
    // Absent or half-written: the lake is not up yet, which the caller handles.
    if (cause instanceof SyntaxError || isMissing(cause)) return undefined;
    throw cause;
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}

/** Waits for the lake's endpoint file; the folder tells of its coming, so nothing polls blindly. */
function waitForEndpoint(dir: string, child: ChildProcess): Promise<Endpoint> {
  return new Promise((resolve, reject) => {
    let looking = false;
    const look = async (): Promise<void> => {
      if (looking) return;
      looking = true;
      const endpoint = await endpointOf(dir).finally(() => {
        looking = false;
      });
      if (endpoint === undefined) return;
      stop();
      resolve(endpoint);
    };
    const fail = (cause: unknown): void => {
      stop();
      reject(cause);
    };
    const refuse = (fact: string, cause?: unknown): void => {
      const where = { file: join(dir, "lake.log") };
      fail(new LakeError("AF208", `Cannot start the local lake: ${fact}`, { where, cause }));
    };
    const ended = (code: number | null): void => {
      if (code !== servedByAnother) refuse(`its process ended with ${code ?? "a signal"}`);
    };
    child.once("exit", ended).once("error", (cause) => refuse(cause.message, cause));
    const watcher = watch(dir, () => void look().catch(fail));
    const again = setInterval(() => void look().catch(fail), 100);
    const deadline = setTimeout(() => refuse("it does not answer after 20 s"), 20_000);
    const stop = (): void => {
      child.off("exit", ended);
      watcher.close();
      clearInterval(again);
      clearTimeout(deadline);
    };
  });
}
