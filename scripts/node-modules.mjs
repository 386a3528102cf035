/** Installs the dependencies when they are missing or no longer what package-lock.json says. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { doing, run } from "./say.mjs";

/** The folder of package.json. */
export const root = path.dirname(import.meta.dirname);

const modules = path.join(root, "node_modules");
const stampFile = path.join(modules, ".athenaform-lock");

/**
 * Installs what the lock file says and leaves it unchanged, as `npm ci` does; but `npm ci` refuses
 * a lock file that lacks the optional binaries of another platform, and this does not.
 */
const installArguments = ["install", "--no-save", "--include=dev", "--no-audit", "--no-fund"];

/** Makes node_modules what package-lock.json says; does nothing in an installed package. */
export async function ensureNodeModules() {
  const lockFile = path.join(root, "package-lock.json");
  if (!fs.existsSync(lockFile)) return;
  const text = fs.readFileSync(lockFile, "utf8");
  const stamp = createHash("sha256").update(text).digest("hex");
  if (read(stampFile) === stamp) return;
  if (!installed(JSON.parse(text))) {
    const title = fs.existsSync(modules)
      ? "dependencies renewed with npm (package-lock.json changed)"
      : "dependencies installed with npm";
    await doing(title, () => npm(installArguments));
  }
  fs.writeFileSync(stampFile, stamp);
}

/** Tells whether an earlier `npm install` left exactly what the lock file asks for. */
function installed(lock) {
  const text = read(path.join(modules, ".package-lock.json"));
  if (text === undefined) return false;
  const present = JSON.parse(text).packages;
  return Object.entries(lock.packages).every(([place, wanted]) => {
    if (place === "") return true;
    const found = present[place];
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && fs.existsSync(path.join(root, place));
  });
}

function npm(args) {
  const script = process.env.npm_execpath;
  // Under `npm start` this is the very npm that was called; the one on PATH may be another.
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script)) {
    return run(process.execPath, [script, ...args], { cwd: root });
  }
  const windows = process.platform === "win32";
  return run(windows ? "npm.cmd" : "npm", args, { cwd: root, shell: windows });
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
