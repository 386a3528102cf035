import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readScenarios } from "./support/scenario";
import { runScenario } from "./support/scenario-run";

// Rewritten only where somebody asks and then reads the difference; never by a machine.
const update = process.env["ATHENAFORM_UPDATE_GOLDENS"] === "1" && (process.env["CI"] ?? "") === "";

const goldens = ["plan.txt", "statements.sql", "lake.txt"] as const;

/**
 * Every scenario ends with a preview that is asked to fail on any change, and no preview of any
 * scenario makes a writing call: both are checked in every run, apart from the goldens.
 */
describe("scenario", function () {
  this.timeout(600_000);
  for (const scenario of readScenarios()) {
    it(`${scenario.name} · ${scenario.title}`, async () => {
      const read = await runScenario(scenario);
      for (const name of goldens) {
        const file = join(scenario.dir, name);
        if (update) writeFileSync(file, read[name]);
        expect(existsSync(file), `${file} is missing`).to.equal(true);
        expect(read[name], file).to.equal(readFileSync(file, "utf8"));
      }
    });

    it(`${scenario.name} holds nothing but its project, steps and goldens`, () => {
      const found = readdirSync(scenario.dir).filter((name) => name !== "project");
      expect(found.sort()).to.deep.equal([...goldens, "steps.yml"].sort());
    });
  }
});
