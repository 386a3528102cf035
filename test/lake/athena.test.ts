import { createHash } from "node:crypto";
import {
  BatchGetQueryExecutionCommand,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetWorkGroupCommand,
  ListQueryExecutionsCommand,
  ListWorkGroupsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from "@aws-sdk/client-athena";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type AthenaLake, ended, rowsOf, serveAthena } from "./athena-lake";
import { refusal } from "./served-lake";

const output = { ResultConfiguration: { OutputLocation: "s3://results/q/" } };
const digits = "(VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)";

async function message(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "answered",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe("Athena's API", () => {
  let lake: AthenaLake;
  before(async () => {
    lake = await serveAthena();
  });
  after(() => lake.close());

  const start = async (input: { readonly QueryString: string; readonly [key: string]: unknown }) =>
    (await lake.athena.send(new StartQueryExecutionCommand({ ...output, ...input })))
      .QueryExecutionId ?? "";

  it("answers values, types and metadata as Athena prints them", async () => {
    const { rows, types, execution } = await lake.run(
      "SELECT 1 AS i, 1e10 AS d, true AS b, CAST(2.5 AS decimal(5,2)) AS m, DATE '2020-01-01' AS t, " +
        "TIMESTAMP '2020-01-01 00:00:00.000' AS ts, ARRAY[1, NULL] AS a, MAP(ARRAY['k'], ARRAY[2]) AS p, " +
        "CAST(ROW(1, 'x') AS row(a integer, b varchar)) AS r, X'6869' AS v, '' AS e, " +
        "CAST(NULL AS varchar) AS n",
    );
    expect(rows[1]).to.deep.equal([
      "1",
      "1.0E10",
      "true",
      "2.50",
      "2020-01-01",
      "2020-01-01 00:00:00.000",
      "[1, null]",
      "{k=2}",
      "{a=1, b=x}",
      "68 69",
      "",
      null,
    ]);
    expect(types).to.deep.equal([
      "integer",
      "double",
      "boolean",
      "decimal",
      "date",
      "timestamp",
      "array",
      "map",
      "row",
      "varbinary",
      "varchar",
      "varchar",
    ]);
    expect(execution).to.include({ StatementType: "DML", SubstatementType: "SELECT" });
  });

  it("writes the rows of a query as an object that quotes all but NULL", async () => {
    const { execution } = await lake.run("SELECT 'a\"b' AS x, CAST(NULL AS integer) AS y");
    const location = execution.ResultConfiguration?.OutputLocation ?? "";
    expect(location).to.equal(`s3://results/q/${execution.QueryExecutionId}.csv`);
    const Key = location.replace("s3://results/", "");
    const object = await lake.served.s3.send(new GetObjectCommand({ Bucket: "results", Key }));
    expect(await object.Body?.transformToString()).to.equal('"x","y"\n"a""b",\n');
  });

  it("pages results and counts the header as a row", async () => {
    const id = await start({
      QueryString: `SELECT a.i, 'two\nlines' FROM ${digits} a(i), ${digits} b(i), ${digits} c(i)`,
    });
    await ended(lake.athena, id);
    const sizes: number[] = [];
    for (let token: string | undefined, more = true; more; more = token !== undefined) {
      const input = { QueryExecutionId: id, MaxResults: 400, NextToken: token };
      const page = await lake.athena.send(new GetQueryResultsCommand(input));
      sizes.push(rowsOf(page).length);
      token = page.NextToken;
    }
    expect(sizes).to.deep.equal([400, 400, 201]);
  });

  it("answers one execution for one client token, and refuses the token for another text", async () => {
    const ClientRequestToken = createHash("sha256").update("token").digest("hex");
    const first = await start({ QueryString: "SELECT 1", ClientRequestToken });
    expect(await start({ QueryString: "SELECT 1", ClientRequestToken })).to.equal(first);
    const other = start({ QueryString: "SELECT 2", ClientRequestToken });
    expect(await refusal(other)).to.equal("InvalidRequestException 400");
  });

  it("refuses a text that is too long, that does not parse, or that has nowhere to write to", async () => {
    const long = start({ QueryString: `SELECT 1 -- ${"x".repeat(262_144)}` });
    expect(await message(long)).to.contain("less than or equal to 262144");
    expect(await message(start({ QueryString: "SELEC 1" }))).to.match(
      /^line 1:1: mismatched input 'SELEC'/,
    );
    const nowhere = new StartQueryExecutionCommand({ QueryString: "SELECT 1" });
    expect(await message(lake.athena.send(nowhere))).to.match(/^No output location provided/);
  });

  it("says why a query failed, in Athena's words", async () => {
    expect(await lake.failure("SELECT * FROM nope")).to.equal(
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.nope' does not exist",
    );
    expect(await lake.failure("SELECT x FROM (SELECT 1 AS y)")).to.equal(
      "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved or requester is not " +
        "authorized to access requested resources",
    );
    const id = await start({ QueryString: "SELECT 1 / (SELECT 0)" });
    const failed = await ended(lake.athena, id);
    expect(failed.Status?.AthenaError).to.deep.include({
      ErrorCategory: 2,
      Retryable: false,
      ErrorMessage: "DIVISION_BY_ZERO: Division by zero",
    });
    const results = lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
    expect(await message(results)).to.contain("Final query state: FAILED");
  });

  it("stops a query that runs", async () => {
    const many = Array.from({ length: 9 }, (_, index) => `${digits} t${index}(i)`).join(", ");
    const QueryExecutionId = await start({
      QueryString: `SELECT count(*) FROM ${many}, ${digits} z(i) WHERE t0.i + z.i + t8.i < 0`,
    });
    await lake.athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    const { QueryExecution } = await lake.athena.send(
      new GetQueryExecutionCommand({ QueryExecutionId }),
    );
    expect(QueryExecution?.Status?.State).to.equal("CANCELLED");
  });

  it("stops queries that wait for their turn", async () => {
    const many = Array.from({ length: 9 }, (_, index) => `${digits} t${index}(i)`).join(", ");
    const slow = `SELECT count(*) FROM ${many}, ${digits} z(i) WHERE t0.i + z.i + t8.i < 0`;
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => start({ QueryString: slow })));
    const stop = (QueryExecutionId: string) =>
      lake.athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    for (const id of [...ids].reverse()) await stop(id);
    const last = await Promise.all(ids.map((id) => ended(lake.athena, id)));
    expect(last.map(({ Status }) => Status?.State)).to.deep.equal(ids.map(() => "CANCELLED"));
  });

  it("takes the values of parameters from the request", async () => {
    const ExecutionParameters = ["41", "'it''s'"];
    const id = await start({ QueryString: "SELECT ? + 1, ?", ExecutionParameters });
    await ended(lake.athena, id);
    const page = await lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
    expect(rowsOf(page)[1]).to.deep.equal(["42", "it's"]);
  });

  it("lists executions of a workgroup, the newest first, and answers many at once", async () => {
    const ids = [
      await start({ QueryString: "SELECT 1" }),
      await start({ QueryString: "SELECT 2" }),
    ];
    const list = await lake.athena.send(new ListQueryExecutionsCommand({ MaxResults: 2 }));
    expect(list.QueryExecutionIds).to.deep.equal([...ids].reverse());
    const next = { MaxResults: 1, NextToken: list.NextToken };
    const older = await lake.athena.send(new ListQueryExecutionsCommand(next));
    expect(ids).not.to.include(older.QueryExecutionIds?.[0]);
    const batch = await lake.athena.send(
      new BatchGetQueryExecutionCommand({ QueryExecutionIds: [...ids, "none"] }),
    );
    expect(batch.QueryExecutions?.map(({ Query }) => Query)).to.deep.equal([
      "SELECT 1",
      "SELECT 2",
    ]);
    expect(batch.UnprocessedQueryExecutionIds?.map((one) => one.QueryExecutionId)).to.deep.equal([
      "none",
    ]);
  });

  it("keeps workgroups, whose enforced output location wins", async () => {
    const Configuration = { ResultConfiguration: { OutputLocation: "s3://results/wg/" } };
    await lake.athena.send(new CreateWorkGroupCommand({ Name: "team", Configuration }));
    const { WorkGroup } = await lake.athena.send(new GetWorkGroupCommand({ WorkGroup: "team" }));
    expect(WorkGroup?.Configuration?.EnforceWorkGroupConfiguration).to.equal(true);
    const id = await start({ QueryString: "SELECT 1", WorkGroup: "team" });
    const { ResultConfiguration } = await ended(lake.athena, id);
    expect(ResultConfiguration?.OutputLocation).to.equal(`s3://results/wg/${id}.csv`);
    const ctas = "CREATE TABLE db.w WITH (external_location = 's3://data/w/') AS SELECT 1 AS a";
    const refused = await ended(lake.athena, await start({ QueryString: ctas, WorkGroup: "team" }));
    expect(refused.Status?.StateChangeReason).to.contain("enforces a centralized output location");
    const disable = { WorkGroup: "team", State: "DISABLED" as const };
    await lake.athena.send(new UpdateWorkGroupCommand(disable));
    const late = start({ QueryString: "SELECT 1", WorkGroup: "team" });
    expect(await message(late)).to.equal("WorkGroup team is disabled.");
    await lake.athena.send(new DeleteWorkGroupCommand({ WorkGroup: "team" }));
    const { WorkGroups = [] } = await lake.athena.send(new ListWorkGroupsCommand({}));
    expect(WorkGroups.map(({ Name }) => Name)).to.deep.equal(["primary"]);
  });
});
