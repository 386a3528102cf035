import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type QueryExecution,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { LakeConfig } from "./lake-process";
import { type ServedLake, serveLake } from "./served-lake";

/** A finished query with its rows as texts; NULL is null, and the header is among the rows. */
export interface Answer {
  readonly execution: QueryExecution;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly types: readonly string[];
  readonly updateCount: number;
}

/** Runs SQL in the database `db` of a lake that has the buckets `data` and `results`. */
export interface AthenaLake {
  readonly served: ServedLake;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  /** Runs a statement that must succeed. */
  readonly run: (sql: string) => Promise<Answer>;
  /** Runs a query and answers its rows without the header. */
  readonly rows: (sql: string) => Promise<Answer["rows"]>;
  /** Runs a statement that must fail and answers the reason. */
  readonly failure: (sql: string) => Promise<string>;
  readonly put: (key: string, text: string) => Promise<void>;
  /** Lists the keys of the bucket `data`, in order. */
  readonly keys: (prefix: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Makes an Athena client of a lake. */
export const athenaClient = (config: LakeConfig): AthenaClient =>
  new AthenaClient({ ...config, maxAttempts: 1 });

/** Waits until a query has its last state. */
export async function ended(athena: AthenaClient, id: string): Promise<QueryExecution> {
  for (;;) {
    const answer = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const execution = answer.QueryExecution;
    const state = execution?.Status?.State;
    if (execution !== undefined && state !== "QUEUED" && state !== "RUNNING") return execution;
  }
}

/** Reads the rows of a page as texts. */
export const rowsOf = (page: GetQueryResultsCommandOutput): Answer["rows"] =>
  (page.ResultSet?.Rows ?? []).map((row) =>
    (row.Data ?? []).map(({ VarCharValue }) => VarCharValue ?? null),
  );

async function execute(athena: AthenaClient, sql: string): Promise<QueryExecution> {
  const { QueryExecutionId = "" } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      QueryExecutionContext: { Database: "db" },
      ResultConfiguration: { OutputLocation: "s3://results/q/" },
    }),
  );
  return ended(athena, QueryExecutionId);
}

async function answer(athena: AthenaClient, execution: QueryExecution): Promise<Answer> {
  if (execution.Status?.State !== "SUCCEEDED") {
    throw new Error(`${execution.Query}: ${execution.Status?.StateChangeReason}`);
  }
  const id = execution.QueryExecutionId;
  const page = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
  const columns = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
  return {
    execution,
    rows: rowsOf(page),
    types: columns.map(({ Type }) => Type ?? ""),
    updateCount: page.UpdateCount ?? -1,
  };
}

/** Serves a fresh lake with a database `db` and clients for it. */
export async function serveAthena(): Promise<AthenaLake> {
  const served = await serveLake();
  const athena = athenaClient(served.config);
  const glue = new GlueClient(served.config);
  for (const Bucket of ["data", "results"]) {
    await served.s3.send(new CreateBucketCommand({ Bucket }));
  }
  const run = async (sql: string): Promise<Answer> => answer(athena, await execute(athena, sql));
  await run("CREATE SCHEMA db");
  return {
    served,
    athena,
    glue,
    run,
    rows: async (sql) => (await run(sql)).rows.slice(1),
    failure: async (sql) => {
      const { Status } = await execute(athena, sql);
      if (Status?.State !== "FAILED") throw new Error(`${sql}: ${Status?.State}`);
      return Status.StateChangeReason ?? "";
    },
    put: async (Key, Body) => {
      await served.s3.send(new PutObjectCommand({ Bucket: "data", Key, Body }));
    },
    keys: async (Prefix) => {
      const list = await served.s3.send(new ListObjectsV2Command({ Bucket: "data", Prefix }));
      return (list.Contents ?? []).map(({ Key }) => Key ?? "");
    },
    close: async () => {
      athena.destroy();
      glue.destroy();
      await served.close();
    },
  };
}
