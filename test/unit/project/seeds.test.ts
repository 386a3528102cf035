import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { describeError } from "../../../src/errors";
import { readSeed, type SeedContent } from "../../../src/project/read-seed";
import { TypeGuess } from "../../../src/project/seed-types";

function typeOf(...fields: readonly string[]): string {
  const guess = new TypeGuess();
  for (const field of fields) guess.see(field);
  return guess.sqlType();
}

function read(content: string, delimiter = ","): SeedContent {
  const folder = mkdtempSync(join(tmpdir(), "athenaform-seed-"));
  try {
    const path = join(folder, "seed.csv");
    writeFileSync(path, content);
    return readSeed(path, "seeds/seed.csv", delimiter);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("seed types", () => {
  const cases: readonly (readonly [string, ...string[]])[] = [
    ["integer", "1", "-2", "", "null", "+3"],
    ["integer", "1.0", "2.00"],
    ["integer", "", "NULL"],
    ["integer", "1,000", "50%", "$7", "1e3"],
    ["bigint", "3000000000"],
    ["double", "1", "2.5"],
    ["double", "1.5e0", "-.5"],
    ["date", "2020-01-31", "2020-2-29", ""],
    ["varchar", "2021-02-29"],
    ["varchar", "2020-01-01", "2020-01-01 10:00:00"],
    ["timestamp", "2020-01-01 10:00:00"],
    ["timestamp", "2020-01-01T10:00:00Z", "2020-01-01T10:00:00.123+02:00"],
    ["boolean", "true", "FALSE", "null"],
    ["varchar", "true", "1"],
    ["varchar", "a", "1"],
    ["varchar", "1.2.3"],
  ];
  for (const [type, ...fields] of cases) {
    it(`infers ${type} from ${JSON.stringify(fields)}`, () => {
      expect(typeOf(...fields)).to.equal(type);
    });
  }
});

describe("seed files", () => {
  it("count rows and columns, and do not trip over quotes, byte order marks or blank ends", () => {
    const seed = read('\ufeffid,name\r\n1,"a ""b"", c\nd"\r\n2,x"y\r\n\r\n');
    expect(seed.rows).to.equal(2);
    expect(seed.columns).to.deep.equal([
      { name: "id", type: "integer" },
      { name: "name", type: "varchar" },
    ]);
  });

  it("are read in blocks without losing a record at a border", () => {
    const lines = Array.from({ length: 60_000 }, (_, at) => `${at},"line one\nline, two ${at}"`);
    const content = `id,text\n${lines.join("\n")}\n`;
    expect(content.length).to.be.greaterThan(1 << 20);
    const seed = read(content);
    expect(seed.rows).to.equal(60_000);
    expect(seed.bytes).to.equal(Buffer.byteLength(content));
  });

  it("take another delimiter", () => {
    expect(read("a;b\n1,5;2\n", ";").columns.map((column) => column.name)).to.deep.equal([
      "a",
      "b",
    ]);
  });

  it("name every ragged row with its line", () => {
    const text = 'a,b\n1,"x\ny"\n1,2,3\n\n4\n';
    let shown = "";
    try {
      read(text);
    } catch (error) {
      shown = describeError(error);
    }
    expect(shown).to.contain("seeds/seed.csv:4");
    expect(shown).to.contain("the row has 3 values, the header 2 columns");
    expect(shown).to.contain("seeds/seed.csv:5");
    expect(shown).to.contain("seeds/seed.csv:6");
    expect(shown).to.contain("the row has 1 value, the header 2 columns");
  });

  it("name the line of a quote that is never closed", () => {
    expect(() => read('a,b\n1,2\n3,"x\n'))
      .to.throw(/Cannot read seed "seeds\/seed.csv"/)
      .with.property("where")
      .that.deep.equals({ file: "seeds/seed.csv", line: 3 });
  });
});
