import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { athenaClient, ended, rowsOf } from "./athena-lake";
import { startLakeProcess } from "./lake-process";

const digits = "(VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)";

describe("Athena after a kill", () => {
  it("keeps what succeeded and fails what was running", async () => {
    const dir = await mkdtemp(join(tmpdir(), "athena-"));
    const first = await startLakeProcess(dir);
    const s3 = new S3Client(first.config);
    await s3.send(new CreateBucketCommand({ Bucket: "results" }));
    s3.destroy();
    const athena = athenaClient(first.config);
    const start = async (QueryString: string): Promise<string> => {
      const ResultConfiguration = { OutputLocation: "s3://results/" };
      const input = { QueryString, ResultConfiguration };
      const { QueryExecutionId = "" } = await athena.send(new StartQueryExecutionCommand(input));
      return QueryExecutionId;
    };
    const done = await start("SELECT 'kept' AS x");
    await ended(athena, done);
    const joins = Array.from({ length: 9 }, (_, index) => `${digits} t${index}(i)`).join(", ");
    const cut = await start(`SELECT count(*) FROM ${joins} WHERE t0.i + t8.i < 0`);
    await first.kill();
    athena.destroy();

    const second = await startLakeProcess(dir);
    const again = athenaClient(second.config);
    const results = new GetQueryResultsCommand({ QueryExecutionId: done });
    expect(rowsOf(await again.send(results))).to.deep.equal([["x"], ["kept"]]);
    const lost = await again.send(new GetQueryExecutionCommand({ QueryExecutionId: cut }));
    expect(lost.QueryExecution?.Status?.State).to.equal("FAILED");
    expect(lost.QueryExecution?.Status?.StateChangeReason).to.contain("the query was running");
    again.destroy();
    await second.kill();
    await rm(dir, { recursive: true, force: true });
  });
});
