/** `npm run bench`: sets up what is missing, builds, and runs the benchmarks with the arguments given. */
import path from "node:path";
import { root } from "./node-modules.mjs";
import { hand, main } from "./say.mjs";
import { ensureAll } from "./setup.mjs";

await main(async () => {
  const cli = await ensureAll();
  const program = path.join(root, "bin", "bench", "main.js");
  const PATH = [cli.folder, process.env.PATH].filter(Boolean).join(path.delimiter);
  return hand(process.execPath, [program, ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, PATH },
  });
});
