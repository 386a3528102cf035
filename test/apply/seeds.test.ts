import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { seed } from "./definitions";
import { type LakeRun, openLake } from "./lake-run";
import { openStack } from "./stack";

describe("apply · seeds", function () {
  this.timeout(60_000);
  let lake: LakeRun;
  beforeEach(async () => {
    lake = await openLake();
  });
  afterEach(() => lake.close());

  it("uploads no file that is not the one planned", async () => {
    const stack = openStack(lake);
    const countries = seed("countries", "code\nDE\n", [
      { name: "code", type: "varchar", quote: false },
    ]);
    writeFileSync(countries.seed?.path ?? "", "code\nFR\n");
    const error = await stack.up([countries]).catch((cause: unknown) => cause);
    expect(error).to.have.property("code", "AF205");
    expect(await stack.leftovers()).to.deep.equal([]);
  });
});
