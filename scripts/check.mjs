/** `npm run check`: build, lint, rooms, api, test, in this order; stops at the first that fails. */
import path from "node:path";
import { ensureNodeModules, root } from "./node-modules.mjs";
import { hand, main, say } from "./say.mjs";
import { ensureBuild } from "./setup.mjs";

const installed = (...parts) => path.join(root, "node_modules", ...parts);
const steps = [
  ["lint", installed("@biomejs", "biome", "bin", "biome"), "check", "."],
  [
    "rooms",
    installed("dependency-cruiser", "bin", "dependency-cruise.mjs"),
    ...["--config", ".dependency-cruiser.cjs", "src"],
  ],
  ["api", installed("@microsoft", "api-extractor", "bin", "api-extractor"), "run"],
  ["test", path.join(root, "scripts", "test.mjs"), ...process.argv.slice(2)],
];

await main(async () => {
  await ensureNodeModules();
  await ensureBuild();
  for (const [name, program, ...args] of steps) {
    say(`\n── ${name}`);
    const code = await hand(process.execPath, [program, ...args], { cwd: root });
    if (code !== 0) {
      say(`\nnpm run check: ${name} failed`);
      return code;
    }
  }
  return 0;
});
