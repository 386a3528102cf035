import { randomUUID } from "node:crypto";
import { classOf, parseLocation, type StatementClass } from "../engine";
import { ApiError, type JsonService } from "../protocol";
import type { Store } from "../store/store";
import { columnInfo } from "./column-info";
import type { History, QueryRecord } from "./history";
import { count, invalid, optionalText, page, record, text, texts, tokenKey } from "./input";
import { readResult } from "./results";
import { parsed, type Runner } from "./runner";
import type { WorkGroups } from "./workgroups";

const textLimit = 262_144;

const engineVersion = {
  SelectedEngineVersion: "AUTO",
  EffectiveEngineVersion: "Athena engine version 3",
};

/** Shows a query as GetQueryExecution does. */
function shown(query: QueryRecord): object {
  const end = query.completedAt ?? Date.now();
  const queued = (query.startedAt ?? end) - query.submittedAt;
  const engine = query.startedAt === undefined ? 0 : end - query.startedAt;
  return {
    QueryExecutionId: query.id,
    Query: query.text,
    StatementType: query.class.type,
    SubstatementType: query.class.substatement,
    ResultConfiguration: { OutputLocation: query.output },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: {
      Catalog: query.catalog,
      ...(query.database === undefined ? {} : { Database: query.database }),
    },
    Status: {
      State: query.state,
      SubmissionDateTime: new Date(query.submittedAt),
      ...(query.completedAt === undefined
        ? {}
        : { CompletionDateTime: new Date(query.completedAt) }),
      ...(query.reason === undefined ? {} : { StateChangeReason: query.reason }),
      ...(query.error === undefined
        ? {}
        : {
            AthenaError: {
              ErrorCategory: query.error.category,
              ErrorType: query.error.type,
              Retryable: false,
              ErrorMessage: query.error.message,
            },
          }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: engine,
      DataScannedInBytes: query.bytes,
      TotalExecutionTimeInMillis: end - query.submittedAt,
      QueryQueueTimeInMillis: queued,
      ServicePreProcessingTimeInMillis: 0,
      QueryPlanningTimeInMillis: 0,
      ServiceProcessingTimeInMillis: 0,
      ResultReuseInformation: { ReusedPreviousResult: false },
      ...(query.result === undefined && query.updateCount !== undefined
        ? { DataManifestLocation: `${query.folder}${query.id}-manifest.csv` }
        : {}),
    },
    WorkGroup: query.workGroup,
    EngineVersion: engineVersion,
    ...(query.parameters.length === 0 ? {} : { ExecutionParameters: query.parameters }),
  };
}

/** Names the object that a statement's result is kept in. */
function outputOf({ type, substatement }: StatementClass, folder: string, id: string): string {
  if (substatement === "CREATE_TABLE_AS_SELECT") return `${folder}tables/${id}`;
  if (type === "DML") return substatement === "SELECT" ? `${folder}${id}.csv` : `${folder}${id}`;
  return `${folder}${id}.txt`;
}

/** What the operations on query executions work with. */
interface Parts {
  readonly store: Store;
  readonly groups: WorkGroups;
  readonly history: History;
  readonly runner: Runner;
}

/** Decides where a query's results go, by its own wish and its workgroup's. */
function outputFolder(
  { store, groups }: Parts,
  input: Record<string, unknown>,
  groupName: string,
): { readonly folder: string; readonly enforced: boolean } {
  const group = groups.get(groupName);
  if (group === undefined) throw invalid(`WorkGroup ${groupName} is not found.`);
  if (group.state === "DISABLED") throw invalid(`WorkGroup ${groupName} is disabled.`);
  const { location: ofGroup, enforced } = groups.output(group);
  const own = optionalText(record(input, "ResultConfiguration"), "OutputLocation");
  const location = enforced && ofGroup !== undefined ? ofGroup : (own ?? ofGroup);
  if (location === undefined) {
    throw invalid(
      "No output location provided. An output location is required either through the " +
        "Workgroup result configuration setting or as an API input.",
    );
  }
  const place = parseLocation(location);
  if (place === undefined) throw invalid("outputLocation is not a valid S3 path.");
  if (!store.hasBucket(place.bucket)) {
    throw invalid(`Unable to verify/create output bucket ${place.bucket}`);
  }
  const folder = `s3://${place.bucket}/${place.prefix}`;
  return { folder, enforced: enforced && ofGroup !== undefined };
}

/** Finds the query that an earlier request with the same token began. */
function earlier(history: History, token: string | undefined, request: string): string | undefined {
  const known = token === undefined ? undefined : history.known(token, request);
  if (known === undefined) return undefined;
  if (!known.same) throw invalid("Idempotent parameters do not match", "IDEMPOTENCY_MISMATCH");
  return known.id;
}

function checkedText(input: Record<string, unknown>): string {
  const sql = text(input, "QueryString");
  if (Buffer.byteLength(sql) <= textLimit) return sql;
  throw invalid(
    "1 validation error detected: Value at 'queryString' failed to satisfy constraint: " +
      `Member must have length less than or equal to ${textLimit}`,
  );
}

async function start(parts: Parts, input: Record<string, unknown>): Promise<object> {
  const sql = checkedText(input);
  const workGroup = optionalText(input, "WorkGroup") ?? "primary";
  const context = record(input, "QueryExecutionContext");
  const token = optionalText(input, "ClientRequestToken");
  const { ClientRequestToken: _, ...rest } = input;
  const request = JSON.stringify(Object.entries(rest).sort());
  const before = earlier(parts.history, token, request);
  if (before !== undefined) return { QueryExecutionId: before };
  const { folder, enforced } = outputFolder(parts, input, workGroup);
  const statement = parsed(sql);
  const id = randomUUID();
  const statementClass = classOf(statement);
  const query: QueryRecord = {
    id,
    text: sql,
    workGroup,
    catalog: (optionalText(context, "Catalog") ?? "awsdatacatalog").toLowerCase(),
    database: optionalText(context, "Database")?.toLowerCase(),
    parameters: texts(input, "ExecutionParameters"),
    class: statementClass,
    folder,
    outputEnforced: enforced,
    output: outputOf(statementClass, folder, id),
    state: "QUEUED",
    submittedAt: Date.now(),
    bytes: 0,
  };
  if (!(await parts.history.begin(query, token, request))) {
    return { QueryExecutionId: earlier(parts.history, token, request) };
  }
  parts.runner.begin(query, statement);
  return { QueryExecutionId: id };
}

function batch(history: History, input: Record<string, unknown>): object {
  const ids = texts(input, "QueryExecutionIds");
  if (ids.length < 1 || ids.length > 50) throw invalid("QueryExecutionIds must have 1 to 50 ids");
  const found = ids.map((id) => ({ id, query: history.get(id) }));
  return {
    QueryExecutions: found.flatMap(({ query }) => (query === undefined ? [] : [shown(query)])),
    UnprocessedQueryExecutionIds: found
      .filter(({ query }) => query === undefined)
      .map(({ id }) => ({
        QueryExecutionId: id,
        ErrorCode: "INVALID_QUERY_EXECUTION_ID",
        ErrorMessage: `QueryExecution ${id} was not found`,
      })),
  };
}

function list({ groups, history }: Parts, input: Record<string, unknown>): object {
  const size = count(input, "MaxResults", { least: 0, most: 50, otherwise: 50 });
  const workGroup = optionalText(input, "WorkGroup") ?? "primary";
  if (groups.get(workGroup) === undefined) throw invalid(`WorkGroup ${workGroup} is not found.`);
  const range = history.list(workGroup, tokenKey(input));
  const { items, nextToken } = page(range, size === 0 ? 50 : size, ({ key }) => key);
  return {
    QueryExecutionIds: items.map(({ id }) => id),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

function runtimeStatistics(query: QueryRecord): object {
  const end = query.completedAt ?? Date.now();
  const started = query.startedAt ?? end;
  return {
    Timeline: {
      QueryQueueTimeInMillis: started - query.submittedAt,
      EngineExecutionTimeInMillis: end - started,
      TotalExecutionTimeInMillis: end - query.submittedAt,
    },
    Rows: { InputBytes: query.bytes, OutputRows: query.updateCount ?? 0 },
  };
}

/** Makes the operations on query executions. */
export function queryService(
  store: Store,
  groups: WorkGroups,
  history: History,
  runner: Runner,
): JsonService {
  const parts: Parts = { store, groups, history, runner };
  const existing = (input: Record<string, unknown>): QueryRecord => {
    const id = text(input, "QueryExecutionId");
    const query = history.get(id);
    if (query === undefined) throw invalid(`QueryExecution ${id} was not found`);
    return query;
  };
  return {
    StartQueryExecution: (input) => start(parts, input),
    GetQueryExecution: async (input) => ({ QueryExecution: shown(existing(input)) }),
    BatchGetQueryExecution: async (input) => batch(history, input),
    ListQueryExecutions: async (input) => list(parts, input),
    StopQueryExecution: async (input) => {
      await runner.stop(existing(input).id);
      return {};
    },
    GetQueryResults: async (input) => results(store, existing(input), input),
    GetQueryRuntimeStatistics: async (input) => ({
      QueryRuntimeStatistics: runtimeStatistics(existing(input)),
    }),
  };
}

/** Answers a page of a query's rows. */
async function results(
  store: Store,
  query: QueryRecord,
  input: Record<string, unknown>,
): Promise<object> {
  const size = count(input, "MaxResults", { least: 1, most: 1000, otherwise: 1000 });
  if (query.state === "FAILED" || query.state === "CANCELLED") {
    throw invalid(
      `Query did not finish successfully. Final query state: ${query.state}`,
      "INVALID_QUERY_EXECUTION_STATE",
    );
  }
  if (query.state !== "SUCCEEDED") {
    throw invalid(
      `Query has not yet finished. Current state: ${query.state}`,
      "INVALID_QUERY_EXECUTION_STATE",
    );
  }
  const metadata = { ColumnInfo: (query.columns ?? []).map(columnInfo) };
  const updateCount = query.updateCount ?? 0;
  if (query.result === undefined) {
    return { UpdateCount: updateCount, ResultSet: { Rows: [], ResultSetMetadata: metadata } };
  }
  const from = Number(tokenKey(input) ?? "0");
  if (!Number.isSafeInteger(from) || from < 0) {
    throw new ApiError("InvalidRequestException", "Invalid NextToken");
  }
  const { rows, next } = await readResult(store, query.output, query.result, from, size);
  const Rows = rows.map((row) => ({
    Data: row.map((value) => (value === undefined ? {} : { VarCharValue: value })),
  }));
  return {
    UpdateCount: updateCount,
    ResultSet: { Rows, ResultSetMetadata: metadata },
    ...(next === undefined ? {} : { NextToken: Buffer.from(String(next)).toString("base64url") }),
  };
}
