/** Compiles src, test and bench to bin, and bundles the Trino grammar; only what has changed. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { withLock } from "./lock.mjs";
import { ensureNodeModules, root } from "./node-modules.mjs";
import { doing, main, run, SetupError, say } from "./say.mjs";

const bin = path.join(root, "bin");
const folders = ["src", "test", "bench"];

/** Builds what changed since the last build; in an installed package there is nothing to build. */
export async function ensureBuild() {
  if (!fs.existsSync(path.join(root, "tsconfig.json"))) return;
  await ensureNodeModules();
  if (programs.every(upToDate)) return;
  fs.mkdirSync(bin, { recursive: true });
  const waiting = once(() => say("  … another build is running, waiting for it"));
  await withLock(path.join(bin, ".lock"), buildAll, { waiting });
}

async function buildAll() {
  for (const program of programs) {
    if (upToDate(program)) continue;
    const before = stampOf(program);
    await doing(program.title, program.build);
    fs.writeFileSync(stampFile(program), JSON.stringify(before));
  }
}

const programs = [
  {
    name: "tsc",
    title: "TypeScript compiled to bin",
    inputs: () => [
      "package.json",
      "package-lock.json",
      "tsconfig.json",
      ...folders.flatMap(sources),
    ],
    build: compile,
  },
  {
    name: "grammar",
    title: "Trino grammar bundled to bin/vendor",
    inputs: () => [...grammarEntry(), "package-lock.json", "scripts/build.mjs"],
    build: bundleGrammar,
  },
];

async function compile() {
  const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
  try {
    await run(process.execPath, [tsc, "-p", root, "--pretty", "false"], { cwd: root });
  } catch (error) {
    const list = error.message.split("\n").slice(1).join("\n");
    throw new SetupError(`TypeScript refuses the sources:\n${list}`, { cause: error });
  }
  prune();
}

/** Removes what was compiled from a source that is gone: mocha would still run such a test. */
function prune() {
  const compiled = /\.(js|js\.map|d\.ts)$/;
  for (const file of folders.flatMap((folder) => walk(path.join(bin, folder), compiled))) {
    const source = path.relative(bin, file).replace(compiled, ".ts");
    if (!fs.existsSync(path.join(root, source))) fs.rmSync(file);
  }
}

async function bundleGrammar() {
  const [entry] = grammarEntry();
  if (entry === undefined) return;
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: path.join(bin, "vendor", "trino-grammar.cjs"),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    // The parsers compare class names in their messages.
    keepNames: true,
    legalComments: "none",
    logLevel: "error",
  });
  const licences = ["dt-sql-parser", "antlr4ng"].map((name) => {
    const folder = path.join(root, "node_modules", name);
    const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    return `${name}\n\n${text.trim()}\n`;
  });
  const file = path.join(bin, "vendor", "trino-grammar.LICENSES.txt");
  fs.writeFileSync(file, licences.join("\n----\n\n"));
}

function grammarEntry() {
  const entry = "src/lake/sql/grammar-entry.mjs";
  return fs.existsSync(path.join(root, entry)) ? [entry] : [];
}

/** Times and sizes answer at once; only when they differ is the content read. */
function upToDate(program) {
  let stamp;
  try {
    stamp = JSON.parse(fs.readFileSync(stampFile(program), "utf8"));
  } catch {
    return false;
  }
  const times = timesOf(program);
  if (stamp.times === times) return true;
  if (stamp.content !== contentOf(program)) return false;
  fs.writeFileSync(stampFile(program), JSON.stringify({ ...stamp, times }));
  return true;
}

function stampOf(program) {
  return { times: timesOf(program), content: contentOf(program) };
}

function timesOf(program) {
  const hash = createHash("sha256");
  for (const input of program.inputs()) {
    const { size, mtimeMs } = fs.statSync(path.join(root, input));
    hash.update(`${input}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest("hex");
}

function contentOf(program) {
  const hash = createHash("sha256");
  for (const input of program.inputs()) {
    hash
      .update(`${input}\0`)
      .update(fs.readFileSync(path.join(root, input)))
      .update("\0");
  }
  return hash.digest("hex");
}

function stampFile(program) {
  return path.join(bin, `.${program.name}-stamp`);
}

function sources(folder) {
  const files = walk(path.join(root, folder), /\.ts$/);
  return files.map((file) => path.relative(root, file)).sort();
}

function walk(folder, name) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function once(act) {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(ensureBuild);
}
