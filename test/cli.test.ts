import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { openEngine } from "./support/engine";
import { openWorkspace, type Ran, type Workspace } from "./support/workspace";

const program = resolve(__dirname, "../src/cli.js");

/** Runs the command line as a process of its own. */
function run(cwd: string, ...args: readonly string[]): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { cwd });
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

describe("athenaform", () => {
  it("explains itself", async () => {
    const { code, stdout } = await run(".", "--help");
    expect(code).to.equal(0);
    expect(stdout).to.match(/^usage: athenaform <command>/);
  });

  it("refuses what it does not know with code 2", async () => {
    const { code, stderr } = await run(".", "tset");
    expect(code).to.equal(2);
    expect(stderr).to.match(/^athenaform: there is no command "tset"\n\nusage:/);
    expect((await run(".", "lake", "env")).stderr).to.match(/^athenaform: --dir is missing\n/);
    expect((await run(".", "test", "--indirect-selection", "odd")).code).to.equal(2);
  });
});

describe("athenaform init", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "athenaform-init-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it("adds the files of a Pulumi project to a dbt project, once", async () => {
    writeFileSync(join(dir, "dbt_project.yml"), "# Ours\nname: 'jaffle_shop'\nprofile: x\n");
    const first = await run(dir, "init", "--lake", "local");
    expect(first.code, first.stderr).to.equal(0);
    expect(first.stdout.split("\n").slice(0, 4)).to.deep.equal([
      "wrote Pulumi.yaml",
      "wrote index.js",
      "wrote Pulumi.dev.yaml",
      "wrote package.json",
    ]);
    const read = (file: string): string => readFileSync(join(dir, file), "utf8");
    expect(read("Pulumi.yaml")).to.match(/^name: jaffle_shop\n/);
    expect(read("Pulumi.dev.yaml")).to.equal("config:\n  athenaform:lake: local\n");
    expect(read("index.js")).to.include('require("athenaform").deploy()');
    expect(JSON.parse(read("package.json"))).to.deep.include({ name: "jaffle-shop" });
    const before = readdirSync(dir).map((file) => [file, read(file)]);
    const second = await run(dir, "init");
    expect(second.stdout).to.match(
      /^kept {2}Pulumi.yaml\nkept {2}index.js\nkept {2}Pulumi.dev.yaml\n/,
    );
    expect(readdirSync(dir).map((file) => [file, read(file)])).to.deep.equal(before);
  });

  it("keeps a package.json that is there and says what it lacks", async () => {
    writeFileSync(join(dir, "dbt_project.yml"), "name: shop\n");
    writeFileSync(join(dir, "package.json"), '{"private": true}');
    const { stdout } = await run(dir, "init");
    expect(stdout).to.include("kept  package.json: add athenaform with: npm install athenaform\n");
    expect(readFileSync(join(dir, "package.json"), "utf8")).to.equal('{"private": true}');
  });

  it("refuses a folder without a dbt project", async () => {
    const { code, stderr } = await run(dir, "init");
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /^AF100 Cannot make ".+" a Pulumi project: it has no dbt_project.yml\n/,
    );
    expect(readdirSync(dir)).to.deep.equal([]);
  });
});

describe("athenaform test", function () {
  this.timeout(300_000);
  let workspace: Workspace;
  before(async () => {
    workspace = openWorkspace({
      "models/orders.sql":
        "{{ config(materialized='table') }} select * from (values (1, 'a'), (1, null), (2, 'b')) as t (id, kind)",
      "models/lost.sql": "{{ config(materialized='view') }} select 1 as id",
      "models/schema.yml": [
        "models:",
        "  - name: orders",
        "    columns:",
        "      - name: id",
        "        data_tests:",
        "          - not_null",
        "          - unique",
        "      - name: kind",
        "        data_tests:",
        "          - not_null: {config: {severity: warn, where: 'id = 1'}}",
        "          - accepted_values: {arguments: {values: [a]}, config: {error_if: '> 1', warn_if: '> 0'}}",
      ].join("\n"),
      "tests/ids_are_small.sql": "select id from {{ ref('orders') }} where id > 1",
      "tests/lost_and_found.sql": "select * from {{ ref('lost') }} where nothing > 1",
    });
    await openEngine(workspace.settings).up();
  });
  after(() => workspace.close());

  it("tells pass, warning, failure and error apart and shows failing rows", async () => {
    const { code, stdout, stderr } = await run(workspace.dir, "test");
    expect(code, stderr).to.equal(1);
    const table = stdout.split("\n\n")[0]?.split("\n").slice(2).sort() ?? [];
    expect(table.map((line) => line.replace(/ +/g, " "))).to.deep.equal([
      "ERROR - lost_and_found",
      "FAIL 1 ids_are_small",
      "FAIL 1 unique_orders_id",
      "PASS 0 not_null_orders_id",
      "WARN 1 accepted_values_orders_kind__a",
      "WARN 1 not_null_orders_kind",
    ]);
    expect(stdout).to.match(
      /FAIL unique_orders_id \(models\/schema\.yml:7\)\n {2}unique_field +n_records\n.*\n {2}1 +2\n/,
    );
    expect(stdout).to.match(/ERROR lost_and_found .*\n {2}AF201 .*nothing/);
    expect(stdout).to.match(/6 tests in \d+ queries: pass 1, warn 2, fail 2, error 1\n$/);
  });

  it("runs what is selected, all of it in one query, and passes where nothing fails", async () => {
    const args = ["--select", "orders", "--exclude", "test_name:unique ids_are_small"];
    const { code, stdout } = await run(workspace.dir, "test", ...args, "--rows", "0");
    expect(stdout).to.match(/3 tests in 1 queries: pass 1, warn 2, fail 0, error 0\n$/);
    expect(code).to.equal(0);
  });
});

describe("athenaform lake", function () {
  this.timeout(120_000);
  it("is started, asked and stopped", async () => {
    const dir = mkdtempSync(join(tmpdir(), "athenaform-cli-lake-"));
    try {
      const env = await run(".", "lake", "env", "--dir", dir);
      expect(env.stdout, env.stderr).to.match(
        /^export AWS_ENDPOINT_URL='http:\/\/127\.0\.0\.1:\d+'\n/,
      );
      expect(env.stdout).to.match(/^export AWS_SECRET_ACCESS_KEY='.+'$/m);
      const asked = await run(".", "lake", "query", "--dir", dir, "select 1 as a, 'x' as bc");
      expect(asked.stdout, asked.stderr).to.equal("a  bc\n─  ──\n1  x\n");
      const wrong = await run(".", "lake", "query", "--dir", dir, "select nothing");
      expect(wrong.code).to.equal(1);
      expect(wrong.stderr).to.match(/^AF201 Cannot run the query: /);
      expect((await run(".", "lake", "stop", "--dir", dir)).stdout).to.equal(
        "The lake is stopped\n",
      );
      expect((await run(".", "lake", "stop", "--dir", dir)).stdout).to.equal(
        "No lake was running\n",
      );
    } finally {
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
