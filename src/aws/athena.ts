import type { Athena, QueryExecution } from "@aws-sdk/client-athena";
import { type Connection, trimSlashes } from "../state";
import type { Clients } from "./clients";
import { calling, errorName, refusal } from "./refusal";

/**
 * Holds what is asked of Athena: one statement, and the token that makes starting it idempotent.
 */
export interface QueryRequest {
  readonly sql: string;
  /** 32 to 128 characters. The same token with the same statement names the same query. */
  readonly token: string;
  /** Query context; the schema is left out for statements that create it. */
  readonly schema?: string;
  readonly workGroup?: string;
}

/** Says how a query stands. */
export interface QueryStatus {
  readonly state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly scannedBytes: number;
  readonly reason: string;
  /** Athena's own number of the kind of failure. */
  readonly errorType?: number;
}

/** Starts a statement and gives its id; the same token gives the same id. */
export async function startQuery(clients: Clients, request: QueryRequest): Promise<string> {
  const athena = await clients.athena();
  const { connection } = clients;
  const output = connection.s3StagingDir;
  const workGroup = request.workGroup ?? connection.workGroup;
  const answer = await athena.startQueryExecution({
    QueryString: request.sql,
    ClientRequestToken: request.token,
    QueryExecutionContext: {
      Catalog: connection.database,
      ...(request.schema === undefined ? {} : { Database: request.schema }),
    },
    ...(workGroup === undefined ? {} : { WorkGroup: workGroup }),
    ...(output === undefined ? {} : { ResultConfiguration: { OutputLocation: output } }),
  });
  return answer.QueryExecutionId ?? "";
}

/** Reads how a query stands. */
export async function getQuery(clients: Clients, id: string): Promise<QueryStatus> {
  const athena = await clients.athena();
  const { QueryExecution } = await athena.getQueryExecution({ QueryExecutionId: id });
  return statusOf(QueryExecution);
}

function statusOf(query: QueryExecution | undefined): QueryStatus {
  const status = query?.Status;
  const errorType = status?.AthenaError?.ErrorType;
  return {
    state: status?.State ?? "QUEUED",
    scannedBytes: query?.Statistics?.DataScannedInBytes ?? 0,
    // Athena's structured message is the shorter of the two, and is absent for some failures.
    reason: status?.StateChangeReason ?? status?.AthenaError?.ErrorMessage ?? "",
    ...(errorType === undefined ? {} : { errorType }),
  };
}

/** Stops a query; one that has ended is left as it is. */
export async function stopQuery(clients: Clients, id: string): Promise<void> {
  const athena = await clients.athena();
  await calling(`stop query ${id}`, () => athena.stopQueryExecution({ QueryExecutionId: id }));
}

/** Reads how many rows a statement wrote. */
export async function updateCount(clients: Clients, id: string): Promise<number | undefined> {
  const athena = await clients.athena();
  const page = await calling(`read the result of query ${id}`, () =>
    athena.getQueryResults({ QueryExecutionId: id, MaxResults: 1 }),
  );
  return page.UpdateCount;
}

/** Reads all rows of a SELECT, without its header unless that is wanted; NULL is undefined. */
export async function getRows(
  clients: Clients,
  id: string,
  withHeader = false,
): Promise<readonly (readonly (string | undefined)[])[]> {
  const athena = await clients.athena();
  const rows: (readonly (string | undefined)[])[] = [];
  let token: string | undefined;
  do {
    const page = await calling(`read the result of query ${id}`, () =>
      athena.getQueryResults({ QueryExecutionId: id, MaxResults: 1000, NextToken: token }),
    );
    for (const row of page.ResultSet?.Rows ?? []) {
      rows.push((row.Data ?? []).map((cell) => cell.VarCharValue));
    }
    token = page.NextToken;
  } while (token !== undefined && token !== "");
  return withHeader ? rows : rows.slice(1);
}

/** Tells where the workgroup puts results, when it insists on that (adapter semantics §2.2). */
export async function enforcedOutput(
  clients: Clients,
  connection: Connection,
): Promise<string | undefined> {
  const { workGroup, skipWorkgroupCheck } = connection;
  if (workGroup === undefined || skipWorkgroupCheck) return undefined;
  const athena: Athena = await clients.athena();
  try {
    const { WorkGroup } = await athena.getWorkGroup({ WorkGroup: workGroup });
    const settings = WorkGroup?.Configuration;
    const output = settings?.ResultConfiguration?.OutputLocation;
    const enforced = settings?.EnforceWorkGroupConfiguration === true;
    return enforced && output !== undefined ? trimSlashes(output) : undefined;
  } catch (error) {
    throw refusal(`read workgroup "${workGroup}" (${errorName(error)})`, error);
  }
}
