import type { Athena } from "@aws-sdk/client-athena";
import type { Glue } from "@aws-sdk/client-glue";
import type { LakeFormation } from "@aws-sdk/client-lakeformation";
import type { S3 } from "@aws-sdk/client-s3";
import type { STS } from "@aws-sdk/client-sts";
import type { Connection } from "../state";
import { credentialsOf } from "./credentials";

/** Points at a lake on this machine; absent for AWS itself. */
export interface Endpoint {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Holds one client per service, each loaded and opened at its first use: a process that only plans
 * never pays for the services it does not ask.
 */
export interface Clients {
  readonly connection: Connection;
  readonly glue: () => Promise<Glue>;
  readonly athena: () => Promise<Athena>;
  readonly s3: () => Promise<S3>;
  readonly sts: () => Promise<STS>;
  readonly lakeFormation: () => Promise<LakeFormation>;
  /** Gives the CatalogId of a data catalog, the same for every call; absent for the own account. */
  readonly catalogId: (database: string) => Promise<string | undefined>;
  /** Closes the sockets that are kept open between calls. */
  readonly close: () => void;
}

/** Opens the clients of a connection; no call is made until one of them is used. */
export function openClients(connection: Connection, endpoint?: Endpoint): Clients {
  // The client library's notice about future versions of Node says nothing to our users.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const opened: { destroy(): void }[] = [];
  const common = commonConfig(connection, endpoint);
  const keep = <T extends { destroy(): void }>(client: T): T => {
    opened.push(client);
    return client;
  };
  const athena = once(async () => {
    const { Athena: Client } = await import("@aws-sdk/client-athena");
    const url = endpoint?.url ?? connection.endpointUrl;
    return keep(new Client({ ...common, ...(url === undefined ? {} : { endpoint: url }) }));
  });
  return {
    connection,
    athena,
    glue: once(async () => {
      const { Glue: Client } = await import("@aws-sdk/client-glue");
      return keep(new Client(common));
    }),
    s3: once(async () => {
      const { S3: Client } = await import("@aws-sdk/client-s3");
      return keep(new Client({ ...common, forcePathStyle: endpoint !== undefined }));
    }),
    sts: once(async () => {
      const { STS: Client } = await import("@aws-sdk/client-sts");
      return keep(new Client(common));
    }),
    lakeFormation: once(async () => {
      const { LakeFormation: Client } = await import("@aws-sdk/client-lakeformation");
      return keep(new Client(common));
    }),
    catalogId: catalogResolver(athena),
    close: () => {
      for (const client of opened) client.destroy();
    },
  };
}

/**
 * Says what every client is opened with. Retries follow dbt-athena: boto3's number, else its
 * own.
 */
function commonConfig(connection: Connection, endpoint: Endpoint | undefined) {
  const attempts = (connection.numBoto3Retries ?? connection.numRetries) + 1;
  return {
    region: connection.region,
    retryMode: "standard",
    maxAttempts: Math.max(1, attempts),
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 120_000 },
    ...(endpoint === undefined
      ? { credentials: credentialsOf(connection) }
      : {
          endpoint: endpoint.url,
          credentials: {
            accessKeyId: endpoint.accessKeyId,
            secretAccessKey: endpoint.secretAccessKey,
          },
        }),
  };
}

/** Resolves catalogs as Athena knows them: the default one needs no id, others carry theirs. */
function catalogResolver(athena: () => Promise<Athena>): Clients["catalogId"] {
  const known = new Map<string, Promise<string | undefined>>();
  const resolve = async (database: string): Promise<string | undefined> => {
    const client = await athena();
    const { DataCatalog } = await client.getDataCatalog({ Name: database });
    return DataCatalog?.Type === "GLUE" ? DataCatalog.Parameters?.["catalog-id"] : undefined;
  };
  return (database) => {
    if (database.toLowerCase() === "awsdatacatalog") return Promise.resolve(undefined);
    const found = known.get(database) ?? resolve(database);
    known.set(database, found);
    return found;
  };
}

function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}
