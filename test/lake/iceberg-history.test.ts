import { GetTableCommand } from "@aws-sdk/client-glue";
import { expect } from "chai";
import { type AthenaLake, serveAthena } from "./athena-lake";

describe("Iceberg tables over time", () => {
  let lake: AthenaLake;
  before(async () => {
    lake = await serveAthena();
  });
  after(() => lake.close());

  const make = (name: string, query: string, more = ""): Promise<unknown> =>
    lake.run(
      `CREATE TABLE ${name} WITH (table_type = 'ICEBERG', is_external = false, ` +
        `location = 's3://data/${name}/'${more}) AS ${query}`,
    );
  const rows = (name: string): Promise<unknown> => lake.rows(`SELECT * FROM ${name} ORDER BY 1`);

  it("add, drop and rename columns without touching files", async () => {
    await make("evolves", "SELECT 1 AS a, 'x' AS b, 2 AS c");
    await lake.run("ALTER TABLE evolves ADD COLUMNS (d double COMMENT 'late', e array<int>)");
    await lake.run("ALTER TABLE evolves DROP COLUMN b");
    await lake.run("ALTER TABLE evolves CHANGE COLUMN c b int");
    await lake.run("ALTER TABLE evolves CHANGE COLUMN a a bigint");
    await lake.run("INSERT INTO evolves VALUES (9007199254740993, 3, 1.5, ARRAY[7])");
    expect(await rows("evolves")).to.deep.equal([
      ["1", "2", null, null],
      ["9007199254740993", "3", "1.5", "[7]"],
    ]);
    const { Table } = await lake.glue.send(
      new GetTableCommand({ DatabaseName: "db", Name: "evolves" }),
    );
    const columns = Table?.StorageDescriptor?.Columns ?? [];
    expect(
      columns.map(({ Name, Type, Parameters }) => [
        Name,
        Type,
        Parameters?.["iceberg.field.id"],
        Parameters?.["iceberg.field.current"],
      ]),
    ).to.deep.equal([
      ["a", "bigint", "1", "true"],
      ["b", "int", "3", "true"],
      ["d", "double", "4", "true"],
      ["e", "array<int>", "5", "true"],
      ["c", "int", "3", "false"],
    ]);
    const shown = await lake.run("SHOW COLUMNS IN evolves");
    expect(shown.rows.map(([name]) => name?.trim())).to.deep.equal(["a", "b", "d", "e"]);
    expect(await lake.failure("ALTER TABLE evolves CHANGE COLUMN a a int")).to.equal(
      "ICEBERG_COMMIT_ERROR: Cannot change column type: a: bigint -> integer",
    );
    expect(await lake.failure("ALTER TABLE evolves ADD COLUMNS (a int)")).to.match(/Duplicate/);
  });

  it("never show an old column's values under a new one of its name", async () => {
    await make("again", "SELECT 1 AS a, 2 AS b");
    await lake.run("ALTER TABLE again DROP COLUMN b");
    await lake.run("ALTER TABLE again ADD COLUMNS (b int)");
    expect(await rows("again")).to.deep.equal([["1", null]]);
  });

  it("are renamed with all that they are", async () => {
    await make("before", "SELECT 1 AS a");
    await lake.run("ALTER TABLE before RENAME TO after");
    expect(await rows("after")).to.deep.equal([["1"]]);
    expect(await lake.failure("SELECT * FROM before")).to.match(/^TABLE_NOT_FOUND/);
    await lake.run("INSERT INTO after VALUES (2)");
    expect(await rows("after")).to.deep.equal([["1"], ["2"]]);
  });

  it("go with their files by DROP TABLE", async () => {
    await make("dropped", "SELECT 1 AS a");
    expect(await lake.keys("dropped/")).to.have.length(4);
    await lake.run("DROP TABLE dropped");
    expect(await lake.keys("dropped/")).to.deep.equal([]);
  });

  it("can be read as they were, with the columns of that time", async () => {
    await make("travels", "SELECT 1 AS a, 'x' AS b");
    await lake.run("INSERT INTO travels VALUES (2, 'y')");
    await lake.run("ALTER TABLE travels DROP COLUMN b");
    await lake.run("DELETE FROM travels WHERE a = 1");
    const snapshots = await lake.rows(
      'SELECT snapshot_id, to_unixtime(committed_at) * 1000 FROM "travels$snapshots" ' +
        "ORDER BY committed_at",
    );
    const [first, second] = snapshots;
    expect(await rows(`travels FOR VERSION AS OF ${first?.[0]}`)).to.deep.equal([["1", "x"]]);
    expect(await rows(`travels FOR VERSION AS OF ${second?.[0]} AS t`)).to.deep.equal([
      ["1", "x"],
      ["2", "y"],
    ]);
    expect(await rows("travels")).to.deep.equal([["2"]]);
    const both =
      `SELECT n.a, o.a FROM travels n RIGHT JOIN travels FOR VERSION AS OF ${second?.[0]} o ` +
      "ON n.a = o.a ORDER BY 2";
    expect(await lake.rows(both)).to.deep.equal([
      [null, "1"],
      ["2", "2"],
    ]);
    const time = new Date(Number(first?.[1])).toISOString().replace("T", " ").replace("Z", " UTC");
    expect(await rows(`travels FOR TIMESTAMP AS OF TIMESTAMP '${time}'`)).to.deep.equal([
      ["1", "x"],
    ]);
    const past = "travels FOR TIMESTAMP AS OF (current_timestamp - interval '1' day)";
    expect(await lake.failure(`SELECT * FROM ${past}`)).to.match(
      /^INVALID_ARGUMENTS: No version history table "db"."travels" at or before /,
    );
    expect(await lake.failure("SELECT * FROM travels FOR VERSION AS OF 5")).to.equal(
      "INVALID_ARGUMENTS: Iceberg snapshot ID does not exists: 5",
    );
  });

  it("tell of themselves in tables of their own", async () => {
    await make(
      "tells",
      "SELECT * FROM (VALUES (1, 'a', 1.5), (5, 'a', NULL), (7, 'b', 2.5)) t(i, p, d)",
      ", partitioning = ARRAY['p']",
    );
    await lake.run("DELETE FROM tells WHERE i = 7");
    expect(
      await lake.rows(
        "SELECT operation, summary['total-records'], parent_id IS NULL " +
          'FROM "tells$snapshots" ORDER BY committed_at',
      ),
    ).to.deep.equal([
      ["append", "3", "true"],
      ["delete", "2", "false"],
    ]);
    expect(
      await lake.rows('SELECT count(*), bool_and(is_current_ancestor) FROM "tells$history"'),
    ).to.deep.equal([["2", "true"]]);
    expect(
      await lake.rows(
        "SELECT content, file_format, record_count, null_value_counts[3], lower_bounds[1], " +
          'upper_bounds[1] FROM "db"."tells$files"',
      ),
    ).to.deep.equal([["0", "PARQUET", "2", "1", "1", "5"]]);
    expect(
      await lake.rows(
        'SELECT partition.p, record_count, file_count, data.i.max, data.d.min FROM "tells$partitions"',
      ),
    ).to.deep.equal([["a", "2", "1", "5", "1.5"]]);
  });

  it("pack small files and deleted rows into one file a partition", async () => {
    await make(
      "packs",
      "SELECT n AS i, n % 2 AS p FROM UNNEST(sequence(1, 10)) t(n)",
      ", partitioning = ARRAY['p']",
    );
    for (const n of [11, 12, 13]) await lake.run(`INSERT INTO packs VALUES (${n}, ${n % 2})`);
    await lake.run("DELETE FROM packs WHERE i IN (1, 2)");
    const all = await rows("packs");
    const files = async (): Promise<unknown> =>
      lake.rows('SELECT content, count(*) FROM "packs$files" GROUP BY 1 ORDER BY 1');
    expect(await files()).to.deep.equal([
      ["0", "5"],
      ["1", "2"],
    ]);
    await lake.run("OPTIMIZE packs REWRITE DATA USING BIN_PACK WHERE p = 0");
    expect(await files()).to.deep.equal([
      ["0", "4"],
      ["1", "1"],
    ]);
    await lake.run("OPTIMIZE packs REWRITE DATA USING BIN_PACK");
    expect(await files()).to.deep.equal([["0", "2"]]);
    expect(await rows("packs")).to.deep.equal(all);
  });

  it("forget old snapshots by VACUUM, with the files that only these needed", async () => {
    await make("forgets", "SELECT 1 AS a", ", vacuum_max_snapshot_age_seconds = 0");
    await lake.run("INSERT INTO forgets VALUES (2)");
    await lake.run("DELETE FROM forgets WHERE a = 1");
    expect((await lake.keys("forgets/data/")).length).to.equal(2);
    await lake.run("VACUUM forgets");
    expect(await rows("forgets")).to.deep.equal([["2"]]);
    expect(await lake.rows('SELECT count(*) FROM "forgets$snapshots"')).to.deep.equal([["1"]]);
    expect((await lake.keys("forgets/data/")).length).to.equal(1);
    expect(
      (await lake.keys("forgets/metadata/")).filter((key) => key.includes("/snap-")),
    ).to.have.length(1);
    await lake.run("INSERT INTO forgets VALUES (3)");
    expect(await rows("forgets")).to.deep.equal([["2"], ["3"]]);
  });

  it("open only the files that can have rows a query asks for", async () => {
    await make(
      "pruned",
      "SELECT n AS i, 'k' || CAST(n % 3 AS varchar) AS k, date_add('day', n, DATE '2020-01-01') AS d " +
        "FROM UNNEST(sequence(1, 90)) t(n)",
      ", partitioning = ARRAY['month(d)', 'k']",
    );
    await lake.run("DELETE FROM pruned WHERE i = 1");
    const scanned = async (where: string): Promise<readonly [string, number]> => {
      const { rows: found, execution } = await lake.run(
        `SELECT count(*), sum(i) FROM pruned p WHERE ${where}`,
      );
      const bytes = execution.Statistics?.DataScannedInBytes ?? -1;
      return [(found[1] ?? []).join(" "), bytes];
    };
    const [everything, all] = await scanned("true");
    expect(everything).to.equal("89 4094");
    for (const [where, answer] of [
      ["k = 'k1' AND d < DATE '2020-02-01'", "9 144"],
      ["p.d BETWEEN DATE '2020-02-01' AND DATE '2020-02-02' AND k IN ('k0', 'k2')", "1 32"],
      ["i >= 90", "1 90"],
      ["85 < i AND i <> 88", "4 352"],
      ["k > 'k9'", "0 "],
    ] as const) {
      const [got, bytes] = await scanned(where);
      expect(got, where).to.equal(answer);
      expect(bytes, where).to.be.lessThan(all / 2);
    }
  });
});
