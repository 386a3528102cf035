/** `npm run errors`: writes docs/errors.md from the table in src/errors.ts. */
import fs from "node:fs";
import path from "node:path";
import { root } from "./node-modules.mjs";
import { main, say } from "./say.mjs";
import { ensureBuild } from "./setup.mjs";

const classes = [
  [
    "AF1",
    "In the project",
    "A `ProjectError`: something in the project or its settings is to be changed.",
  ],
  ["AF2", "In the lake", "A `LakeError`: AWS refused, or the lake is not as it must be."],
  ["AF3", "On this machine", "The toolchain lacks something."],
  ["AF9", "In athenaform", "A `Bug`: an invariant of athenaform itself broke."],
];

await main(async () => {
  await ensureBuild();
  const { codes } = await import(path.join(root, "bin", "src", "errors.js"));
  const parts = classes.map(([prefix, title, text]) => {
    const own = Object.entries(codes).filter(([code]) => code.startsWith(prefix));
    const rows = own.map(([code, [name, hint]]) => `### ${code}: ${name}\n\n${hint}.\n`);
    return [`## ${title}\n\n${text}\n`, ...rows].join("\n");
  });
  const intro =
    "Every error has a code that stays, a message that names the act and the fact, and a hint.\n" +
    "This page is written by `npm run errors` from the table in `src/errors.ts`.\n";
  const file = path.join(root, "docs", "errors.md");
  fs.writeFileSync(file, ["# Errors\n", intro, ...parts].join("\n"));
  say(`docs/errors.md holds ${Object.keys(codes).length} codes`);
});
