import { expect } from "chai";
import { fingerprintSql, normaliseSql, stableJson } from "../../../src/state";

describe("fingerprint of SQL", () => {
  const same: readonly (readonly [string, string, string])[] = [
    ["comments", "select a -- first\nfrom t", "select a from t /* all of it */"],
    ["white space", "select  a,b\n\tfrom t", "select a , b from t"],
    ["the case of keywords and names", "SELECT A FROM T", "select a from t"],
    ["a last semicolon", "select 1;", "select 1"],
    ["space around operators", "select a+b<=c", "select a + b <= c"],
  ];
  for (const [what, left, right] of same) {
    it(`does not count ${what}`, () => {
      expect(fingerprintSql(left)).to.equal(fingerprintSql(right));
    });
  }

  const other: readonly (readonly [string, string, string])[] = [
    ["the text of a string", "select 'A b'", "select 'a b'"],
    ["two dashes inside a string", "select '--x' from t", "select '--y' from t"],
    ["the case of a quoted name", 'select "A" from t', 'select "a" from t'],
    ["a column more", "select a from t", "select a, b from t"],
    ["words that only touch", "select a b", "select ab"],
    ["operators of two signs", "select a <> b", "select a < b"],
    ["white space within a string", "select 'a  b'", "select 'a b'"],
  ];
  for (const [what, left, right] of other) {
    it(`counts ${what}`, () => {
      expect(fingerprintSql(left)).to.not.equal(fingerprintSql(right));
    });
  }

  it("keeps quotes within quotes together", () => {
    expect(normaliseSql("select 'it''s' -- no")).to.equal("select 'it''s'");
  });
});

describe("stable JSON", () => {
  it("sorts keys at every depth and leaves out what is undefined", () => {
    expect(stableJson({ b: [{ d: 1, c: undefined }], a: null })).to.equal(
      '{"a":null,"b":[{"d":1}]}',
    );
  });
});
