/**
 * The Pulumi CLI: the one on PATH if it will do, else one kept in the user's cache, which is
 * downloaded by Pulumi's own installer or, where that is out of reach, built with Go.
 */
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { withLock } from "./lock.mjs";
import { root } from "./node-modules.mjs";
import { buildPulumi, goVersion } from "./pulumi-go.mjs";
import { doing, run, SetupError, say } from "./say.mjs";

/** The release that is installed when there is none; what this package is tested with. */
export const PULUMI_VERSION = "3.250.0";

const OLDEST = [3, 200];
const PROBE_MS = 8_000;
const INSTALL_MS = 15 * 60_000;
const companions = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
const exe = process.platform === "win32" ? ".exe" : "";

/** Finds or makes the CLI; gives its folder, its path and where it came from. */
export async function ensurePulumi() {
  known ??= find();
  try {
    return await known;
  } catch (error) {
    known = undefined;
    throw error;
  }
}

let known;

async function find() {
  const present = (await onPath()) ?? (await inCache());
  if (present !== undefined) return present;
  const folder = cacheFolder();
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  let told = false;
  const waiting = () => {
    if (!told) say("  … another set-up is making the Pulumi CLI, waiting for it");
    told = true;
  };
  return withLock(`${folder}.lock`, async () => (await inCache()) ?? make(folder), { waiting });
}

async function make(folder) {
  sweep(folder);
  const temporary = `${folder}.new-${process.pid}`;
  try {
    const origin = await obtain(temporary);
    // A half-made folder of the same name cannot be: only whole ones are ever renamed to it.
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(temporary, folder);
    return { ...(await inCache()), origin };
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

async function obtain(folder) {
  if (await reachable()) {
    try {
      await doing(`Pulumi CLI ${PULUMI_VERSION} downloaded`, () => download(folder));
      return "downloaded";
    } catch (error) {
      say(`  the download failed: ${error.message.split("\n")[0]}`);
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  if (process.platform !== "win32" && (await goVersion()) !== undefined) {
    await buildPulumi(folder, PULUMI_VERSION);
    return "built";
  }
  throw new SetupError(
    `AF300 The Pulumi CLI is missing, its download cannot be reached, and there is no Go to build it: ` +
      `install Pulumi ${OLDEST.join(".")} or newer (https://www.pulumi.com/docs/install) ` +
      `or Go (https://go.dev/dl), then run this again`,
  );
}

/** Pulumi's own installer, in a process of its own so that it can be stopped. */
function download(folder) {
  const script = `
    const { PulumiCommand } = require("@pulumi/pulumi/automation");
    const { SemVer } = require("semver");
    const options = { root: process.argv[1], version: new SemVer(process.argv[2]) };
    PulumiCommand.install(options).catch((e) => { console.error(e); process.exitCode = 1; });`;
  return run(process.execPath, ["-e", script, folder, PULUMI_VERSION], {
    cwd: root,
    timeoutMs: INSTALL_MS,
  });
}

/** Both the installer and the release must answer, soon: without a network this costs seconds. */
async function reachable() {
  if (process.env.ATHENAFORM_DOWNLOAD === "off") return false;
  const windows = process.platform === "win32";
  const platform = `${windows ? "windows" : process.platform}-${process.arch}`;
  const addresses = [
    windows ? "install.ps1" : "install.sh",
    `releases/sdk/pulumi-v${PULUMI_VERSION}-${platform}.${windows ? "zip" : "tar.gz"}`,
  ];
  const answers = addresses.map(async (address) => {
    const signal = AbortSignal.timeout(PROBE_MS);
    const answer = await fetch(`https://get.pulumi.com/${address}`, { method: "HEAD", signal });
    return answer.ok;
  });
  const results = await Promise.allSettled(answers);
  return results.every((result) => result.status === "fulfilled" && result.value);
}

async function onPath() {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const command = path.join(folder, `pulumi${exe}`);
    if (folder === "" || !fs.existsSync(command)) continue;
    const version = await versionOf(command);
    // The first one is the one a shell would run; a second one behind it is not looked for.
    if (version === undefined || !recent(version)) return undefined;
    const real = fs.realpathSync(command);
    const home = path.dirname(real);
    return complete(home, folder)
      ? { command: real, folder: home, version, origin: "path" }
      : undefined;
  }
  return undefined;
}

async function inCache() {
  const folder = path.join(cacheFolder(), "bin");
  const command = path.join(folder, `pulumi${exe}`);
  if (!fs.existsSync(command) || !complete(folder)) return undefined;
  return { command, folder, version: PULUMI_VERSION, origin: "cache" };
}

/** Tells whether the Node language host lies beside the CLI, or in the folder it is linked from. */
function complete(...folders) {
  const there = (name) =>
    folders.some((folder) =>
      ["", ".exe", ".cmd"].some((end) => fs.existsSync(path.join(folder, name + end))),
    );
  return companions.every(there);
}

function versionOf(command) {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  return new Promise((resolve) => {
    execFile(command, ["version"], { env, timeout: 10_000 }, (error, stdout) => {
      const found = /v?(\d+\.\d+\.\d+)/.exec(stdout ?? "");
      resolve(error || found === null ? undefined : found[1]);
    });
  });
}

function recent(version) {
  const [major, minor] = version.split(".").map(Number);
  return major === OLDEST[0] && minor >= OLDEST[1];
}

function cacheFolder() {
  return path.join(cacheRoot(), `pulumi-${PULUMI_VERSION}-${process.platform}-${process.arch}`);
}

/** The user's cache, or the project's own folder where there is none to write to. */
function cacheRoot() {
  const folder = path.join(
    process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"),
    "athenaform",
  );
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
    return folder;
  } catch {
    return path.resolve(".athenaform", "cache");
  }
}

/** Removes what killed set-ups left; whoever holds the lock may. */
function sweep(folder) {
  const parent = path.dirname(folder);
  const left = `${path.basename(folder)}.new-`;
  for (const name of fs.readdirSync(parent)) {
    if (name.startsWith(left)) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}
