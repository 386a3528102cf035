/** How mocha runs the compiled tests; a test file named on the command line runs alone. */
const { readdirSync } = require("node:fs");
const { availableParallelism } = require("node:os");

const named = process.argv.slice(2).some((argument) => argument.endsWith(".test.js"));

// Files that take minutes begin first, so that none is left running alone at the end.
const rank = (file) => (file.startsWith("invariants") ? 0 : /[\\/]/.test(file) ? 2 : 1);

/** Every compiled test file, side by side on the machine's cores; each keeps to its own folders. */
function all() {
  const files = readdirSync("bin/test", { recursive: true })
    .filter((file) => file.endsWith(".test.js"))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return {
    spec: files.map((file) => `bin/test/${file}`),
    parallel: true,
    jobs: Math.min(4, availableParallelism()),
  };
}

module.exports = {
  ...(named ? {} : all()),
  // Tests of the real CLI take seconds each; a pure test that needs one is shown as slow.
  timeout: 120_000,
  slow: 1_000,
  // A test that fails half-way may leave a server behind; the run ends all the same.
  exit: true,
  forbidOnly: true,
  forbidPending: true,
};
