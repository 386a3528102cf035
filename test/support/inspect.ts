import { Athena } from "@aws-sdk/client-athena";
import { Glue } from "@aws-sdk/client-glue";
import { S3 } from "@aws-sdk/client-s3";
import type { Endpoint } from "../../src/aws";

/** Looks at a lake with plain AWS clients, past everything that is under test. */
export interface Inspector {
  readonly query: (sql: string) => Promise<readonly (readonly (string | null)[])[]>;
  /** Names of all tables of a schema, sorted; undefined when there is no such schema. */
  readonly tables: (schema: string) => Promise<readonly string[] | undefined>;
  /** Locations of all tables and partitions of a schema, without trailing slash. */
  readonly locations: (schema: string) => Promise<readonly string[]>;
  /** S3 URLs of all objects below a prefix. */
  readonly objects: (prefix: string) => Promise<readonly string[]>;
  readonly glue: Glue;
  readonly s3: S3;
  readonly close: () => void;
}

/** Opens an inspector; its queries leave their results at `output`. */
export function inspect(endpoint: Endpoint, output = "s3://shop/inspection/"): Inspector {
  const { url, accessKeyId, secretAccessKey } = endpoint;
  const config = {
    region: "us-east-1",
    endpoint: url,
    credentials: { accessKeyId, secretAccessKey },
  };
  const athena = new Athena(config);
  const glue = new Glue(config);
  const s3 = new S3({ ...config, forcePathStyle: true });
  const list = async (prefix: string): Promise<readonly string[]> => {
    const { bucket, key } = split(prefix);
    const found: string[] = [];
    for (let token: string | undefined; ; ) {
      const more = token === undefined ? {} : { ContinuationToken: token };
      const page = await s3.listObjectsV2({ Bucket: bucket, Prefix: key, ...more });
      found.push(...(page.Contents ?? []).map((item) => `s3://${bucket}/${item.Key}`));
      token = page.NextContinuationToken;
      if (token === undefined) return found;
    }
  };
  return {
    glue,
    s3,
    objects: list,
    query: (sql) => runQuery(athena, sql, output),
    tables: (schema) => listTables(glue, schema),
    locations: (schema) => listLocations(glue, schema),
    close: () => {
      for (const client of [athena, glue, s3]) client.destroy();
    },
  };
}

function split(url: string): { readonly bucket: string; readonly key: string } {
  const [bucket = "", ...rest] = url.slice("s3://".length).split("/");
  return { bucket, key: rest.join("/") };
}

async function runQuery(
  athena: Athena,
  sql: string,
  OutputLocation: string,
): Promise<(string | null)[][]> {
  const { QueryExecutionId } = await athena.startQueryExecution({
    QueryString: sql,
    ResultConfiguration: { OutputLocation },
  });
  for (;;) {
    const { QueryExecution } = await athena.getQueryExecution({ QueryExecutionId });
    const status = QueryExecution?.Status;
    if (status?.State === "SUCCEEDED") break;
    if (status?.State === "FAILED" || status?.State === "CANCELLED") {
      throw new Error(`${sql}: ${status.StateChangeReason}`);
    }
    await new Promise(setImmediate);
  }
  const rows: (string | null)[][] = [];
  for (let token: string | undefined; ; ) {
    const more = token === undefined ? {} : { NextToken: token };
    const page = await athena.getQueryResults({ QueryExecutionId, ...more });
    for (const row of page.ResultSet?.Rows ?? []) {
      rows.push((row.Data ?? []).map((cell) => cell.VarCharValue ?? null));
    }
    token = page.NextToken;
    if (token === undefined) return rows.slice(1);
  }
}

async function listTables(glue: Glue, schema: string): Promise<readonly string[] | undefined> {
  const databases = await glue.getDatabases({});
  if (!databases.DatabaseList?.some((database) => database.Name === schema)) return undefined;
  const { TableList = [] } = await glue.getTables({ DatabaseName: schema });
  return TableList.map((table) => table.Name ?? "").sort();
}

async function listLocations(glue: Glue, schema: string): Promise<readonly string[]> {
  const { TableList = [] } = await glue.getTables({ DatabaseName: schema });
  const found: string[] = [];
  const note = (location: string | undefined): void => {
    if (location !== undefined && location !== "") found.push(location.replace(/\/+$/, ""));
  };
  for (const table of TableList) {
    note(table.StorageDescriptor?.Location);
    if ((table.PartitionKeys ?? []).length === 0) continue;
    for (let token: string | undefined; ; ) {
      const more = token === undefined ? {} : { NextToken: token };
      const where = { DatabaseName: schema, TableName: table.Name, ...more };
      const page = await glue.getPartitions(where);
      for (const partition of page.Partitions ?? []) note(partition.StorageDescriptor?.Location);
      token = page.NextToken;
      if (token === undefined) break;
    }
  }
  return found;
}
