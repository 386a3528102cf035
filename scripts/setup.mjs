/**
 * Everything a fresh clone needs before it can run: dependencies, the compiled code and the Pulumi
 * CLI. Plain Node with no dependencies, since it runs before there are any. What is there already
 * is left alone and not spoken of.
 */
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuild } from "./build.mjs";
import { ensureNodeModules } from "./node-modules.mjs";
import { ensurePulumi } from "./pulumi.mjs";
import { main } from "./say.mjs";

export { ensureBuild, ensureNodeModules, ensurePulumi };

/** Makes everything ready and gives the CLI. */
export async function ensureAll() {
  await ensureNodeModules();
  await ensureBuild();
  return ensurePulumi();
}

/**
 * Gives the environment in which the CLI works on stacks of the local lake: state and Pulumi's own
 * files below `stateDir`, no login, no passphrase, no question, nothing in the user's ~/.pulumi.
 */
export async function pulumiEnv({ stateDir, cli, env = process.env }) {
  const { folder } = cli ?? (await ensurePulumi());
  const state = path.resolve(stateDir, "state");
  const home = path.resolve(stateDir, "home");
  for (const made of [state, home]) fs.mkdirSync(made, { recursive: true });
  const { PULUMI_ACCESS_TOKEN, PULUMI_CONFIG_PASSPHRASE_FILE, ...rest } = env;
  return {
    ...rest,
    PATH: [folder, env.PATH].filter(Boolean).join(path.delimiter),
    PULUMI_BACKEND_URL:
      process.platform === "win32" ? `${pathToFileURL(state)}` : `file://${state}`,
    PULUMI_HOME: home,
    // An empty passphrase counts as given; secrets of a local lake protect nothing.
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_PARALLEL_DIFF: "true",
    PULUMI_DIY_BACKEND_GZIP: "true",
    // A notice of the AWS SDK about future versions of Node; its readers can do nothing about it.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(async () => {
    await ensureAll();
  });
}
