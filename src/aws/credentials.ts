import type { Connection } from "../state";

type Chain = typeof import("@aws-sdk/credential-providers");
/** Gives credentials whenever a client needs them. */
export type Credentials = ReturnType<Chain["fromNodeProviderChain"]>;

/**
 * Finds credentials as dbt-athena does: static keys, else the named profile, else the default
 * chain; and over them the role to assume.
 */
export function credentialsOf(connection: Connection): Credentials {
  let provider: Credentials | undefined;
  return async (options) => {
    provider ??= await providerOf(connection);
    return provider(options);
  };
}

async function providerOf(connection: Connection): Promise<Credentials> {
  const chain = await import("@aws-sdk/credential-providers");
  const { auth, region } = connection;
  const own = ownCredentials(connection) ?? profileOf(chain, auth.awsProfileName);
  if (auth.assumeRoleArn === undefined) return own;
  return chain.fromTemporaryCredentials({
    masterCredentials: own,
    clientConfig: { region },
    params: {
      RoleArn: auth.assumeRoleArn,
      RoleSessionName: auth.assumeRoleSessionName ?? "athenaform",
      DurationSeconds: auth.assumeRoleDurationSeconds ?? 3600,
      ...(auth.assumeRoleExternalId === undefined ? {} : { ExternalId: auth.assumeRoleExternalId }),
    },
  });
}

function ownCredentials({ auth }: Connection): Credentials | undefined {
  const { accessKeyId, secretAccessKey, sessionToken } = auth;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const keys = { accessKeyId, secretAccessKey };
  return async () => (sessionToken === undefined ? keys : { ...keys, sessionToken });
}

function profileOf(chain: Chain, profile: string | undefined): Credentials {
  return chain.fromNodeProviderChain(profile === undefined ? {} : { profile });
}
