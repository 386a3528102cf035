import { GetPartitionsCommand, GetTableCommand } from "@aws-sdk/client-glue";
import { expect } from "chai";
import { type AthenaLake, serveAthena } from "./athena-lake";

const numbers = (count: number): string =>
  `(VALUES ${Array.from({ length: count }, (_, index) => index).join(", ")}) AS n(i)`;

describe("Athena's tables", () => {
  let lake: AthenaLake;
  before(async () => {
    lake = await serveAthena();
  });
  after(() => lake.close());

  const table = async (Name: string) =>
    (await lake.glue.send(new GetTableCommand({ DatabaseName: "db", Name }))).Table;

  it("makes a table of a query as Athena writes it to Glue", async () => {
    const { updateCount, execution } = await lake.run(
      "CREATE TABLE plain WITH (external_location = 's3://data/plain/', format = 'PARQUET') AS " +
        "SELECT i AS id, CAST(i AS varchar) AS name FROM " +
        numbers(3),
    );
    expect(updateCount).to.equal(3);
    expect(execution).to.include({
      StatementType: "DDL",
      SubstatementType: "CREATE_TABLE_AS_SELECT",
    });
    const made = await table("plain");
    expect(made?.TableType).to.equal("EXTERNAL_TABLE");
    expect(made?.StorageDescriptor?.Location).to.equal("s3://data/plain");
    expect(made?.StorageDescriptor?.Columns).to.deep.equal([
      { Name: "id", Type: "int" },
      { Name: "name", Type: "string" },
    ]);
    expect(made?.Parameters).to.include({ EXTERNAL: "TRUE", "parquet.compression": "GZIP" });
    expect(await lake.keys("plain/")).to.have.length(1);
    expect(await lake.rows("SELECT * FROM plain ORDER BY id")).to.deep.equal([
      ["0", "0"],
      ["1", "1"],
      ["2", "2"],
    ]);
    const count = await lake.run("SELECT count(*) FROM plain");
    expect(count.execution.Statistics?.DataScannedInBytes).to.be.greaterThan(0);
  });

  it("puts a table without a location below the output location", async () => {
    const { execution } = await lake.run("CREATE TABLE below AS SELECT 1 AS a");
    const id = execution.QueryExecutionId;
    const made = await table("below");
    expect(made?.StorageDescriptor?.Location).to.equal(`s3://results/q/tables/${id}`);
  });

  it("partitions by the last columns, NULL included, and finds each partition's rows", async () => {
    await lake.run(
      "CREATE TABLE parts WITH (external_location = 's3://data/parts/', " +
        "partitioned_by = ARRAY['day', 'k']) AS SELECT i AS id, DATE '2020-01-01' AS day, " +
        `CASE WHEN i > 0 THEN 'a/b' END AS k FROM ${numbers(3)}`,
    );
    const input = { DatabaseName: "db", TableName: "parts" };
    const { Partitions = [] } = await lake.glue.send(new GetPartitionsCommand(input));
    expect(Partitions.map(({ Values }) => Values)).to.deep.equal([
      ["2020-01-01", "__HIVE_DEFAULT_PARTITION__"],
      ["2020-01-01", "a/b"],
    ]);
    expect(Partitions[1]?.StorageDescriptor?.Location).to.equal(
      "s3://data/parts/day=2020-01-01/k=a%2Fb",
    );
    expect(await lake.rows("SELECT id, k FROM parts WHERE k IS NULL")).to.deep.equal([["0", null]]);
    const path = await lake.rows("SELECT \"$path\" FROM parts WHERE k = 'a/b' AND id = 1");
    expect(path[0]?.[0]).to.match(/^s3:\/\/data\/parts\/day=2020-01-01\/k=a%2Fb\//);
  });

  it("inserts into old and new partitions, by position and by name", async () => {
    await lake.run(
      "CREATE TABLE grows WITH (partitioned_by = ARRAY['p']) AS SELECT 1 AS a, 'x' AS b, 1 AS p",
    );
    const { updateCount } = await lake.run(
      "INSERT INTO grows SELECT * FROM (VALUES (2, 'y', 1), (3, 'z', 2))",
    );
    expect(updateCount).to.equal(2);
    await lake.run("INSERT INTO grows (p, a) VALUES (3, 4)");
    expect(await lake.rows("SELECT a, b, p FROM grows ORDER BY a")).to.deep.equal([
      ["1", "x", "1"],
      ["2", "y", "1"],
      ["3", "z", "2"],
      ["4", null, "3"],
    ]);
    expect(await lake.rows('SELECT p FROM "grows$partitions" ORDER BY p')).to.have.length(3);
    expect(await lake.failure("INSERT INTO grows SELECT 'x', 'y', 1")).to.match(
      /^TYPE_MISMATCH: .*Insert query has mismatched column types: Table: \[integer, /,
    );
  });

  it("refuses the 101st open partition and keeps nothing", async () => {
    const ctas = (count: number): string =>
      `CREATE TABLE many WITH (external_location = 's3://data/many/', ` +
      `partitioned_by = ARRAY['p']) AS SELECT 1 AS a, i AS p FROM ${numbers(count)}`;
    expect(await lake.failure(ctas(101))).to.equal(
      "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets",
    );
    expect(await lake.keys("many/")).to.deep.equal([]);
    await lake.run(ctas(100));
    const more = `INSERT INTO many SELECT 1, i FROM ${numbers(101)}`;
    expect(await lake.failure(more)).to.match(/^HIVE_TOO_MANY_OPEN_PARTITIONS/);
  });

  it("writes a file for each bucket that has rows", async () => {
    await lake.run(
      "CREATE TABLE buckets WITH (external_location = 's3://data/buckets/', " +
        "bucketed_by = ARRAY['s'], bucket_count = 4) AS SELECT CAST(i AS varchar) AS s FROM " +
        numbers(50),
    );
    const keys = await lake.keys("buckets/");
    expect(keys.map((key) => key.slice(0, "buckets/000000".length))).to.deep.equal([
      "buckets/000000",
      "buckets/000001",
      "buckets/000002",
      "buckets/000003",
    ]);
    expect((await table("buckets"))?.StorageDescriptor?.NumberOfBuckets).to.equal(4);
    expect(await lake.rows("SELECT count(*) FROM buckets")).to.deep.equal([["50"]]);
  });

  it("refuses what Athena refuses of a CREATE TABLE AS", async () => {
    await lake.put("taken/file", "x");
    const at = (place: string): string =>
      `CREATE TABLE refused WITH (external_location = 's3://data/${place}/') AS SELECT 1 AS a`;
    expect(await lake.failure(at("taken"))).to.match(/^HIVE_PATH_ALREADY_EXISTS: Target directory/);
    await lake.run(at("free"));
    expect(await lake.failure(at("other"))).to.equal(
      "TABLE_ALREADY_EXISTS: line 1:14: Destination table 'awsdatacatalog.db.refused' already exists",
    );
    const order = "CREATE TABLE o WITH (partitioned_by = ARRAY['a']) AS SELECT 1 AS a, 2 AS b";
    expect(await lake.failure(order)).to.match(/^HIVE_COLUMN_ORDER_MISMATCH: /);
    const orc = "CREATE TABLE o WITH (format = 'ORC') AS SELECT 1 AS a";
    expect(await lake.failure(orc)).to.equal(
      "NOT_SUPPORTED: The local lake cannot write ORC tables",
    );
    const schema = "CREATE TABLE nowhere.t AS SELECT 1 AS a";
    expect(await lake.failure(schema)).to.match(/^SCHEMA_NOT_FOUND: .*'nowhere' does not exist$/);
    expect(await lake.failure("CREATE TABLE n AS SELECT 1")).to.match(/^COLUMN_NAME_NOT_SPECIFIED/);
  });

  it("writes and reads text and JSON with nested values", async () => {
    const query =
      "SELECT 1 AS a, 'x' AS b, CAST(NULL AS varchar) AS c, ARRAY[1, 2] AS d, 2.5E0 AS e, " +
      "TIMESTAMP '2020-01-01 01:02:03.000' AS f, true AS g, " +
      "CAST(ROW(1, 'q') AS row(x integer, y varchar)) AS h, MAP(ARRAY['k'], ARRAY[1]) AS m";
    const expected = [
      ["1", "x", null, "[1, 2]", "2.5", "2020-01-01 01:02:03.000", "true", "{x=1, y=q}", "{k=1}"],
    ];
    for (const properties of ["format = 'TEXTFILE', field_delimiter = '|'", "format = 'JSON'"]) {
      const name = `text${properties.length}`;
      const { updateCount } = await lake.run(
        `CREATE TABLE ${name} WITH (${properties}) AS ${query}`,
      );
      expect(updateCount).to.equal(1);
      expect(await lake.rows(`SELECT * FROM ${name}`)).to.deep.equal(expected);
      await lake.run(`INSERT INTO ${name} (a, b) VALUES (2, 'y')`);
      const more = await lake.rows(`SELECT b, c, h FROM ${name} WHERE a = 2`);
      expect(more).to.deep.equal([["y", null, null]]);
    }
  });

  it("refuses to cut text that is too long for its column", async () => {
    await lake.run("CREATE TABLE short AS SELECT CAST('ab' AS varchar(2)) AS s");
    await lake.run("INSERT INTO short VALUES ('cd ')");
    expect(await lake.failure("INSERT INTO short VALUES ('cde')")).to.equal(
      "INVALID_CAST_ARGUMENT: Cannot truncate non-space characters when casting to varchar(2) " +
        "on INSERT",
    );
    expect(await lake.rows("SELECT s FROM short ORDER BY s")).to.deep.equal([["ab"], ["cd"]]);
  });

  it("reads Parquet by the names of columns when the table has grown", async () => {
    await lake.run("CREATE TABLE wider AS SELECT 1 AS a, 2 AS b");
    await lake.run("ALTER TABLE wider ADD COLUMNS (c string)");
    await lake.run("INSERT INTO wider VALUES (3, 4, 'five')");
    expect(await lake.rows("SELECT c, b, a FROM wider ORDER BY a")).to.deep.equal([
      [null, "2", "1"],
      ["five", "4", "3"],
    ]);
  });
});
