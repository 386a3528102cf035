import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { GlueClient } from "@aws-sdk/client-glue";
import { open } from "lmdb";
import { type Catalog, openCatalog } from "../../src/lake/catalog";
import { glueService } from "../../src/lake/glue";
import { ApiError } from "../../src/lake/protocol";

/** A Glue client of a fresh lake. */
export interface GlueLake {
  readonly glue: GlueClient;
  readonly catalog: Catalog;
  close(): Promise<void>;
}

export async function openGlueLake(): Promise<GlueLake> {
  const dir = await mkdtemp(join(tmpdir(), "glue-"));
  const db = open({ path: join(dir, "catalog") });
  const catalog = openCatalog({ db });
  const service = glueService({ db } as never, catalog);
  const glue = new GlueClient({
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { headers: Record<string, string>; body: string }) => {
        const operation = request.headers["x-amz-target"]?.split(".")[1] ?? "";
        let statusCode = 200;
        let body: object;
        try {
          const run = service[operation];
          if (run === undefined) throw new ApiError("UnknownOperationException", operation);
          body = await run(JSON.parse(request.body), {} as never);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          statusCode = error.status;
          body = { __type: error.code, message: error.message };
        }
        return {
          response: {
            statusCode,
            headers: { "content-type": "application/x-amz-json-1.1" },
            body: Readable.from([Buffer.from(JSON.stringify(body))]),
          },
        };
      },
    } as never,
  });
  return {
    glue,
    catalog,
    close: async () => {
      glue.destroy();
      await db.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
