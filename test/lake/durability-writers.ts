import { createHash } from "node:crypto";
import {
  BatchCreatePartitionCommand,
  type GlueClient,
  paginateGetPartitions,
  paginateGetTableVersions,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";

export const bucket = "lake";
/** The table that is written; a paginator leaves its token in its input, so it gets a copy. */
export const table = { DatabaseName: "shop", TableName: "orders" };
export const partitionsOfBatch = 10;

/** A lake's clients and the dice of the run. */
export interface Bench {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly random: () => number;
}

/** Writes without end until the lake is killed, and then checks what the lake has kept. */
export interface Writer {
  write(bench: Bench): Promise<void>;
  check(bench: Bench): Promise<void>;
}

/** Overwrites and deletes one object; an unanswered write may or may not have happened. */
export function objectWriter(key: string): Writer {
  let serial = 0;
  let acknowledged: number | undefined;
  let pending: number | undefined;
  // Numbers above zero are written contents, zero is a deletion.
  const put = async ({ s3, random }: Bench): Promise<void> => {
    serial += 1;
    pending = serial;
    const Body = content(key, serial, Math.floor(random() ** 4 * 300_000));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
    acknowledged = serial;
  };
  const remove = async ({ s3 }: Bench): Promise<void> => {
    pending = 0;
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    acknowledged = 0;
  };
  return {
    write: (bench) => (bench.random() < 0.2 ? remove(bench) : put(bench)),
    check: async ({ s3 }) => {
      const found = await readSerial(s3, key);
      const allowed = [acknowledged ?? 0, pending ?? 0];
      expect(allowed, `contents of ${key}`).to.include(found);
      acknowledged = found;
      pending = found;
    },
  };
}

/** Updates one table again and again, guarded by its version, and keeps every version. */
export function tableWriter(): Writer {
  let version = 0;
  return {
    write: async ({ glue }) => {
      const next = version + 1;
      await glue.send(
        new UpdateTableCommand({
          DatabaseName: table.DatabaseName,
          TableInput: tableState(next),
          VersionId: String(version),
        }),
      );
      version = next;
    },
    check: async ({ glue }) => {
      const states: string[] = [];
      for await (const page of paginateGetTableVersions({ client: glue }, { ...table })) {
        for (const { VersionId, Table } of page.TableVersions ?? []) {
          states.push(`${VersionId} ${Table?.Description} ${Table?.Parameters?.["state"]}`);
        }
      }
      const newest = states.length - 1;
      const wanted = states.map((_, index) => {
        const number = newest - index;
        return `${number} state ${number} ${number}`;
      });
      expect(states, "table versions").to.deep.equal(wanted);
      expect([version, version + 1], "the table's version").to.include(newest);
      version = newest;
    },
  };
}

/** Registers partitions batch by batch; a batch is there as a whole or not at all. */
export function partitionWriter(): Writer {
  const acknowledged = new Set<number>();
  let next = 0;
  return {
    write: async ({ glue }) => {
      const batch = next;
      next += 1;
      const PartitionInputList = Array.from({ length: partitionsOfBatch }, (_, index) => ({
        Values: [String(batch), String(index)],
        StorageDescriptor: { Location: `s3://${bucket}/${batch}/${index}/` },
      }));
      await glue.send(new BatchCreatePartitionCommand({ ...table, PartitionInputList }));
      acknowledged.add(batch);
    },
    check: async ({ glue }) => {
      const found = new Map<number, number>();
      for await (const page of paginateGetPartitions({ client: glue }, { ...table })) {
        for (const { Values } of page.Partitions ?? []) {
          const batch = Number(Values?.[0]);
          found.set(batch, (found.get(batch) ?? 0) + 1);
        }
      }
      const torn = [...found].filter(([, count]) => count !== partitionsOfBatch);
      expect(torn, "torn batches").to.deep.equal([]);
      const lost = [...acknowledged].filter((batch) => !found.has(batch));
      expect(lost, "lost batches").to.deep.equal([]);
    },
  };
}

/** The table as it is after so many updates. */
export function tableState(state: number) {
  return {
    Name: table.TableName,
    Description: `state ${state}`,
    Parameters: { state: String(state) },
    PartitionKeys: [
      { Name: "batch", Type: "int" },
      { Name: "item", Type: "int" },
    ],
  };
}

function content(key: string, serial: number, length: number): string {
  const body = `${key} ${serial} ${"x".repeat(length)}`;
  return `${createHash("sha256").update(body).digest("hex")} ${body}`;
}

async function readSerial(s3: S3Client, key: string): Promise<number> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const text = (await Body?.transformToString()) ?? "";
    const [hash = "", body = ""] = [text.slice(0, 64), text.slice(65)];
    expect(createHash("sha256").update(body).digest("hex"), `hash of ${key}`).to.equal(hash);
    return Number(body.split(" ")[1]);
  } catch (error) {
    if (error instanceof NoSuchKey) {
      return 0;
    }
    throw error;
  }
}
