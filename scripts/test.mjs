/**
 * `npm test`: sets up what is missing, builds, and runs mocha with the arguments given. The last
 * line of standard output is `N passed, N failed` and comes from here, after mocha has ended.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "./node-modules.mjs";
import { hand, main, say } from "./say.mjs";
import { ensureAll } from "./setup.mjs";

await main(async () => {
  let cli;
  try {
    cli = await ensureAll();
  } catch (error) {
    // Whoever reads the last line alone must see that this was no success.
    process.once("exit", () => process.stdout.write("0 passed, 1 failed\n"));
    throw error;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "athenaform-test-"));
  const counts = path.join(folder, "counts.json");
  let code;
  let result;
  try {
    code = await mocha(cli, counts);
    result = read(counts);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const { passed, ended } = result;
  let { failed } = result;
  if (!ended && failed === 0) {
    say("The test run stopped before its end");
    failed = 1;
  }
  if (passed + failed === 0) say("No test ran");
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 || code !== 0 ? 1 : 0;
});

function mocha(cli, counts) {
  const program = path.join(root, "node_modules", "mocha", "bin", "mocha.js");
  const reporter = path.join(root, "scripts", "reporter.cjs");
  const args = process.argv.slice(2).map(compiledName);
  return hand(
    process.execPath,
    ["--enable-source-maps", program, "--reporter", reporter, ...args],
    {
      cwd: root,
      env: {
        ...process.env,
        // Tests start the CLI by name.
        PATH: [cli.folder, process.env.PATH].filter(Boolean).join(path.delimiter),
        ATHENAFORM_TEST_COUNTS: counts,
        // A notice about future versions of Node would stand between the tests.
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      },
    },
  );
}

/** People name the test they edit; mocha runs what it was compiled to. */
function compiledName(argument) {
  const test = /^(?:\.\/)?(test\/.*\.test)\.ts$/.exec(argument);
  return test === null ? argument : `bin/${test[1]}.js`;
}

function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 0, ended: false };
  }
}
