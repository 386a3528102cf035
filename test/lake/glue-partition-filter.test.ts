import { expect } from "chai";
import { partitionFilter } from "../../src/lake/glue/partition-filter";

const keys = [
  { Name: "dt", Type: "date" },
  { Name: "hour", Type: "int" },
  { Name: "region", Type: "varchar(10)" },
  { Name: "price", Type: "decimal(10,2)" },
  { Name: "at", Type: "timestamp" },
];
const row = ["2024-01-31", "9", "eu-west", "10.50", "2024-01-31 10:00:00"];

function holds(expression: string, values: readonly string[] = row): boolean {
  return partitionFilter(expression, keys)(values);
}

describe("glue partition expression", () => {
  const holding = [
    "hour = 9",
    "hour = '9'",
    "hour < 10",
    "10 > hour",
    "hour >= 9 AND hour <= 9",
    "hour <> 10 and not hour = 10",
    "dt BETWEEN '2024-01-01' AND '2024-01-31'",
    "dt = DATE '2024-01-31'",
    "at = TIMESTAMP '2024-01-31 10:00:00.000'",
    "region LIKE 'eu%' AND \"region\" LIKE 'eu_west'",
    "region = 'nowhere' OR (region IN ('us-east', 'eu-west') AND hour = 9)",
    "hour IN (8, 9)",
    "price = 10.5",
    "price > 9.99",
    "DT = '2024-01-31'",
    "hour NOT IN (1, 2)",
    "region NOT LIKE 'us%'",
    "dt NOT BETWEEN '2025-01-01' AND '2025-12-31'",
    "region IS NOT NULL",
    "region = 'it''s' OR region != 'it''s'",
    "  ",
  ];
  for (const expression of holding) {
    it(`${expression} · holds`, () => {
      expect(holds(expression)).to.equal(true);
    });
  }

  const failing = [
    "hour > 9",
    "hour = 9 AND region = 'us-east'",
    "region LIKE 'eu.west'",
    "region LIKE 'EU%'",
    "NOT (hour = 9)",
    "region IS NULL",
    "hour = 1 OR hour = 2 AND hour = 9",
  ];
  for (const expression of failing) {
    it(`${expression} · does not hold`, () => {
      expect(holds(expression)).to.equal(false);
    });
  }

  it("a NULL partition · is found by IS NULL and by no comparison", () => {
    const values = ["2024-01-31", "__HIVE_DEFAULT_PARTITION__", "eu", "1", "2024-01-31 10:00:00"];
    expect(holds("hour IS NULL", values)).to.equal(true);
    expect(holds("hour = 9", values)).to.equal(false);
    expect(holds("NOT hour = 9", values)).to.equal(false);
    expect(holds("hour = 9 OR region = 'eu'", values)).to.equal(true);
  });

  const refused: readonly (readonly [string, string])[] = [
    ["nosuch = 1", "Invalid partition expression!"],
    ["hour = ", "Unsupported expression 'hour = '"],
    ["hour = 1 AND", "Unsupported expression 'hour = 1 AND'"],
    ["hour == 1", "Unsupported expression 'hour == 1'"],
    ["(hour = 1", "Unsupported expression '(hour = 1'"],
    ["lower(region) = 'eu'", "Invalid partition expression!"],
    ["hour = 'nine'", 'For input string: "nine" is not an integer.'],
    ["dt = 'yesterday'", "yesterday is not a date."],
    ["price = 'much'", "much is not a decimal."],
  ];
  for (const [expression, message] of refused) {
    it(`${expression} · is refused`, () => {
      expect(() => holds(expression)).to.throw(message);
    });
  }

  it("a value that is no integer · is refused when an integer key is compared", () => {
    const values = ["2024-01-31", "null", "eu", "1", "2024-01-31 10:00:00"];
    expect(() => holds("hour >= 0", values)).to.throw(
      'For input string: "null" is not an integer.',
    );
  });
});
