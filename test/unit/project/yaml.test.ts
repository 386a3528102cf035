import { expect } from "chai";
import { ProjectError } from "../../../src/errors";
import { parseYaml } from "../../../src/project/yaml";
import { YamlFloat } from "../../../src/project/yaml-scalar";

function value(text: string): unknown {
  return parseYaml("some.yml", text).value;
}

describe("yaml", () => {
  it("reads the words of YAML 1.1 as booleans, but not single letters", () => {
    expect(value("[yes, No, on, OFF, True, y, n, 'yes']")).to.deep.equal([
      true,
      false,
      true,
      false,
      true,
      "y",
      "n",
      "yes",
    ]);
  });

  it("reads numbers as PyYAML does", () => {
    expect(value("[1, -2, 0x10, 010, 1_000, 1:30, 1.5, 1e3, 08]")).to.deep.equal([
      1,
      -2,
      16,
      8,
      1000,
      90,
      new YamlFloat(1.5),
      "1e3",
      "08",
    ]);
  });

  it("keeps dates, versions and empty values apart from numbers", () => {
    expect(value("a: 2020-01-01\nb: 1.2.3\nc:\nd: ~\ne: ''")).to.deep.equal({
      a: "2020-01-01",
      b: "1.2.3",
      c: null,
      d: null,
      e: "",
    });
  });

  it("lets the last of duplicate keys win", () => {
    expect(value("a: 1\nb: 2\na: 3")).to.deep.equal({ a: 3, b: 2 });
  });

  it("merges anchors", () => {
    const text = "base: &base {x: 1, y: 2}\nuse:\n  <<: *base\n  y: 3";
    expect(value(text)).to.deep.equal({ base: { x: 1, y: 2 }, use: { x: 1, y: 3 } });
  });

  it("knows the line of every key and item", () => {
    const file = parseYaml("some.yml", "models:\n  - name: a\n  - name: b\n    tags: [x]\n");
    const { models } = file.value as { models: object[] };
    expect(file.place(models, 1)).to.deep.equal({ file: "some.yml", line: 3 });
    expect(file.place(models[1], "tags")).to.deep.equal({ file: "some.yml", line: 4 });
  });

  it("names file, line and column of what does not parse", () => {
    expect(() => value("a: 1\nb: [1, 2\nc: 3\n"))
      .to.throw(ProjectError)
      .with.property("where")
      .that.includes({ file: "some.yml" })
      .and.has.property("line")
      .that.is.within(2, 4);
  });
});
