import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Lake, type LakeOptions, startLake } from "../../src/lake";
import type { LakeConfig } from "./lake-process";

/** A lake that this process serves, with an S3 client that has one bucket named `data`. */
export interface ServedLake {
  readonly dir: string;
  readonly lake: Lake;
  readonly config: LakeConfig & { readonly maxAttempts: number };
  readonly s3: S3Client;
  /** Calls the control API; answers the status and the parsed body. */
  readonly control: (method: string, path: string, body?: object) => Promise<ControlAnswer>;
  readonly close: () => Promise<void>;
}

export interface ControlAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Serves a fresh lake, or the one in a folder. */
export async function serveLake(options: Partial<LakeOptions> = {}): Promise<ServedLake> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "lake-")));
  const lake = await startLake({ ...options, dir });
  const config = {
    endpoint: lake.url,
    region: "us-east-1",
    // A copy: the SDK leaves marks on what it is given.
    credentials: { ...lake.credentials },
    maxAttempts: 1,
  };
  const s3 = new S3Client(config);
  return {
    dir,
    lake,
    config,
    s3,
    control: async (method, path, body) => {
      const response = await fetch(`${lake.url}/_lake/${path}`, {
        method,
        headers: { "x-lake-key": lake.credentials.secretAccessKey },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return {
        status: response.status,
        body: (await response.json()) as ControlAnswer["body"],
      };
    },
    close: async () => {
      s3.destroy();
      await lake.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Expects a call to be refused and answers the name and the status of the refusal. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return `${name} ${$metadata?.httpStatusCode}`;
  }
  return expect.fail("the call was answered");
}
