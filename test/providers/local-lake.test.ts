import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ensureLocalLake } from "../../src/providers/local-lake";

describe("local lake · start", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "athenaform-start-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("says at once, and where the log is, that a lake cannot be opened", async () => {
    // A folder where the lake keeps its key: it can be neither read nor written.
    mkdirSync(join(dir, "credentials.json"));
    const error = await ensureLocalLake(dir).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).to.include({
      code: "AF208",
      message: "Cannot start the local lake: its process ended with 1",
    });
    expect(error)
      .to.have.property("where")
      .that.deep.equals({ file: join(dir, "lake.log") });
  });
});
