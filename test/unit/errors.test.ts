import { expect } from "chai";
import { Bug, describeError, LakeError, ProjectError, ProjectErrors } from "../../src/errors";

describe("errors", () => {
  it("shows code, message, place and hint", () => {
    const where = { file: "models/orders.sql", line: 3, column: 7, relation: "shop.orders" };
    const error = new ProjectError("AF103", 'Cannot find "order"', { where, hint: "Look again" });
    expect(describeError(error)).to.equal(
      'AF103 Cannot find "order"\n' +
        "  at models/orders.sql:3:7, shop.orders\n" +
        "  hint: Look again",
    );
  });

  it("takes the hint of the table where the thrower has none", () => {
    const error = new LakeError("AF206", "Cannot read the record");
    expect(describeError(error)).to.equal(
      "AF206 Cannot read the record\n  hint: Upgrade athenaform",
    );
  });

  it("owns up to a broken invariant of its own", () => {
    const error = new Bug('Cannot settle "shop.orders": nothing is published');
    expect(error.code).to.equal("AF900");
    expect(describeError(error)).to.contain("hint: Please report it");
  });

  it("shows every fault of a project", () => {
    const faults = ["a", "b"].map((name) => new ProjectError("AF107", `Cannot name it "${name}"`));
    const text = describeError(new ProjectErrors(faults));
    expect(text.match(/^AF107 /gm)).to.have.length(2);
  });

  it("keeps the cause, and shows what is not ours as it is", () => {
    const cause = new Error("socket hang up");
    expect(new LakeError("AF200", "Cannot list", { cause }).cause).to.equal(cause);
    expect(describeError(cause)).to.equal("socket hang up");
    expect(describeError("gone")).to.equal("gone");
  });
});
