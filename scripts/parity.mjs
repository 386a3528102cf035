/**
 * Compares the SQL that athenaform compiles with the SQL that dbt compiles, token for token, and
 * prints the share that is equal for every project.
 *
 *   node scripts/parity.mjs [--install] [--packages <folder>] [--show] [--record] [project folder …]
 *
 * `--record` keeps what dbt gave beside the project, for the test that runs without Python.
 * Without folders it takes the projects in test/parity/projects. `--packages` names a folder with
 * packages, by which projects find what they do not carry themselves. dbt is the one of
 * $ATHENAFORM_DBT, of `.athenaform/parity`, or of the path; `--install` puts one in
 * `.athenaform/parity` with Python's package manager.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { root } from "./node-modules.mjs";

const require = createRequire(import.meta.url);
const home = path.join(root, ".athenaform/parity");
const venv = path.join(home, "venv");

async function main(args) {
  const { folders, packages, install, show } = argumentsOf(args);
  const dbt = findDbt(install);
  if (dbt === undefined) {
    say("parity: skipped, no dbt found; run it with --install, which needs Python 3.10+");
    return 0;
  }
  fs.mkdirSync(home, { recursive: true });
  const lake = await openLake();
  let differing = 0;
  try {
    for (const folder of folders) {
      const result = await compareProject(dbt, lake, path.resolve(folder), packages);
      differing += report(path.basename(folder), result, show);
      if (args.includes("--record") && result.theirs !== undefined) record(folder, result.theirs);
    }
  } finally {
    lake.close();
  }
  return differing === 0 ? 0 : 1;
}

function argumentsOf(args) {
  const own = path.join(root, "test/parity/projects");
  const rest = [];
  let packages;
  for (let at = 0; at < args.length; at += 1) {
    if (args[at] === "--packages") packages = path.resolve(args[++at] ?? ".");
    else if (!args[at].startsWith("--")) rest.push(args[at]);
  }
  const found = fs.existsSync(own) ? fs.readdirSync(own).map((name) => path.join(own, name)) : [];
  const folders = rest.length > 0 ? rest : found;
  return { folders, packages, install: args.includes("--install"), show: args.includes("--show") };
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Finds a dbt that runs; installs one first when asked to. */
function findDbt(install) {
  const own = path.join(venv, "bin/dbt");
  if (install && !fs.existsSync(own)) {
    fs.mkdirSync(home, { recursive: true });
    const made = spawnSync("python3", ["-m", "venv", venv], { stdio: "inherit" });
    if (made.status !== 0) return undefined;
    const pip = path.join(venv, "bin/pip");
    spawnSync(pip, ["install", "-q", "dbt-core<1.12", "dbt-athena<1.12"], { stdio: "inherit" });
  }
  const candidates = [process.env.ATHENAFORM_DBT, own, "dbt"];
  return candidates.find(
    (one) => one !== undefined && spawnSync(one, ["--version"], { stdio: "ignore" }).status === 0,
  );
}

/** Starts an empty lake: both sides ask the same one. */
async function openLake() {
  const { ensureLocalLake } = require("../bin/src/providers/local-lake.js");
  const dir = fs.mkdtempSync(path.join(home, "lake-"));
  const endpoint = await ensureLocalLake(dir);
  const { pid } = JSON.parse(fs.readFileSync(path.join(dir, "endpoint.json"), "utf8"));
  const close = () => {
    if (pid !== undefined) process.kill(pid);
    fs.rmSync(dir, { recursive: true, force: true });
  };
  return { endpoint, close };
}

async function compareProject(dbt, lake, folder, packages) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "athenaform-parity-"));
  try {
    copyProject(folder, work, packages);
    const { ensureBuckets, openClients } = require("../bin/src/aws/index.js");
    const { loadConnection, loadProjectWith } = require("../bin/src/project/index.js");
    const { lakeCatalog } = require("../bin/src/providers/catalog.js");
    const options = {
      projectDir: work,
      env: process.env,
      homeDir: work,
      now: new Date().toISOString(),
      invocationId: "00000000-0000-4000-8000-000000000000",
    };
    const connection = loadConnection(options);
    const clients = openClients(connection, lake.endpoint);
    await ensureBuckets(clients, [connection.s3StagingDir, connection.s3DataDir]);
    const theirs = compileWithDbt(dbt, lake, work);
    const project = await loadProjectWith(options, lakeCatalog(clients));
    const ours = [...project.nodes, ...project.tests];
    return { theirs, ours: bySqlName(ours.map((node) => [node.node, node.sql])) };
  } catch (error) {
    return { error };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function copyProject(folder, work, packages) {
  const skipped = new Set(["target", "logs", ".git", "integration_tests"]);
  const filter = (name) => !skipped.has(path.relative(folder, name).split(path.sep)[0]);
  fs.cpSync(folder, work, { recursive: true, filter });
  const text = fs.readFileSync(path.join(work, "dbt_project.yml"), "utf8");
  const profile = /^profile:\s*['"]?([\w-]+)/m.exec(text)?.[1] ?? "parity";
  if (!/^profile:/m.test(text))
    fs.appendFileSync(path.join(work, "dbt_project.yml"), "\nprofile: parity\n");
  fs.writeFileSync(path.join(work, "profiles.yml"), profileText(profile));
  if (packages === undefined) return;
  for (const name of fs.readdirSync(packages)) {
    const target = path.join(work, "dbt_packages", name);
    if (!fs.existsSync(target)) fs.cpSync(path.join(packages, name), target, { recursive: true });
  }
}

function profileText(profile) {
  return [
    `${profile}:`,
    "  target: dev",
    "  outputs:",
    "    dev:",
    "      type: athena",
    "      region_name: us-east-1",
    "      database: awsdatacatalog",
    "      schema: parity",
    "      s3_staging_dir: s3://parity/results/",
    "      s3_data_dir: s3://parity/tables/",
    "      poll_interval: 0.2",
    "      threads: 2",
    "",
  ].join("\n");
}

function compileWithDbt(dbt, lake, work) {
  const { url, accessKeyId, secretAccessKey } = lake.endpoint;
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: "us-east-1",
    DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
  };
  const args = ["compile", "--project-dir", work, "--profiles-dir", work, "--quiet"];
  if (!fs.existsSync(path.join(work, "dbt_packages"))) {
    spawnSync(dbt, ["deps", ...args.slice(1)], { env, stdio: "ignore", cwd: work });
  }
  // Seeds are there before anything is compiled, so that templates have something to ask about.
  spawnSync(dbt, ["seed", ...args.slice(1)], { env, stdio: "ignore", cwd: work });
  const ran = spawnSync(dbt, args, { env, encoding: "utf8", cwd: work });
  const file = path.join(work, "target/manifest.json");
  if (!fs.existsSync(file)) throw new Error(`dbt compiled nothing: ${ran.stdout}${ran.stderr}`);
  if (ran.status !== 0) say(ran.stdout.split("\n").slice(0, 12).join("\n"));
  const { nodes } = JSON.parse(fs.readFileSync(file, "utf8"));
  const compiled = Object.values(nodes).filter(
    (node) =>
      ["model", "test"].includes(node.resource_type) &&
      node.config.materialized !== "ephemeral" &&
      typeof node.compiled_code === "string",
  );
  return bySqlName(compiled.map((node) => [node.unique_id, node.compiled_code]));
}

/** Maps ids to SQL; hashes at the end of the ids of tests are each side's own. */
function bySqlName(pairs) {
  const found = new Map();
  for (const [id, sql] of pairs) {
    if (typeof sql !== "string") continue;
    const parts = id.split(".");
    const base = parts[0] === "test" && parts.length === 4 ? parts.slice(0, 3).join(".") : id;
    let key = base;
    for (let at = 2; found.has(key); at += 1) key = `${base} (${at})`;
    found.set(key, sql);
  }
  return found;
}

function record(folder, theirs) {
  const sorted = [...theirs].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
  fs.writeFileSync(
    path.join(path.dirname(path.dirname(folder)), `${path.basename(folder)}.json`),
    text,
  );
}

function report(name, { theirs, ours, error }, show) {
  if (error !== undefined) {
    const faults = error.errors ?? [error];
    say(`${name}: not compared, ${faults.length} faults`);
    for (const fault of faults.slice(0, 20)) say(`  ${fault.code ?? ""} ${fault.message}`);
    return 1;
  }
  const differing = [...theirs].filter(([id, sql]) => tokens(ours.get(id)) !== tokens(sql));
  const equal = theirs.size - differing.length;
  const share = theirs.size === 0 ? "100.00" : ((100 * equal) / theirs.size).toFixed(2);
  say(`${name}: ${share} % (${equal} of ${theirs.size} compiled nodes are equal)`);
  for (const [id, sql] of differing) {
    say(`  differs: ${id}${ours.has(id) ? "" : " (not compiled here)"}`);
    if (show) say(firstDifference(tokens(ours.get(id)), tokens(sql)));
  }
  return differing.length;
}

const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[\w$.]+|[^\s\w]/g;

/** Gives SQL as its tokens, one a line; comments and white space count for nothing. */
function tokens(sql) {
  const all = (sql ?? "").match(token) ?? [];
  return all.filter((one) => !/^(?:--|\/\*)/.test(one)).join("\n");
}

function firstDifference(ours, theirs) {
  const [a, b] = [ours.split("\n"), theirs.split("\n")];
  const at = b.findIndex((one, index) => one !== a[index]);
  const from = at < 0 ? b.length : at;
  const around = (list) => list.slice(Math.max(0, from - 8), from + 12).join(" ");
  return `    ours: ${around(a)}\n    dbt:  ${around(b)}`;
}

process.exitCode = await main(process.argv.slice(2));
