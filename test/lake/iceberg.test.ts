import { GetTableCommand } from "@aws-sdk/client-glue";
import { expect } from "chai";
import { type AthenaLake, serveAthena } from "./athena-lake";

describe("Iceberg tables", () => {
  let lake: AthenaLake;
  before(async () => {
    lake = await serveAthena();
  });
  after(() => lake.close());

  const table = async (Name: string) =>
    (await lake.glue.send(new GetTableCommand({ DatabaseName: "db", Name }))).Table;

  const make = (name: string, query: string, more = ""): Promise<unknown> =>
    lake.run(
      `CREATE TABLE ${name} WITH (table_type = 'ICEBERG', is_external = false, ` +
        `location = 's3://data/${name}/'${more}) AS ${query}`,
    );

  it("are made of a query and entered into Glue as Athena enters them", async () => {
    await make("made", "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(id, name)");
    const made = await table("made");
    expect(made?.TableType).to.equal("EXTERNAL_TABLE");
    expect(made?.StorageDescriptor?.Location).to.equal("s3://data/made");
    expect(made?.Parameters).to.include({ table_type: "ICEBERG" });
    expect(made?.Parameters?.["metadata_location"]).to.match(
      /^s3:\/\/data\/made\/metadata\/00000-[0-9a-f-]+\.metadata\.json$/,
    );
    expect(made?.StorageDescriptor?.Columns).to.deep.equal([
      {
        Name: "id",
        Type: "int",
        Parameters: {
          "iceberg.field.current": "true",
          "iceberg.field.id": "1",
          "iceberg.field.optional": "true",
        },
      },
      {
        Name: "name",
        Type: "string",
        Parameters: {
          "iceberg.field.current": "true",
          "iceberg.field.id": "2",
          "iceberg.field.optional": "true",
        },
      },
    ]);
    expect(await lake.rows("SELECT * FROM made ORDER BY id")).to.deep.equal([
      ["1", "a"],
      ["2", "b"],
    ]);
  });

  it("grow by INSERT, and the entry keeps where the metadata was before", async () => {
    await make("grows", "SELECT 1 AS id, CAST(NULL AS varchar) AS name");
    const before = (await table("grows"))?.Parameters?.["metadata_location"];
    const { updateCount } = await lake.run("INSERT INTO grows (name, id) VALUES ('b', 2)");
    expect(updateCount).to.equal(1);
    const after = (await table("grows"))?.Parameters;
    expect(after?.["previous_metadata_location"]).to.equal(before);
    expect(after?.["metadata_location"]).to.match(/\/00001-/);
    expect(await lake.rows("SELECT id, name FROM grows ORDER BY id")).to.deep.equal([
      ["1", null],
      ["2", "b"],
    ]);
  });

  it("keep every type through a file", async () => {
    const query =
      "SELECT true AS b, 2 AS i, BIGINT '9007199254740993' AS l, REAL '1.5' AS f, 2.5E0 AS d, " +
      "CAST('12.30' AS decimal(10,2)) AS m, DATE '1969-12-31' AS dt, " +
      "TIMESTAMP '2020-01-02 03:04:05.123456' AS ts, " +
      "TIMESTAMP '2020-01-02 03:04:05.000000 UTC' AS tz, 'é' AS s, X'00ff' AS v, " +
      "ARRAY[1, NULL] AS a, MAP(ARRAY['k'], ARRAY[1]) AS mp, " +
      "CAST(ROW(1, 'x') AS row(n integer, t varchar)) AS r";
    await make("types", query);
    const plain = await lake.rows(query);
    const kept = await lake.run("SELECT * FROM types");
    expect(kept.rows.slice(1)).to.deep.equal(plain);
    expect(kept.types).to.deep.equal((await lake.run(query)).types);
  });

  it("refuse what Iceberg or the lake cannot keep", async () => {
    const make1 = (column: string, more = ""): Promise<string> =>
      lake.failure(
        "CREATE TABLE refused WITH (table_type = 'ICEBERG', is_external = false, " +
          `location = 's3://data/refused/'${more}) AS SELECT ${column} AS c`,
      );
    expect(await make1("TIMESTAMP '2020-01-01 00:00:00.000'")).to.equal(
      "NOT_SUPPORTED: Timestamp precision (3) not supported for Iceberg. " +
        'Use "timestamp(6)" instead.',
    );
    expect(await make1("CAST(1 AS smallint)")).to.equal(
      "NOT_SUPPORTED: Type not supported for Iceberg: smallint",
    );
    expect(await make1("1", ", format = 'ORC'")).to.match(/^NOT_SUPPORTED: .*ORC/);
    expect(await make1("1", ", bucketed_by = ARRAY['c']")).to.match(/'bucketed_by' does not exist/);
    expect(await make1("1", ", partitioning = ARRAY['day(c)']")).to.match(
      /^INVALID_TABLE_PROPERTY/,
    );
    expect(await lake.keys("refused/")).to.deep.equal([]);
  });

  it("are made empty by CREATE TABLE with its properties", async () => {
    await lake.run(
      "CREATE TABLE empty (id bigint, at timestamp COMMENT 'when', tag string) " +
        "PARTITIONED BY (tag, day(at), bucket(4, id)) LOCATION 's3://data/empty/' " +
        "TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet')",
    );
    expect(await lake.rows("SELECT * FROM empty")).to.deep.equal([]);
    await lake.run("INSERT INTO empty VALUES (1, TIMESTAMP '2020-01-01 10:00:00', 'a')");
    expect(await lake.rows("SELECT * FROM empty")).to.deep.equal([
      ["1", "2020-01-01 10:00:00.000", "a"],
    ]);
    const keys = await lake.keys("empty/data/");
    expect(keys[0]).to.match(
      /^empty\/data\/tag=a\/at_day=2020-01-01\/id_bucket=\d\/[^/]+\.parquet$/,
    );
  });

  it("lose no row when many write at once", async () => {
    await make("shared", "SELECT 0 AS id");
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => lake.run(`INSERT INTO shared SELECT ${index + 1}`)),
    );
    expect(await lake.rows("SELECT count(*), sum(id) FROM shared")).to.deep.equal([["9", "36"]]);
  });
});

describe("Iceberg partitions", () => {
  let lake: AthenaLake;
  before(async () => {
    lake = await serveAthena();
  });
  after(() => lake.close());

  const make = (name: string, terms: readonly string[], query: string): string =>
    `CREATE TABLE ${name} WITH (table_type = 'ICEBERG', is_external = false, ` +
    `location = 's3://data/${name}/', ` +
    `partitioning = ARRAY[${terms.map((term) => `'${term}'`).join(", ")}]) AS ${query}`;

  const folders = async (name: string): Promise<readonly string[]> =>
    (await lake.keys(`${name}/data/`)).map((key) => key.split("/")[2] ?? "").sort();

  it("follow each transform of the specification", async () => {
    const at = "TIMESTAMP '2017-11-16 22:31:08.000000' AS at";
    for (const [index, [term, folder]] of [
      ["year(at)", "at_year=2017"],
      ["month(at)", "at_month=2017-11"],
      ["day(at)", "at_day=2017-11-16"],
      ["hour(at)", "at_hour=2017-11-16-22"],
      ["truncate(s, 3)", "s_trunc=ice"],
      ["truncate(n, 10)", "n_trunc=-10"],
      ["truncate(m, 50)", "m_trunc=10.50"],
      ["s", "s=iceberg"],
      ["empty", "empty=null"],
    ].entries()) {
      const columns =
        `SELECT ${at}, 'iceberg' AS s, -1 AS n, CAST(10.65 AS decimal(9,2)) AS m, ` +
        "CAST(NULL AS varchar) AS empty";
      await lake.run(make(`t${index}`, [term ?? ""], columns));
      expect(await folders(`t${index}`), term).to.deep.equal([folder]);
    }
  });

  // The hashes are the test values of appendix B of the specification.
  it("hash buckets as the specification's test values do", async () => {
    const hashes: readonly (readonly [string, number])[] = [
      ["34", 2017239379],
      ["BIGINT '34'", 2017239379],
      ["CAST(14.20 AS decimal(9,2))", -500754589],
      ["DATE '2017-11-16'", -653330422],
      ["TIMESTAMP '2017-11-16 22:31:08.000000'", -2047944441],
      ["TIMESTAMP '2017-11-16 22:31:08.000000 UTC'", -2047944441],
      ["'iceberg'", 1210000089],
      ["X'00010203'", -188683207],
    ];
    for (const [index, [value, hash]] of hashes.entries()) {
      await lake.run(make(`b${index}`, ["bucket(v, 1000003)"], `SELECT ${value} AS v`));
      const bucket = (hash & 0x7fffffff) % 1000003;
      expect(await folders(`b${index}`), value).to.deep.equal([`v_bucket=${bucket}`]);
    }
  });

  it("are at most 100 at a time", async () => {
    const many = (count: number): string => `SELECT n FROM UNNEST(sequence(1, ${count})) AS t(n)`;
    await lake.run(make("hundred", ["n"], many(100)));
    expect(await lake.rows("SELECT count(*) FROM hundred")).to.deep.equal([["100"]]);
    expect(await lake.failure(make("more", ["n"], many(101)))).to.equal(
      "ICEBERG_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions",
    );
    await lake.run(make("buckets", ["bucket(n, 100)"], many(5000)));
    expect(await lake.rows("SELECT count(*) FROM buckets")).to.deep.equal([["5000"]]);
  });
});
