import { randomInt } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateBucketCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import {
  type Bench,
  bucket,
  objectWriter,
  partitionWriter,
  table,
  tableState,
  tableWriter,
  type Writer,
} from "./durability-writers";
import { type LakeProcess, startLakeProcess } from "./lake-process";

const rounds = 20;
const mostWritesPerRound = 120;

describe("lake process", () => {
  let dir: string;
  let lake: LakeProcess | undefined;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "lake-"));
  });

  after(async () => {
    await lake?.kill();
    await rm(dir, { recursive: true, force: true });
  });

  it(`killed ${rounds} times during writes · keeps all that it acknowledged, whole`, async function () {
    this.timeout(300_000);
    const seed = Number(process.env["LAKE_SEED"] ?? randomInt(2 ** 31));
    process.stdout.write(`      LAKE_SEED=${seed}\n`);
    const random = dice(seed);
    const writers = [
      ...Array.from({ length: 6 }, (_, index) => objectWriter(`dt=2024-01-0${index}/data`)),
      tableWriter(),
      partitionWriter(),
    ];
    let written = 0;
    for (let round = 0; round <= rounds; round += 1) {
      lake = await startLakeProcess(dir);
      const bench = openBench(lake, random);
      if (round === 0) {
        await lay(bench);
      }
      await Promise.all(writers.map((writer) => writer.check(bench)));
      await checkBlobs(bench, dir);
      if (round < rounds) {
        const count = 1 + Math.floor(random() * mostWritesPerRound);
        written += await writeUntilKilled(writers, bench, lake, count);
      }
      bench.s3.destroy();
      bench.glue.destroy();
    }
    process.stdout.write(`      ${rounds} kills, ${written} acknowledged writes\n`);
  });
});

/** Lets all writers write in parallel and kills the lake at the given acknowledged write. */
async function writeUntilKilled(
  writers: readonly Writer[],
  bench: Bench,
  lake: LakeProcess,
  count: number,
): Promise<number> {
  let acknowledged = 0;
  let killing: Promise<void> | undefined;
  const run = async (writer: Writer): Promise<void> => {
    while (killing === undefined) {
      await writer.write(bench);
      acknowledged += 1;
      if (acknowledged === count) {
        killing = dieSoon(lake, bench.random);
      }
    }
    // The others are in the middle of their writes; this one begins another, too.
    await writer.write(bench);
    acknowledged += 1;
  };
  const results = await Promise.allSettled(writers.map(run));
  await killing;
  for (const result of results) {
    if (result.status === "rejected" && !isDisconnection(result.reason)) {
      throw result.reason;
    }
  }
  return acknowledged;
}

/** Kills the lake some turns of the event loop later, so that writes are at all their stages. */
async function dieSoon(lake: LakeProcess, random: () => number): Promise<void> {
  for (let turns = Math.floor(random() * 40); turns > 0; turns -= 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await lake.kill();
}

/** Waits until every file of object bytes belongs to an object; a start sweeps the others. */
async function checkBlobs({ s3 }: Bench, dir: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  let objects = -1;
  let files = 0;
  while (files !== objects && performance.now() < deadline) {
    objects = 0;
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
      objects += page.Contents?.length ?? 0;
    }
    const entries = await readdir(join(dir, "blobs"), { recursive: true, withFileTypes: true });
    files = entries.filter((entry) => entry.isFile()).length;
  }
  expect(files, "files of object bytes").to.equal(objects);
}

async function lay({ s3, glue }: Bench): Promise<void> {
  const { DatabaseName } = table;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }));
  await glue.send(new CreateTableCommand({ DatabaseName, TableInput: tableState(0) }));
}

function openBench(lake: LakeProcess, random: () => number): Bench {
  const config = { ...lake.config, maxAttempts: 1 };
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    glue: new GlueClient(config),
    random,
  };
}

function isDisconnection(error: unknown): boolean {
  const codes = ["ECONNRESET", "ECONNREFUSED", "EPIPE"];
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? "");
}

/** Gives the same numbers for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
