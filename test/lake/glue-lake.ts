import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GlueClient } from "@aws-sdk/client-glue";
import { startLake } from "../../src/lake";

/** A Glue client of a fresh lake. */
export interface GlueLake {
  readonly glue: GlueClient;
  close(): Promise<void>;
}

/** Serves a fresh lake on a temporary folder. */
export async function openGlueLake(): Promise<GlueLake> {
  const dir = await mkdtemp(join(tmpdir(), "glue-"));
  const lake = await startLake({ dir });
  const glue = new GlueClient({
    endpoint: lake.url,
    region: "us-east-1",
    credentials: lake.credentials,
    maxAttempts: 1,
  });
  return {
    glue,
    close: async () => {
      glue.destroy();
      await lake.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
