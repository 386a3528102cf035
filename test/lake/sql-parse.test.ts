import { expect } from "chai";
import { parseStatement, tableNames } from "../../src/lake/sql";

/** Drops places and undefined members, which these comparisons are not about. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, child) => (key === "at" || key === "query" ? undefined : child)),
  );
}

describe("Athena statements", () => {
  it("parse · CREATE TABLE AS keeps its properties and the query's own text", () => {
    const sql =
      "-- header\ncreate table if not exists \"db\".t with (format='PARQUET', " +
      "partitioned_by=ARRAY['a','b'], bucket_count=3) as (select 1 x) with no data;";
    const statement = parseStatement(sql);
    expect(plain({ ...statement })).to.deep.equal({
      kind: "ctas",
      target: { parts: ["db", "t"] },
      ifNotExists: true,
      properties: { format: "PARQUET", partitioned_by: ["a", "b"], bucket_count: 3 },
      withNoData: true,
    });
    expect(statement.kind === "ctas" && statement.query.text).to.equal("(select 1 x)");
  });

  it("parse · CREATE EXTERNAL TABLE reads all of Hive's clauses", () => {
    const statement = parseStatement(
      "CREATE EXTERNAL TABLE IF NOT EXISTS `db`.`t` (a int COMMENT 'x', " +
        "b struct<a:int,b:array<string>>, c decimal(10, 2)) COMMENT 'tt' " +
        "PARTITIONED BY (dt string, m int) CLUSTERED BY (a) INTO 4 BUCKETS " +
        "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' " +
        "STORED AS TEXTFILE LOCATION 's3://b/p/' TBLPROPERTIES ('k'='v');",
    );
    expect(plain(statement)).to.deep.equal({
      kind: "create-table",
      target: { parts: ["db", "t"] },
      external: true,
      ifNotExists: true,
      columns: [
        { name: "a", type: "int", comment: "x" },
        { name: "b", type: "struct<a:int,b:array<string>>" },
        { name: "c", type: "decimal(10,2)" },
      ],
      comment: "tt",
      partitionedBy: [
        { name: "dt", type: "string" },
        { name: "m", type: "int" },
      ],
      partitionTransforms: [],
      clusteredBy: ["a"],
      sortedBy: [],
      buckets: 4,
      serdeProperties: {},
      delimited: { fields: "\t", escape: "\\" },
      storedAs: "TEXTFILE",
      location: "s3://b/p/",
      properties: { k: "v" },
    });
  });

  const ALTER: readonly (readonly [string, unknown])[] = [
    [
      "add columns (b string comment 'c', d double)",
      {
        kind: "add-columns",
        columns: [
          { name: "b", type: "string", comment: "c" },
          { name: "d", type: "double" },
        ],
      },
    ],
    [
      "replace columns (b map<string,int>)",
      { kind: "replace-columns", columns: [{ name: "b", type: "map<string,int>" }] },
    ],
    ["drop column b", { kind: "drop-column", column: "b" }],
    ["rename to db.u", { kind: "rename-table", to: { parts: ["db", "u"] } }],
    [
      "change column a b bigint",
      { kind: "change-column", from: "a", to: { name: "b", type: "bigint" } },
    ],
    ["set tblproperties ('a'='b')", { kind: "set-properties", properties: { a: "b" } }],
    ["set location 's3://x/'", { kind: "set-location", location: "s3://x/" }],
    [
      "add if not exists partition (dt='1', h=2) location 's3://x/' partition (dt='3', h=4)",
      {
        kind: "add-partitions",
        ifNotExists: true,
        partitions: [
          {
            spec: [
              { key: "dt", value: "1" },
              { key: "h", value: "2" },
            ],
            location: "s3://x/",
          },
          {
            spec: [
              { key: "dt", value: "3" },
              { key: "h", value: "4" },
            ],
          },
        ],
      },
    ],
    [
      "drop if exists partition (dt='1'), partition (dt>'2')",
      {
        kind: "drop-partitions",
        ifExists: true,
        partitions: [
          [{ key: "dt", operator: "=", value: "1" }],
          [{ key: "dt", operator: ">", value: "2" }],
        ],
      },
    ],
    [
      "partition (dt='1') rename to partition (dt='2')",
      {
        kind: "rename-partition",
        from: [{ key: "dt", value: "1" }],
        to: [{ key: "dt", value: "2" }],
      },
    ],
  ];

  for (const [text, action] of ALTER) {
    it(`parse · ALTER TABLE ${text}`, () => {
      const statement = parseStatement(`alter table db.t ${text}`);
      expect(plain(statement)).to.deep.equal({
        kind: "alter-table",
        target: { parts: ["db", "t"] },
        action,
      });
    });
  }

  it("parse · INSERT tells its columns from a query in parentheses", () => {
    const listed = parseStatement("insert into t (a, b) values (1, 2)");
    expect(listed.kind === "insert" && listed.columns).to.deep.equal(["a", "b"]);
    const nested = parseStatement("insert into t (select 1)");
    expect(nested.kind === "insert" && nested.columns).to.equal(undefined);
  });

  it("parse · a view keeps the text of its query as written", () => {
    const view = parseStatement("create or replace view v as\nselect  1 -- one\n as x");
    expect(view.kind === "create-view" && view.query.text).to.equal("select  1 -- one\n as x");
  });

  it("parse · EXECUTE cuts its values at commas outside of brackets and texts", () => {
    const statement = parseStatement("execute p using 1, 'a,b', date '2020-01-01', array[1,2]");
    expect(statement.kind === "execute" && statement.using).to.deep.equal([
      "1",
      "'a,b'",
      "date '2020-01-01'",
      "array[1,2]",
    ]);
  });

  it("parse · question marks are counted through the whole statement", () => {
    const statement = parseStatement("update t set a = ?, b = upper(?) where c = ?");
    const found = JSON.stringify(statement).match(/"index":\d/g);
    expect(found).to.deep.equal(['"index":0', '"index":1', '"index":2']);
  });

  it("parse · MERGE reads its cases", () => {
    const statement = parseStatement(
      "merge into t x using (select 1 a) y on (x.a = y.a) when matched and y.a > 1 then delete " +
        "when matched then update set b = y.a, c = 2 when not matched then insert (a) values (y.a)",
    );
    expect(statement.kind === "merge" && statement.cases.map((one) => one.kind)).to.deep.equal([
      "delete",
      "update",
      "insert",
    ]);
  });

  it("parse · tableNames leaves out the tables of WITH", () => {
    const statement = parseStatement(
      "with a as (select * from b.c) select * from a join D on true where x in (select 1 from e)",
    );
    expect(statement.kind === "query" && tableNames(statement.query)).to.deep.equal([
      ["b", "c"],
      ["d"],
      ["e"],
    ]);
  });

  for (const sql of ["show tables in db 'x*'", "show partitions t", "show create view v"]) {
    it(`parse · ${sql}`, () => {
      expect(parseStatement(sql).kind).to.equal("show");
    });
  }
});
