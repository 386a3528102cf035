/**
 * How a test run reads: the suites with their titles, slow tests with their time, failures in full
 * at the end. It keeps the counts in a file after every test, so that they survive a crash.
 */
const fs = require("node:fs");
const { reporters } = require("mocha");

const color = reporters.Base.color;

module.exports = class Reporter extends reporters.Base {
  #passed = 0;
  #failed = 0;
  #depth = 0;

  constructor(runner, options) {
    super(runner, options);
    runner.on("suite", (suite) => {
      if (!suite.root && this.#depth <= 1) write("");
      if (!suite.root) this.#line(color("suite", suite.title));
      this.#depth += 1;
    });
    runner.on("suite end", () => {
      this.#depth -= 1;
    });
    runner.on("pass", (test) => {
      this.#passed += 1;
      const time = test.speed === "fast" ? "" : color(test.speed, ` (${test.duration} ms)`);
      this.#line(`${color("checkmark", "✓")} ${color("pass", test.title)}${time}`);
      this.#save(false);
    });
    runner.on("fail", (test) => {
      this.#failed += 1;
      this.#line(color("fail", `✗ ${this.#failed}) ${test.title}`));
      this.#save(false);
    });
    runner.on("pending", (test) => this.#line(color("pending", `- ${test.title} (not run)`)));
    runner.once("end", () => {
      if (this.failures.length > 0) reporters.Base.list(this.failures);
      write("");
      this.#save(true);
    });
  }

  #line(text) {
    write(`${"  ".repeat(Math.max(0, this.#depth - 1))}${text}`);
  }

  #save(ended) {
    const file = process.env.ATHENAFORM_TEST_COUNTS;
    if (file === undefined) return;
    const counts = { passed: this.#passed, failed: this.#failed, ended };
    fs.writeFileSync(file, JSON.stringify(counts));
  }
};

function write(line) {
  process.stdout.write(`${line}\n`);
}
