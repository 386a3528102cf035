import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { ensureBuckets, getRows, openClients, runStatement } from "../aws";
import { LakeError } from "../errors";
import type { Connection } from "../state";
import { endpointOf, ensureLocalLake, lakeProgram } from "./local-lake";

/** Serves a lake in the foreground until it is told to stop; gives the exit code. */
export function serveLake(dir: string, port: string): Promise<number> {
  const args = [lakeProgram, "--dir", dir, "--port", port, "--idle-seconds", "0"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  // A signal of the terminal reaches both; the lake ends by itself and says how.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

const services = ["ATHENA", "GLUE", "LAKEFORMATION", "S3", "STS"];

/** Gives the variables by which AWS clients find a lake, which is started when it is not running. */
export async function lakeEnvironment(dir: string): Promise<Readonly<Record<string, string>>> {
  const { url, accessKeyId, secretAccessKey } = await ensureLocalLake(dir);
  const twins = services.map((service) => [`AWS_ENDPOINT_URL_${service}`, url]);
  return {
    AWS_ENDPOINT_URL: url,
    ...Object.fromEntries(twins),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

const region = "us-east-1";
const results = "s3://athenaform-queries/results/";

const connection: Connection = {
  profile: "lake",
  target: "lake",
  region,
  database: "awsdatacatalog",
  schema: "default",
  s3StagingDir: results,
  s3DataNaming: "schema_table_unique",
  skipWorkgroupCheck: true,
  pollInterval: 0.5,
  numRetries: 3,
  numIcebergRetries: 3,
  threads: 1,
  seedS3UploadArgs: {},
  lfTagsDatabase: {},
  auth: {},
};

/** Runs one statement on a lake; gives its rows, header first. */
export async function queryLake(
  dir: string,
  sql: string,
  signal: AbortSignal,
): Promise<readonly (readonly (string | undefined)[])[]> {
  const clients = openClients(connection, await ensureLocalLake(dir));
  try {
    await ensureBuckets(clients, [results]);
    const { id } = await runStatement(clients, {
      sql,
      label: "run the query",
      token: `athenaform-query-${randomUUID()}`,
      signal,
      onProgress: () => undefined,
      onStarted: () => Promise.resolve(),
    });
    return await getRows(clients, id, true);
  } finally {
    clients.close();
  }
}

/** Stops the lake of a folder and waits until it is gone; false when none was running. */
export async function stopLake(dir: string): Promise<boolean> {
  const endpoint = await endpointOf(dir);
  if (endpoint === undefined) return false;
  const answer = await fetch(`${endpoint.url}/_lake/stop`, {
    method: "POST",
    headers: { "x-lake-key": endpoint.secretAccessKey },
  });
  if (!answer.ok) {
    throw new LakeError("AF200", `Cannot stop the lake: it answered ${answer.status}`);
  }
  while ((await endpointOf(dir)) !== undefined) await new Promise(setImmediate);
  return true;
}
