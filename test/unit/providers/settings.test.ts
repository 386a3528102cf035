import { resolve } from "node:path";
import { expect } from "chai";
import { resolveSettings, type Settings } from "../../../src/providers/settings";

const cwd = resolve("/nowhere/shop");

function settingsOf(
  stack: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Settings {
  return resolveSettings((key) => stack[key], env, cwd);
}

describe("settings of a stack", () => {
  it("read the project beside Pulumi.yaml and change what is changed, on AWS", () => {
    expect(settingsOf({})).to.deep.equal({
      root: cwd,
      projectDir: cwd,
      lakeDir: resolve(cwd, ".athenaform/lake"),
      vars: {},
      run: "changed",
      lake: "aws",
      adopt: false,
    });
  });

  it("start relative paths at the folder of Pulumi.yaml", () => {
    const { projectDir, profilesDir } = settingsOf({ projectDir: "dbt", profilesDir: "../keys" });
    expect({ projectDir, profilesDir }).to.deep.equal({
      projectDir: resolve(cwd, "dbt"),
      profilesDir: resolve("/nowhere/keys"),
    });
  });

  it("follow the environment rather than the stack's file", () => {
    const env = { ATHENAFORM_LAKE: "local", ATHENAFORM_LAKE_DIR: "elsewhere" };
    const { lake, lakeDir } = settingsOf({ lake: "aws", lakeDir: "here" }, env);
    expect({ lake, lakeDir }).to.deep.equal({ lake: "local", lakeDir: resolve(cwd, "elsewhere") });
  });

  it("name the values that a setting may have", () => {
    expect(() => settingsOf({ run: "sometimes" }))
      .to.throw('Cannot use "sometimes" for athenaform:run: it must be one of changed, always')
      .with.property("code", "AF108");
  });

  for (const vars of ["{", "[1]", '"text"', "null"]) {
    it(`refuse variables that are no JSON object · ${vars}`, () => {
      expect(() => settingsOf({ vars }))
        .to.throw("athenaform:vars")
        .with.property("code", "AF108");
    });
  }
});
