import { expect } from "chai";
import { type AthenaLake, serveAthena } from "./athena-lake";

describe("Rows of Iceberg tables", () => {
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
  const deletes = async (name: string): Promise<number> =>
    (await lake.keys(`${name}/data/`)).filter((key) => key.endsWith("-deletes.parquet")).length;

  it("go by DELETE, again and again, with a condition over another table", async () => {
    await make("gone", "SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, NULL), (4, 'd')) t(i, s)");
    const { updateCount, execution } = await lake.run("DELETE FROM gone WHERE i = 2");
    expect(updateCount).to.equal(1);
    expect(execution).to.include({ StatementType: "DML", SubstatementType: "DELETE" });
    expect(await deletes("gone")).to.equal(1);
    await lake.run("DELETE FROM gone WHERE s IN (SELECT x FROM (VALUES 'd', 'b') t(x))");
    expect(await rows("gone")).to.deep.equal([
      ["1", "a"],
      ["3", null],
    ]);
    expect((await lake.run("DELETE FROM gone WHERE s = 'zzz'")).updateCount).to.equal(0);
    await lake.run("DELETE FROM gone");
    expect(await rows("gone")).to.deep.equal([]);
  });

  it("go with their file when it has no other rows", async () => {
    await make(
      "whole",
      "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(i, s)",
      ", partitioning = ARRAY['s']",
    );
    await lake.run("DELETE FROM whole WHERE s = 'a'");
    expect(await deletes("whole")).to.equal(0);
    expect(await rows("whole")).to.deep.equal([["2", "b"]]);
  });

  it("change by UPDATE, each from what it was, and move between partitions", async () => {
    await make(
      "moves",
      "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(i, s)",
      ", partitioning = ARRAY['s']",
    );
    const { updateCount } = await lake.run("UPDATE moves SET i = i + 10, s = 'b' WHERE s = 'a'");
    expect(updateCount).to.equal(1);
    expect(await rows("moves")).to.deep.equal([
      ["2", "b"],
      ["11", "b"],
    ]);
    expect(await lake.failure("UPDATE moves SET nope = 1")).to.match(
      /The UPDATE SET target column nope doesn't exist/,
    );
  });

  it("follow the first case of MERGE that holds", async () => {
    await make("merged", "SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')) t(i, s)");
    const { updateCount } = await lake.run(
      "MERGE INTO merged AS t USING (SELECT * FROM (VALUES (1, 'x'), (2, 'drop'), (3, 'keep'), " +
        "(5, 'new'), (6, 'skip')) v(id, s)) AS u ON t.i = u.id " +
        "WHEN MATCHED AND u.s = 'drop' THEN DELETE " +
        "WHEN MATCHED AND u.s <> 'keep' THEN UPDATE SET s = concat(t.s, u.s) " +
        "WHEN NOT MATCHED AND u.s <> 'skip' THEN INSERT (s, i) VALUES (u.s, u.id)",
    );
    expect(updateCount).to.equal(3);
    expect(await rows("merged")).to.deep.equal([
      ["1", "ax"],
      ["3", "c"],
      ["4", "d"],
      ["5", "new"],
    ]);
  });

  it("are refused when two rows of a MERGE want the same one", async () => {
    await make("twice", "SELECT 1 AS i, 'a' AS s");
    expect(
      await lake.failure(
        "MERGE INTO twice USING (SELECT * FROM (VALUES (1, 'x'), (1, 'y')) v(i, s)) u " +
          "ON twice.i = u.i WHEN MATCHED THEN UPDATE SET s = u.s",
      ),
    ).to.equal(
      "MERGE_TARGET_ROW_MULTIPLE_MATCHES: " +
        "One MERGE target table row matched more than one source row",
    );
    expect(await rows("twice")).to.deep.equal([["1", "a"]]);
  });

  it("of Hive tables stay as they are", async () => {
    await lake.run("CREATE TABLE hive AS SELECT 1 AS a");
    expect(await lake.failure("DELETE FROM hive")).to.match(/^NOT_SUPPORTED: Modifying Hive/);
  });

  it("end in ICEBERG_COMMIT_ERROR for all but one of those that change them at once", async () => {
    await make("raced", "SELECT n FROM UNNEST(sequence(1, 20)) t(n)");
    const ends = await Promise.allSettled(
      Array.from({ length: 6 }, () => lake.run("UPDATE raced SET n = n + 1")),
    );
    const lost = ends.filter(({ status }) => status === "rejected");
    for (const end of lost) {
      expect(String((end as PromiseRejectedResult).reason)).to.include(
        "ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: db.raced",
      );
    }
    expect(await lake.rows("SELECT count(*), sum(n) FROM raced")).to.deep.equal([
      ["20", String(210 + 20 * (6 - lost.length))],
    ]);
  });
});
