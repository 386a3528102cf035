import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Endpoint } from "../../src/aws";
import { endpointOf, ensureLocalLake } from "../../src/providers/local-lake";
import type { Settings } from "../../src/providers/settings";

// Compiled tests lie in bin/test/support.
const root = resolve(__dirname, "../../..");

/** Is a folder with a dbt project, a lake and a stack of their own, removed at the end. */
export interface Workspace {
  readonly dir: string;
  readonly lakeDir: string;
  readonly settings: Settings;
  /** Writes files below the folder; `null` removes one. */
  readonly write: (files: Readonly<Record<string, string | null>>) => void;
  readonly read: (file: string) => string;
  readonly lake: () => Promise<Endpoint>;
  /** Runs the Pulumi CLI in the folder. */
  readonly pulumi: (args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Ran>;
  readonly close: () => Promise<void>;
}

/** Holds what a command printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The profile of test projects: one attempt per call, so that a fault shows at once. */
export const profile = `
shop:
  target: dev
  outputs:
    dev:
      type: athena
      region_name: us-east-1
      database: awsdatacatalog
      schema: shop
      s3_staging_dir: s3://shop/athena-results/
      s3_data_dir: s3://shop/tables/
      num_retries: 0
      poll_interval: 0.2
`;

const base: Readonly<Record<string, string>> = {
  "dbt_project.yml": 'name: shop\nversion: "1.0"\nprofile: shop\n',
  "profiles.yml": profile,
  "Pulumi.yaml":
    "name: shop\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n",
  "Pulumi.dev.yaml": "config:\n  athenaform:lake: local\n",
  "index.js": 'module.exports = require("athenaform").deploy();\n',
};

// What a test that failed half-way leaves open ends with its process.
const open = new Map<string, string>();
process.once("exit", () => {
  for (const [dir, lakeDir] of open) abandon(dir, lakeDir);
});

/** Makes a workspace; it lies inside the repository, so that programs find the package by name. */
export function openWorkspace(files: Readonly<Record<string, string>> = {}): Workspace {
  const parent = join(root, ".athenaform/tests");
  mkdirSync(parent, { recursive: true });
  const dir = mkdtempSync(join(parent, "w-"));
  const lakeDir = join(dir, ".athenaform/lake");
  open.set(dir, lakeDir);
  const write: Workspace["write"] = (changed) => {
    for (const [name, text] of Object.entries(changed)) {
      const path = join(dir, name);
      if (text === null) {
        rmSync(path, { recursive: true });
        continue;
      }
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  };
  write({ ...base, ...files });
  return {
    dir,
    lakeDir,
    write,
    read: (file) => readFileSync(join(dir, file), "utf8"),
    settings: {
      root: dir,
      projectDir: dir,
      profilesDir: dir,
      vars: {},
      run: "changed",
      lake: "local",
      lakeDir,
      adopt: false,
    },
    lake: () => ensureLocalLake(lakeDir),
    pulumi: (args, env) => runPulumi(dir, args, env ?? {}),
    close: async () => {
      await stopLake(lakeDir);
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
      open.delete(dir);
    },
  };
}

/** Makes a workspace from a project of the examples. */
export function openExample(name: string): Workspace {
  const workspace = openWorkspace();
  const from = join(root, "examples", name);
  cpSync(from, workspace.dir, {
    recursive: true,
    filter: (source) => !source.includes(".athenaform", from.length),
  });
  return workspace;
}

function abandon(dir: string, lakeDir: string): void {
  try {
    const { pid } = JSON.parse(readFileSync(join(lakeDir, "endpoint.json"), "utf8"));
    process.kill(pid, "SIGKILL");
  } catch {
    // No lake was started, or it is gone already.
  }
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}

/** Asks the lake of a folder to stop and waits until it answers no more. */
export async function stopLake(lakeDir: string): Promise<void> {
  const endpoint = await endpointOf(lakeDir);
  if (endpoint === undefined) return;
  await control(endpoint, "POST", "/_lake/stop");
  while ((await endpointOf(lakeDir)) !== undefined) await new Promise(setImmediate);
}

/** Calls the lake's control API. */
export async function control(
  endpoint: Endpoint,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${endpoint.url}${path}`, {
    method,
    headers: { "x-lake-key": endpoint.secretAccessKey },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
}

/** Is one line of the lake's call log. */
export interface LoggedCall {
  readonly service: string;
  readonly operation: string;
  readonly writing: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Gives the calls that the lake answered while `act` ran. */
export async function callsDuring(
  endpoint: Endpoint,
  act: () => Promise<unknown>,
): Promise<readonly LoggedCall[]> {
  const start = await position(endpoint);
  await act();
  return (await callsSince(endpoint, start)).calls;
}

async function position(endpoint: Endpoint): Promise<number> {
  return (await callsSince(endpoint, 0)).next;
}

async function callsSince(
  endpoint: Endpoint,
  since: number,
): Promise<{ readonly next: number; readonly calls: readonly LoggedCall[] }> {
  const calls: LoggedCall[] = [];
  for (let at = since; ; ) {
    const page = (await control(endpoint, "GET", `/_lake/calls?since=${at}`)) as {
      readonly next: number;
      readonly calls: readonly LoggedCall[];
    };
    calls.push(...page.calls);
    if (page.next === at) return { next: at, calls };
    at = page.next;
  }
}

/** Gives the environment in which the CLI works on the stacks of a workspace, without a question. */
export function pulumiEnvironment(dir: string): NodeJS.ProcessEnv {
  const state = join(dir, ".athenaform");
  mkdirSync(join(state, "state"), { recursive: true });
  return {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${join(state, "state")}`,
    PULUMI_HOME: join(state, "home"),
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_PARALLEL_DIFF: "true",
  };
}

function runPulumi(dir: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: dir,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...pulumiEnvironment(dir), ...env },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text) => {
      stdout += String(text);
    });
    child.stderr.on("data", (text) => {
      stderr += String(text);
    });
    child.on("error", fail);
    child.on("close", (code) => done({ code: code ?? 1, stdout, stderr }));
  });
}
