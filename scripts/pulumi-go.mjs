/** Builds the Pulumi CLI from the published Go modules, for where its download is out of reach. */
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { doing, run, SetupError } from "./say.mjs";

/**
 * The last SDK module that still holds the Node language host; later ones cannot be had alone. It
 * runs programs of today's @pulumi/pulumi; docs/decisions/0006 says what it cannot do.
 */
const HOST_VERSION = "3.68.0";

const modules = (version) => [
  {
    title: `Pulumi CLI ${version} built with Go (once; some minutes)`,
    module: `github.com/pulumi/pulumi/pkg/v3@v${version}`,
    program: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    binary: "pulumi",
    flags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`,
  },
  {
    title: "Pulumi's host for Node programs built with Go",
    module: `github.com/pulumi/pulumi/sdk/v3@v${HOST_VERSION}`,
    program: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    binary: "pulumi-language-nodejs",
    flags: "-s -w",
  },
];

/**
 * Starts the dynamic providers of a Node program. Pulumi ships the like of it as a script beside
 * the CLI. The engine's address is the argument, and standard input tells when the engine is gone.
 */
const providerScript = `#!/bin/sh
host=$(node -e 'console.log(require.resolve("@pulumi/pulumi/cmd/dynamic-provider", { paths: [process.cwd()] }))') || exit 1
exec node "$host" "$@"
`;

/** Tells which Go there is, if any. */
export function goVersion() {
  return new Promise((resolve) => {
    execFile("go", ["env", "GOVERSION"], (error, stdout) => {
      resolve(error ? undefined : stdout.trim());
    });
  });
}

/** Builds the CLI, the Node language host and the provider script into `folder`/bin. */
export async function buildPulumi(folder, version) {
  const bin = path.join(folder, "bin");
  const scratch = path.join(folder, "scratch");
  fs.mkdirSync(bin, { recursive: true });
  for (const part of modules(version)) {
    await doing(part.title, (note) => buildOne(part, bin, path.join(scratch, part.binary), note));
  }
  const script = path.join(bin, "pulumi-resource-pulumi-nodejs");
  fs.writeFileSync(script, providerScript, { mode: 0o755 });
  fs.rmSync(scratch, { recursive: true, force: true });
}

async function buildOne({ module, program, binary, flags }, bin, scratch, note) {
  fs.mkdirSync(scratch, { recursive: true });
  const env = { ...process.env, GOWORK: "off", GO111MODULE: "on" };
  env.GOFLAGS = `${process.env.GOFLAGS ?? ""} -mod=mod`.trim();
  const go = (args, onLine) => run("go", args, { cwd: scratch, env, onLine });
  try {
    await go(["mod", "init", "scratch"]);
    let fetched = 0;
    await go(["get", module], (line) => {
      if (line.startsWith("go: downloading")) note(`${++fetched} modules fetched`);
    });
    let compiled = 0;
    const output = path.join(bin, binary);
    await go(["build", "-v", "-ldflags", flags, "-o", output, program], (line) => {
      if (line.startsWith("go: downloading")) note(`${++fetched} modules fetched`);
      else note(`${++compiled} packages compiled, now ${line}`);
    });
  } catch (error) {
    const advice =
      `AF300 Cannot build Pulumi from its Go modules: look at the lines above, or install Pulumi ` +
      `yourself (https://www.pulumi.com/docs/install), then run this again`;
    throw new SetupError(`${error.message}\n\n${advice}`, { cause: error });
  }
}
