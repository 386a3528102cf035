import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";

/** What the SDK needs to call a lake. */
export interface LakeConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A lake that runs in a process of its own. */
export interface LakeProcess {
  readonly config: LakeConfig;
  /** Ends the process with SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a lake on a folder and waits until it listens. */
export async function startLakeProcess(dir: string): Promise<LakeProcess> {
  const main = join(__dirname, "../../src/lake/main.js");
  const child = spawn(process.execPath, [main, "--dir", dir, "--port", "0"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = await listening(dir, child);
  const credentials = readJson(join(dir, "credentials.json")) as LakeConfig["credentials"];
  return {
    config: { endpoint: url, region: "us-east-1", credentials },
    kill: async () => {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Waits until the folder's endpoint file names this process. */
function listening(dir: string, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const watcher = watch(dir);
    const look = (): void => {
      const endpoint = readJson(join(dir, "endpoint.json"));
      if (endpoint?.["pid"] === child.pid) {
        watcher.close();
        resolve(String(endpoint?.["url"]));
      }
    };
    watcher.on("change", look);
    child.once("error", reject);
    child.once("exit", (code) => {
      watcher.close();
      reject(new Error(`the lake ended with code ${code} before it listened`));
    });
    look();
  });
}

function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  return existsSync(path)
    ? (JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>)
    : undefined;
}
