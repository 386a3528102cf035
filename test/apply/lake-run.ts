import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Clients,
  type Endpoint,
  openClients,
  openRecord,
  type RecordStore,
  readRecord,
} from "../../src/aws";
import { startLake } from "../../src/lake";
import type { Connection } from "../../src/state";

/** Holds a lake of one test and everything that apply needs to work on it. */
export interface LakeRun {
  readonly clients: Clients;
  readonly connection: Connection;
  readonly endpoint: Endpoint;
  /** Reads the record anew, as the next process would. */
  readonly record: () => Promise<RecordStore>;
  readonly close: () => Promise<void>;
}

export const home = { prefix: "s3://lake/data/.athenaform/shop/dev" };

/** Starts an empty lake with the bucket `lake` and opens clients for it. */
export async function openLake(changes: Partial<Connection> = {}): Promise<LakeRun> {
  const dir = await mkdtemp(join(tmpdir(), "athenaform-lake-"));
  const lake = await startLake({ dir, port: 0 });
  const connection: Connection = {
    profile: "shop",
    target: "dev",
    region: "us-east-1",
    database: "awsdatacatalog",
    schema: "shop",
    s3DataDir: "s3://lake/data",
    s3StagingDir: "s3://lake/results/",
    s3DataNaming: "schema_table_unique",
    skipWorkgroupCheck: false,
    pollInterval: 1,
    numRetries: 2,
    numIcebergRetries: 1,
    threads: 4,
    seedS3UploadArgs: {},
    lfTagsDatabase: {},
    auth: {},
    ...changes,
  };
  const endpoint = { url: lake.url, ...lake.credentials };
  const clients = openClients(connection, endpoint);
  const s3 = await clients.s3();
  await s3.createBucket({ Bucket: "lake" });
  return {
    clients,
    connection,
    endpoint,
    record: async () => openRecord(clients, home, await readRecord(clients, home)),
    close: async () => {
      clients.close();
      await lake.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
