/**
 * Stands in for the data platform of the flights example: delivers three million flights as Parquet
 * into the lake and declares them, as somebody else would have done before a dbt project reads them.
 * Speaks to the lake through the plain AWS SDK only.
 */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "./node-modules.mjs";
import { doing } from "./say.mjs";

const require = createRequire(import.meta.url);
const bucket = "flights-lake";

/** Opens the lake in a folder, starting it when it is not running. */
export async function openFlightsLake(lakeDir) {
  const { ensureLocalLake } = require("../bin/src/providers/local-lake.js");
  const endpoint = await ensureLocalLake(lakeDir);
  // A notice about future versions of Node would stand in the middle of the example.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { AthenaClient } = require("@aws-sdk/client-athena");
  const { S3Client } = require("@aws-sdk/client-s3");
  const config = {
    region: "us-east-1",
    endpoint: endpoint.url,
    credentials: {
      accessKeyId: endpoint.accessKeyId,
      secretAccessKey: endpoint.secretAccessKey,
    },
  };
  return {
    endpoint,
    athena: new AthenaClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
  };
}

/** Delivers the raw flights. */
export async function deliverFlights(lake) {
  const file = path.join(root, "node_modules/vega-datasets/data/flights-3m.parquet");
  await doing("Delivering 3,000,000 flights to the lake", async () => {
    const { CreateBucketCommand, PutObjectCommand } = require("@aws-sdk/client-s3");
    await lake.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await lake.s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: "raw/flights/flights-3m.parquet",
        Body: fs.createReadStream(file),
        ContentLength: fs.statSync(file).size,
      }),
    );
    await query(lake, "create schema if not exists `flights_raw`");
    await query(
      lake,
      "create external table if not exists `flights_raw`.`flights` (`date` timestamp, " +
        "`delay` bigint, `distance` bigint, `origin` string, `destination` string) " +
        `stored as parquet location 's3://${bucket}/raw/flights/'`,
    );
  });
}

/** Runs one statement and gives its rows as arrays of text, the header first. */
export async function query(lake, sql) {
  const {
    GetQueryExecutionCommand,
    GetQueryResultsCommand,
    StartQueryExecutionCommand,
  } = require("@aws-sdk/client-athena");
  const { QueryExecutionId } = await lake.athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      ResultConfiguration: { OutputLocation: `s3://${bucket}/athena-results/` },
    }),
  );
  for (;;) {
    const { QueryExecution } = await lake.athena.send(
      new GetQueryExecutionCommand({ QueryExecutionId }),
    );
    const { State, StateChangeReason } = QueryExecution.Status;
    if (State === "SUCCEEDED") break;
    if (State === "FAILED" || State === "CANCELLED") {
      throw new Error(`Cannot run "${sql}": ${StateChangeReason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const results = await lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (results.ResultSet?.Rows ?? []).map((row) =>
    (row.Data ?? []).map((cell) => cell.VarCharValue ?? ""),
  );
}
