import type { S3DataNaming } from "./desired";

/** Holds one target of profiles.yml with dbt-athena's defaults applied. Secrets never leave `auth`. */
export interface Connection {
  readonly profile: string;
  readonly target: string;
  readonly region: string;
  /** The data catalog: dbt's `database`, lower-cased when it is awsdatacatalog. */
  readonly database: string;
  readonly schema: string;
  readonly s3StagingDir?: string;
  readonly s3DataDir?: string;
  readonly s3DataNaming: S3DataNaming;
  readonly s3TmpTableDir?: string;
  readonly workGroup?: string;
  readonly skipWorkgroupCheck: boolean;
  /** Applied to the Athena client only, as in dbt-athena. */
  readonly endpointUrl?: string;
  /** Seconds between two looks at a running query, at most. */
  readonly pollInterval: number;
  readonly numRetries: number;
  readonly numBoto3Retries?: number;
  readonly numIcebergRetries: number;
  readonly threads: number;
  readonly seedS3UploadArgs: Readonly<Record<string, string>>;
  readonly lfTagsDatabase: Readonly<Record<string, string>>;
  readonly auth: Auth;
}

/** Says whose credentials are used. Never printed, stored or put into a plan. */
export interface Auth {
  readonly awsProfileName?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly assumeRoleArn?: string;
  readonly assumeRoleExternalId?: string;
  readonly assumeRoleSessionName?: string;
  /** 900 to 43200 seconds. */
  readonly assumeRoleDurationSeconds?: number;
}
