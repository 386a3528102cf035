import { spawn } from "node:child_process";
import { expect } from "chai";
import { inspect } from "./support/inspect";
import { openWorkspace, pulumiEnvironment, type Workspace } from "./support/workspace";

const slow =
  "{{ config(materialized='table') }} select count(*) as n from unnest(sequence(1, 100000)) a (x) " +
  "cross join unnest(sequence(1, 100000)) b (y) where x * y % 7 = 3";

describe("pulumi up that is interrupted once", function () {
  this.timeout(300_000);

  it("stops its query, keeps what was done, and leaves nothing pending or behind", async () => {
    const workspace = openWorkspace({
      "models/quick.sql": "{{ config(materialized='table') }} select 1 as n",
      "models/slow.sql": `-- depends on {{ ref('quick') }}\n${slow}`,
    });
    const lake = inspect(await workspace.lake());
    try {
      await succeed(workspace, ["stack", "init", "dev"]);
      const printed = await interrupted(workspace, /slow creating .*RUNNING/);
      expect(printed).to.match(/AF209 Cannot build "shop.slow": the run was interrupted/);
      expect(await lake.tables("shop")).to.deep.equal(["quick"]);
      const exported = await succeed(workspace, ["stack", "export"]);
      expect(JSON.parse(exported).deployment.pending_operations ?? []).to.deep.equal([]);
      const kept = await lake.objects("s3://shop/tables/shop/");
      expect(kept.filter((object) => object.includes("/slow"))).to.deep.equal([]);
      workspace.write({
        "models/slow.sql": "{{ config(materialized='table') }} select n from {{ ref('quick') }}",
      });
      await succeed(workspace, ["up", "--yes", "--skip-preview"]);
      expect(await lake.query("select n from shop.slow")).to.deep.equal([["1"]]);
    } finally {
      lake.close();
      await workspace.close();
    }
  });
});

/** Runs `pulumi up`, interrupts it as ^C does once it prints a text, and gives all it printed. */
function interrupted(workspace: Workspace, text: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
      cwd: workspace.dir,
      stdio: ["ignore", "pipe", "pipe"],
      env: pulumiEnvironment(workspace.dir),
    });
    let printed = "";
    let told = false;
    const listen = (chunk: Buffer): void => {
      printed += String(chunk);
      if (told || !text.test(printed)) return;
      told = true;
      child.kill("SIGINT");
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("error", reject);
    child.on("close", () => resolve(printed));
  });
}

async function succeed(workspace: Workspace, args: readonly string[]): Promise<string> {
  const ran = await workspace.pulumi(args);
  expect(ran.code, `pulumi ${args.join(" ")}\n${ran.stdout}\n${ran.stderr}`).to.equal(0);
  return ran.stdout;
}
