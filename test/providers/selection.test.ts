import { expect } from "chai";
import { openWorkspace, type Ran, type Workspace } from "../support/workspace";

const files = {
  "models/base.sql": "{{ config(materialized='table') }} select 1 as a",
  "models/v.sql": "{{ config(materialized='view') }} select a from {{ ref('base') }}",
  "models/top.sql": "{{ config(materialized='table') }} select a from {{ ref('v') }}",
  "models/other.sql": "{{ config(materialized='table', schema='else') }} select 9 as z",
};

const verbs = /^\s*((?:create|swap|replace|seed|drop|document|recover)[\w ]* [\w.]+: .+)$/gm;

describe("a stack with a selection", function () {
  this.timeout(600_000);
  let workspace: Workspace;
  before(() => {
    workspace = openWorkspace(files);
  });
  after(() => workspace.close());

  const run = (command: string, env: NodeJS.ProcessEnv): Promise<Ran> =>
    workspace.pulumi(
      [command, "--stack", "dev", ...(command === "up" ? ["--yes", "-f"] : [])],
      env,
    );
  /** Previews, and gives the line of each action. */
  const preview = async (env: NodeJS.ProcessEnv): Promise<readonly string[]> => {
    const { code, stdout, stderr } = await run("preview", env);
    expect(code, stdout + stderr).to.equal(0);
    return [...stdout.matchAll(verbs)]
      .map(([, line = ""]) => line.replace(/ \(scans.*/, ""))
      .sort();
  };
  const up = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const { code, stdout, stderr } = await run("up", env);
    expect(code, stdout + stderr).to.equal(0);
    return stdout;
  };
  const refusal = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const { code, stdout, stderr } = await run("preview", env);
    expect(code, stdout).to.not.equal(0);
    return stdout + stderr;
  };

  it("builds what is selected, once all that it needs is there", async () => {
    expect((await workspace.pulumi(["stack", "init", "dev"])).code).to.equal(0);
    const text = await refusal({ ATHENAFORM_SELECT: "top" });
    expect(text).to.include(
      'AF121 Cannot build "shop.top": its upstream "shop.v" is not selected and not built yet',
    );
    expect(text).to.include('Select it too, as in "+top", or build it first');
    expect(await preview({ ATHENAFORM_SELECT: "base+" })).to.deep.equal([
      "create base: not there yet",
      "create top: not there yet",
      "create v: not there yet",
    ]);
    const stdout = await up({ ATHENAFORM_SELECT: "base+" });
    expect(stdout).to.not.include("other");
    expect(await preview({ ATHENAFORM_SELECT: "base+" })).to.deep.equal([]);
    expect(await preview({})).to.deep.equal(["create other: not there yet"]);
  });

  it("leaves the rest as it is, changed or not", async () => {
    workspace.write({
      "models/base.sql": "{{ config(materialized='table') }} select 2 as a",
    });
    const env = { ATHENAFORM_SELECT: "other" };
    const { stdout } = await run("preview", env);
    expect([...stdout.matchAll(verbs)].map(([, line]) => line)).to.deep.equal([
      "create other: not there yet",
    ]);
    expect(stdout).to.match(/left out\s*: 3\n/);
    await up(env);
    expect(await preview({ ATHENAFORM_EXCLUDE: "base" })).to.deep.equal([]);
    workspace.write({
      "models/v.sql": "{{ config(materialized='view') }} select a + 0 as a from {{ ref('base') }}",
    });
    expect(await preview({ ATHENAFORM_EXCLUDE: "base" })).to.deep.equal([
      "replace view v: sql changed",
      "swap top: upstream v changes",
    ]);
    await up({ ATHENAFORM_EXCLUDE: "base" });
    expect(await preview({ ATHENAFORM_EXCLUDE: "base" })).to.deep.equal([]);
    expect(await preview({})).to.deep.equal([
      "replace view v: upstream base changes",
      "swap base: sql changed",
      "swap top: upstream base, v changes",
    ]);
  });

  it("warns of a criterion that matches nothing", async () => {
    const { stdout } = await run("preview", { ATHENAFORM_SELECT: "other ohter" });
    expect(stdout).to.include('AF120 Selection "ohter" matches nothing');
  });

  it("refuses to build anew what is protected", async () => {
    expect(await refusal({ ATHENAFORM_PROTECT: "base" })).to.include(
      'AF122 Cannot swap "shop.base" (sql changed): athenaform:protect names it',
    );
  });

  it("refreshes fully what is named", async () => {
    const env = { ATHENAFORM_SELECT: "other", ATHENAFORM_FULL_REFRESH: "other" };
    expect(await preview(env)).to.deep.equal(["swap other: full refresh"]);
  });

  it("refuses a plan that goes beyond a budget", async () => {
    workspace.write({ "models/other.sql": null });
    expect(await refusal({ ATHENAFORM_MAX_DROPPED: "0" })).to.include(
      "AF123 Cannot accept the plan: it drops 1 relation, athenaform:maxDropped is 0",
    );
    expect(await refusal({ ATHENAFORM_MAX_SCAN: "1" })).to.include(
      "AF123 Cannot accept the plan: it scans up to ",
    );
    expect(
      await preview({ ATHENAFORM_MAX_DROPPED: "1", ATHENAFORM_MAX_SCAN: "1 GiB" }),
    ).to.have.length(4);
  });
});
