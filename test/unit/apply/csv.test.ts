import { expect } from "chai";
import { dataVersion } from "../../../src/apply/built";
import { parseCsv, printCsv } from "../../../src/apply/csv";

describe("apply · seed text", () => {
  it("reads quotes, doubled quotes, other delimiters, CRLF and a byte order mark", () => {
    const text = '\uFEFFa;b\r\n"x;1";"say ""hi"""\r\n\r\n5" pipe;\r\n';
    expect(parseCsv(text, ";")).to.deep.equal([
      ["a", "b"],
      ["x;1", 'say "hi"'],
      ['5" pipe', ""],
    ]);
  });

  it("keeps an empty value of a single column as a row", () => {
    expect(parseCsv("a\n\n1", ",")).to.deep.equal([["a"], [""], ["1"]]);
  });

  it("prints what it reads", () => {
    const rows = [
      ["a", "b"],
      ['say "hi"', "x,y"],
    ];
    expect(parseCsv(printCsv(rows), ",")).to.deep.equal(rows);
  });
});

describe("apply · data version", () => {
  const columns = [{ name: "a", type: "int" }];
  const file = (key: string, etag = '"e"') => ({ key, size: 1, etag });

  it("is the same for the same content under other file names and elsewhere", () => {
    const one = dataVersion("s3://b/x", [file("x/day=1/f1"), file("x/day=2/f2")], columns);
    const two = dataVersion("s3://b/y", [file("y/day=2/g9"), file("y/day=1/g7")], columns);
    expect(one).to.equal(two);
  });

  it("differs when a file moves to another partition, changes, or a column does", () => {
    const version = (files: readonly ReturnType<typeof file>[], types = columns): string =>
      dataVersion("s3://b/x", files, types);
    const base = version([file("x/day=1/f")]);
    expect(version([file("x/day=2/f")])).not.to.equal(base);
    expect(version([file("x/day=1/f", '"g"')])).not.to.equal(base);
    expect(version([file("x/day=1/f")], [{ name: "a", type: "bigint" }])).not.to.equal(base);
  });
});
