/** How mocha runs the compiled tests; a test file named on the command line runs alone. */
const named = process.argv.slice(2).some((argument) => argument.endsWith(".test.js"));

module.exports = {
  ...(named ? {} : { spec: ["bin/test/**/*.test.js"] }),
  // Tests of the real CLI take seconds each; a pure test that needs one is shown as slow.
  timeout: 120_000,
  slow: 1_000,
  // A test that fails half-way may leave a server behind; the run ends all the same.
  exit: true,
  forbidOnly: true,
  forbidPending: true,
};
