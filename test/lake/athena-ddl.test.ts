import { expect } from "chai";
import { type AthenaLake, serveAthena } from "./athena-lake";

const delimited = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','";
const openCsv = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'";
const openJson = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'";

describe("Athena's DDL", () => {
  let lake: AthenaLake;
  before(async () => {
    lake = await serveAthena();
  });
  after(() => lake.close());

  /** Runs a statement and answers its lines as one text a row. */
  const lines = async (sql: string): Promise<readonly string[]> =>
    (await lake.run(sql)).rows.map((row) => row.join("|").replace(/ +/g, " "));

  it("reads delimited text as Hive does: what does not fit is NULL", async () => {
    await lake.put("lazy/a", '1,one,x\nno,"two"\n\n3,\\N,2020-01-01\n');
    await lake.put("lazy/_hidden", "9,hidden\n");
    await lake.run(
      `CREATE EXTERNAL TABLE lazy (id int, name string, day date) ${delimited} ` +
        "LOCATION 's3://data/lazy/'",
    );
    expect(await lake.rows("SELECT * FROM lazy")).to.deep.equal([
      ["1", "one", null],
      [null, '"two"', null],
      [null, null, null],
      ["3", null, "2020-01-01"],
    ]);
  });

  it("reads quoted CSV with headers, and refuses a value that goes on in the next line", async () => {
    const create = (name: string): string =>
      `CREATE EXTERNAL TABLE ${name} (id string, name string) ${openCsv} ` +
      `LOCATION 's3://data/${name}/' TBLPROPERTIES ('skip.header.line.count'='1')`;
    await lake.put("csv/a.csv", 'id,name\n1,"a, ""b"""\n2,\n3,"back\\"slash"\n4,plain,extra\n5\n');
    await lake.run(create("csv"));
    expect(await lake.rows("SELECT * FROM csv")).to.deep.equal([
      ["1", 'a, "b"'],
      ["2", ""],
      ["3", 'back"slash'],
      ["4", "plain"],
      ["5", null],
    ]);
    await lake.put("broken/a.csv", 'id,name\n1,"two\nlines"\n');
    await lake.run(create("broken"));
    expect(await lake.failure("SELECT * FROM broken")).to.match(/^HIVE_CURSOR_ERROR: /);
  });

  it("says which value of quoted CSV is none of its column's type", async () => {
    await lake.put("typed/a.csv", "1,2.5,true,0,0\n2,x,no,1,1000\n");
    await lake.run(
      "CREATE EXTERNAL TABLE typed (i int, d double, b boolean, day date, at timestamp) " +
        `${openCsv} LOCATION 's3://data/typed/'`,
    );
    expect(await lake.rows("SELECT i, b, day, at FROM typed")).to.deep.equal([
      ["1", "true", "1970-01-01", "1970-01-01 00:00:00.000"],
      ["2", "false", "1970-01-02", "1970-01-01 00:00:01.000"],
    ]);
    expect(await lake.failure("SELECT d FROM typed")).to.equal(
      "HIVE_BAD_DATA: Error parsing field value 'x' for field 1",
    );
  });

  it("reads JSON lines by names without regard to case, nested values included", async () => {
    const rows = ['{"userId": 1, "tags": ["a", null], "at": {"City": "x"}}', '{"userid": "2"}'];
    await lake.put("json/a", rows.join("\n"));
    await lake.run(
      "CREATE EXTERNAL TABLE json (userid int, tags array<string>, at struct<city:string>, " +
        `missing double) ${openJson} LOCATION 's3://data/json/'`,
    );
    expect(await lake.rows("SELECT * FROM json")).to.deep.equal([
      ["1", "[a, null]", "{city=x}", null],
      ["2", null, null, null],
    ]);
  });

  it("adds, repairs and drops partitions and leaves the data alone", async () => {
    await lake.put("logs/day=2020-01-01/a", "1\n");
    await lake.put("logs/day=2020-01-02/a", "2\n");
    await lake.run(
      `CREATE EXTERNAL TABLE logs (id int) PARTITIONED BY (day date) ${delimited} ` +
        "LOCATION 's3://data/logs/'",
    );
    expect(await lake.rows("SELECT * FROM logs")).to.deep.equal([]);
    expect(await lines("MSCK REPAIR TABLE logs")).to.deep.equal([
      "Partitions not in metastore: logs:day=2020-01-01 logs:day=2020-01-02",
      "Repair: Added partition to metastore logs:day=2020-01-01",
      "Repair: Added partition to metastore logs:day=2020-01-02",
    ]);
    expect(await lines("MSCK REPAIR TABLE logs")).to.deep.equal([]);
    expect(await lake.rows("SELECT id FROM logs WHERE day > DATE '2020-01-01'")).to.deep.equal([
      ["2"],
    ]);
    await lake.run("ALTER TABLE logs DROP PARTITION (day = '2020-01-01')");
    expect(await lines("SHOW PARTITIONS logs")).to.deep.equal(["day=2020-01-02"]);
    await lake.run(
      "ALTER TABLE logs ADD IF NOT EXISTS PARTITION (day = '2021-01-01') " +
        "LOCATION 's3://data/logs/day=2020-01-01/'",
    );
    expect(await lake.rows("SELECT id, day FROM logs ORDER BY id")).to.deep.equal([
      ["1", "2021-01-01"],
      ["2", "2020-01-02"],
    ]);
    expect(await lake.keys("logs/")).to.have.length(2);
  });

  it("shows and describes what is there", async () => {
    await lake.run("CREATE SCHEMA IF NOT EXISTS shown");
    await lake.run(
      "CREATE EXTERNAL TABLE shown.orders (id int COMMENT 'key', name string) " +
        "PARTITIONED BY (day date) STORED AS PARQUET LOCATION 's3://data/orders/'",
    );
    await lake.run("CREATE VIEW shown.recent AS SELECT id FROM shown.orders");
    expect(await lines("SHOW DATABASES LIKE 'sh*'")).to.deep.equal(["shown"]);
    expect(await lines("SHOW TABLES IN shown")).to.deep.equal(["orders", "recent"]);
    expect(await lines("SHOW TABLES IN shown 'ord*'")).to.deep.equal(["orders"]);
    expect(await lines("SHOW VIEWS IN shown")).to.deep.equal(["recent"]);
    expect(await lines("SHOW COLUMNS IN shown.orders")).to.deep.equal(["id ", "name ", "day "]);
    expect((await lines("DESCRIBE shown.orders")).slice(0, 3)).to.deep.equal([
      "id \tint \tkey ",
      "name \tstring \t ",
      "day \tdate \t ",
    ]);
    const create = (await lines("SHOW CREATE TABLE shown.orders")).join("\n");
    expect(create).to.match(/^CREATE EXTERNAL TABLE `shown.orders`\(\n/);
    expect(create).to.contain("PARTITIONED BY ( \n `day` date)\n");
    expect(create).to.contain("LOCATION\n 's3://data/orders/'\n");
    expect((await lines("SHOW CREATE VIEW shown.recent")).join("\n")).to.contain(
      "SELECT id FROM shown.orders",
    );
    expect(
      await lake.rows(
        "SELECT column_name, data_type FROM information_schema.columns " +
          "WHERE table_schema = 'shown' AND table_name = 'orders' ORDER BY ordinal_position",
      ),
    ).to.deep.equal([
      ["id", "integer"],
      ["name", "varchar"],
      ["day", "date"],
    ]);
  });

  it("changes and drops tables and databases", async () => {
    await lake.run("CREATE SCHEMA short");
    await lake.run(
      "CREATE TABLE short.t WITH (external_location = 's3://data/t/') AS SELECT 1 AS a",
    );
    await lake.run("ALTER TABLE short.t REPLACE COLUMNS (b string)");
    await lake.run("ALTER TABLE short.t SET TBLPROPERTIES ('note' = 'kept')");
    expect(await lines("SHOW TBLPROPERTIES short.t")).to.include("note\tkept");
    expect(await lake.rows("SELECT * FROM short.t")).to.deep.equal([[null]]);
    expect(await lake.failure("CREATE SCHEMA short")).to.contain("Database short already exists");
    expect(await lake.failure("DROP SCHEMA short")).to.contain("Database short is not empty");
    await lake.run("DROP TABLE short.t");
    expect(await lake.keys("t/")).to.have.length(1);
    await lake.run("DROP TABLE IF EXISTS short.t");
    await lake.run("DROP SCHEMA short");
    await lake.run("DROP SCHEMA IF EXISTS short CASCADE");
  });

  it("refuses table types that it does not know, by name", async () => {
    const delta = "CREATE TABLE i WITH (table_type = 'DELTA', location = 's3://data/i/')";
    expect(await lake.failure(`${delta} AS SELECT 1 AS a`)).to.equal(
      "NOT_SUPPORTED: The local lake does not support DELTA tables",
    );
  });
});
