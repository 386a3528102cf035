import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Inspector, inspect } from "../support/inspect";
import { openProxy, type Proxy } from "../support/proxy";
import { openWorkspace, pulumiEnvironment, type Workspace } from "../support/workspace";

const first = {
  "seeds/words.csv": "id,word\n1,a\n2,b\n3,c\n",
  "models/by_id.sql":
    "{{ config(materialized='table', partitioned_by=['id']) }} select word, id from {{ ref('words') }}",
  "models/short.sql": "{{ config(materialized='view') }} select word from {{ ref('by_id') }}",
};
const second = {
  "models/by_id.sql":
    "{{ config(materialized='table', partitioned_by=['id']) }} select upper(word) as word, id from {{ ref('words') }}",
};

/** The same invariant as in crash.test, with kill -9 of the real CLI and its provider. */
describe("pulumi up that is killed with -9", function () {
  this.timeout(900_000);

  it("is made good by the next pulumi up, at points spread over a first run and a swap", async () => {
    const workspace = openWorkspace(first);
    const endpoint = await workspace.lake();
    const proxy = await openProxy(endpoint.url);
    const lake = inspect(endpoint);
    try {
      useProxy(workspace, proxy);
      await succeed(workspace, ["stack", "init", "dev"]);
      let killed = 0;
      for (const call of [12, 40, 75]) killed += await killAt(workspace, proxy, call);
      await succeed(workspace, ["up", "--yes", "--skip-preview"]);
      expect(await content(lake)).to.equal("a b c");
      workspace.write(second);
      for (const call of [18, 26, 32]) killed += await killAt(workspace, proxy, call);
      await succeed(workspace, ["up", "--yes", "--skip-preview"]);
      expect(await content(lake)).to.equal("A B C");
      await succeed(workspace, ["preview", "--expect-no-changes"]);
      await succeed(workspace, ["destroy", "--yes", "--skip-preview"]);
      expect(await lake.objects("s3://shop/tables/")).to.deep.equal([]);
      process.stdout.write(`      ${killed} runs killed, 0 orphan objects, 0 rows lost\n`);
      expect(killed).to.be.greaterThan(3);
    } finally {
      lake.close();
      await proxy.close();
      await workspace.close();
    }
  });
});

function useProxy(workspace: Workspace, proxy: Proxy): void {
  const dir = join(workspace.dir, ".athenaform/proxied");
  mkdirSync(dir, { recursive: true });
  copyFileSync(join(workspace.lakeDir, "credentials.json"), join(dir, "credentials.json"));
  writeFileSync(join(dir, "endpoint.json"), JSON.stringify({ url: proxy.url }));
  workspace.write({
    "Pulumi.dev.yaml":
      "config:\n  athenaform:lake: local\n  athenaform:lakeDir: .athenaform/proxied\n",
  });
}

/** Runs `pulumi up` and kills every process of it at the n-th call; 0 when it ended before. */
async function killAt(workspace: Workspace, proxy: Proxy, number: number): Promise<number> {
  proxy.reset();
  const child = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
    cwd: workspace.dir,
    stdio: "ignore",
    env: { ...pulumiEnvironment(workspace.dir), ATHENAFORM_TEST_RUN: workspace.dir },
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  let killed = 0;
  proxy.between = (call, moment) => {
    if (call.number !== number || moment !== "after") return;
    killAll(child, workspace.dir);
    proxy.cut();
    killed = 1;
  };
  await ended;
  proxy.between = undefined;
  proxy.reset();
  if (killed === 1) await succeed(workspace, ["cancel", "--yes", "dev"]);
  return killed;
}

/** Provider and language host live in groups of their own; the environment tells whose they are. */
function killAll(child: ChildProcess, run: string): void {
  child.kill("SIGKILL");
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    if (environmentOf(name).includes(`ATHENAFORM_TEST_RUN=${run}\0`)) {
      process.kill(Number(name), "SIGKILL");
    }
  }
}

/** A process may be gone before its environment is read. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}

async function content(lake: Inspector): Promise<string> {
  const rows = await lake.query('select word from "shop"."short" order by 1');
  return rows.flat().join(" ");
}

async function succeed(workspace: Workspace, args: readonly string[]): Promise<void> {
  const ran = await workspace.pulumi(args);
  expect(ran.code, `pulumi ${args.join(" ")}\n${ran.stdout}\n${ran.stderr}`).to.equal(0);
}
