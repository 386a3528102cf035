import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { providerText } from "../src/providers/resources";
import { inspect } from "./support/inspect";
import { openWorkspace, type Ran, type Workspace } from "./support/workspace";

const secret = "never-to-be-seen-0123456789abcdefghijklm";
const fromEnvironment = "and-not-this-one-0123456789";

const profile = `
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
      aws_access_key_id: AKIDEXAMPLE
      aws_secret_access_key: ${secret}
      aws_session_token: "{{ env_var('DBT_ENV_SECRET_TOKEN') }}"
      num_retries: 0
      poll_interval: 0.2
`;

const files = {
  "profiles.yml": profile,
  "seeds/words.csv": "id,word\n1,a\n",
  "models/fine.sql": "select id from {{ ref('words') }}",
  "models/fails.sql": "{{ config(materialized='table') }} select cast('x' as integer) as n",
};

/** Is the text that lies in the state of every user: another one changes every resource of theirs. */
const frozen =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("athenaform/provider").provider';

describe("what is stored and printed", function () {
  this.timeout(300_000);

  it("keeps the provider text as it was first published", () => {
    expect(providerText).to.equal(frozen);
  });

  it("holds no secret: not in the state, the record, the logs, nor in any output", async () => {
    const workspace = openWorkspace(files);
    const env = { DBT_ENV_SECRET_TOKEN: fromEnvironment };
    try {
      const printed: Ran[] = [await workspace.pulumi(["stack", "init", "dev"], env)];
      const forms = [["preview"], ["preview", "--diff"], ["preview", "--json"]];
      for (const form of forms) printed.push(await workspace.pulumi(form, env));
      expect(printed.map((ran) => ran.code)).to.deep.equal([0, 0, 0, 0]);
      const failing = await workspace.pulumi(["up", "--yes", "--skip-preview"], env);
      expect(failing.stdout).to.include("AF201");
      workspace.write({ "models/fails.sql": "{{ config(materialized='table') }} select 1 as n" });
      const up = await workspace.pulumi(
        ["up", "--yes", "--skip-preview", "--logtostderr", "-v=3"],
        env,
      );
      expect(up.code, up.stderr.slice(-2000)).to.equal(0);
      const exported = await workspace.pulumi(["stack", "export"], env);
      expect(providerTexts(exported.stdout)).to.deep.equal([frozen]);

      printed.push(failing, up, exported);
      const kept = [...filesOf(workspace), ...(await objectsOf(workspace))];
      const texts = [...printed.flatMap((ran) => [ran.stdout, ran.stderr]), ...kept];
      // The record was among what was looked at, and so were the statements in the call log.
      expect(
        texts.some((text) => text.includes('"entries"') && text.includes("shop.words")),
      ).to.equal(true);
      expect(texts.some((text) => text.includes("StartQueryExecution"))).to.equal(true);
      for (const hidden of [secret, fromEnvironment]) {
        const showing = texts.filter((text) => text.includes(hidden));
        expect(showing.map((text) => text.slice(0, 500))).to.deep.equal([]);
      }
    } finally {
      await workspace.close();
    }
  });
});

/** Reads everything that a run left on disk: Pulumi's state and home, the lake and its logs. */
function filesOf(workspace: Workspace): readonly string[] {
  return readdirSync(join(workspace.dir, ".athenaform"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
}

/** Reads all objects of the lake as a client gets them, the record among them. */
async function objectsOf(workspace: Workspace): Promise<readonly string[]> {
  const lake = inspect(await workspace.lake());
  try {
    const texts: string[] = [];
    for (const object of await lake.objects("s3://shop/")) {
      const Key = object.slice("s3://shop/".length);
      const { Body } = await lake.s3.getObject({ Bucket: "shop", Key });
      texts.push(`${Key}\n${(await Body?.transformToString("latin1")) ?? ""}`);
    }
    return texts;
  } finally {
    lake.close();
  }
}

function providerTexts(exported: string): readonly string[] {
  const { deployment } = JSON.parse(exported) as {
    readonly deployment: {
      readonly resources: readonly {
        readonly outputs?: { readonly __provider?: string };
        readonly inputs?: { readonly __provider?: string };
      }[];
    };
  };
  const texts = deployment.resources.flatMap(({ inputs, outputs }) => [
    inputs?.__provider,
    outputs?.__provider,
  ]);
  return [...new Set(texts.filter((text) => text !== undefined))];
}
