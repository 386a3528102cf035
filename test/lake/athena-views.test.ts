import { GetTableCommand, GetTableVersionsCommand } from "@aws-sdk/client-glue";
import { expect } from "chai";
import { type AthenaLake, serveAthena } from "./athena-lake";

describe("Athena's views", () => {
  let lake: AthenaLake;
  before(async () => {
    lake = await serveAthena();
    await lake.run("CREATE TABLE base AS SELECT 1 AS id, 'one' AS name");
  });
  after(() => lake.close());

  it("keeps a view in Glue as Athena and Trino write it", async () => {
    await lake.run("CREATE VIEW kept AS SELECT id, name AS label FROM base");
    const { Table } = await lake.glue.send(
      new GetTableCommand({ DatabaseName: "db", Name: "kept" }),
    );
    expect(Table?.TableType).to.equal("VIRTUAL_VIEW");
    expect(Table?.Parameters).to.include({ presto_view: "true", comment: "Presto View" });
    expect(Table?.ViewExpandedText).to.equal("/* Presto View */");
    const text = Table?.ViewOriginalText?.match(/^\/\* Presto View: (\S+) \*\/$/)?.[1] ?? "";
    expect(JSON.parse(Buffer.from(text, "base64").toString())).to.deep.include({
      originalSql: "SELECT id, name AS label FROM base",
      catalog: "awsdatacatalog",
      schema: "db",
      columns: [
        { name: "id", type: "integer" },
        { name: "label", type: "varchar(3)" },
      ],
    });
    expect(await lake.rows("SELECT * FROM kept")).to.deep.equal([["1", "one"]]);
  });

  it("replaces a view as a new version of it", async () => {
    await lake.run("CREATE VIEW changes AS SELECT 1 AS a");
    expect(await lake.failure("CREATE VIEW changes AS SELECT 2 AS a")).to.match(
      /^TABLE_ALREADY_EXISTS: .*View already exists: 'awsdatacatalog.db.changes'$/,
    );
    await lake.run("CREATE OR REPLACE VIEW changes AS SELECT 2 AS a");
    expect(await lake.rows("SELECT a FROM changes")).to.deep.equal([["2"]]);
    const { TableVersions = [] } = await lake.glue.send(
      new GetTableVersionsCommand({ DatabaseName: "db", TableName: "changes" }),
    );
    expect(TableVersions).to.have.length(2);
  });

  it("reads views of views in the database that each was made in", async () => {
    await lake.run("CREATE SCHEMA other");
    await lake.run("CREATE VIEW inner_view AS SELECT id FROM base");
    await lake.run("CREATE VIEW other.outer_view AS SELECT id + 1 AS next FROM inner_view");
    expect(await lake.rows("SELECT next FROM other.outer_view")).to.deep.equal([["2"]]);
  });

  it("says that a view is stale or cannot be analysed", async () => {
    await lake.run("CREATE VIEW first AS SELECT id, name FROM base");
    await lake.run("CREATE VIEW second AS SELECT * FROM first");
    await lake.run("CREATE OR REPLACE VIEW first AS SELECT id FROM base");
    expect(await lake.failure("SELECT * FROM second")).to.match(
      /^INVALID_VIEW: View 'awsdatacatalog.db.second' is stale or in invalid state: /,
    );
    await lake.run("CREATE OR REPLACE VIEW first AS SELECT 'x' AS id, 'y' AS name");
    expect(await lake.failure("SELECT * FROM second")).to.match(
      /column \[id\] of type varchar\(1\) .* cannot be coerced to column \[id\] of type integer/,
    );
    await lake.run("DROP VIEW first");
    expect(await lake.failure("SELECT * FROM second")).to.match(
      /^INVALID_VIEW: line 1:15: Failed analyzing stored view 'awsdatacatalog.db.second': /,
    );
    await lake.run("DROP VIEW IF EXISTS first");
    expect(await lake.failure("DROP VIEW first")).to.match(/^TABLE_NOT_FOUND: /);
  });

  it("never writes into a view or drops it as a table", async () => {
    await lake.run("CREATE VIEW fixed AS SELECT 1 AS a");
    expect(await lake.failure("INSERT INTO fixed VALUES (1)")).to.match(/^NOT_SUPPORTED: /);
    expect(await lake.failure("DROP TABLE fixed")).to.contain("Cannot drop a view with DROP TABLE");
    expect(await lake.failure("CREATE VIEW base AS SELECT 1 AS a")).to.contain(
      "Table already exists: 'awsdatacatalog.db.base'",
    );
  });
});
