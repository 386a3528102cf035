import { expect } from "chai";
import { loadProject } from "../../src/project";
import { loadOptions } from "../../src/providers/settings";
import { type Desired, keyOf } from "../../src/state";
import type { Engine } from "../support/engine";
import { openExample } from "../support/workspace";
import { orphansOf, rowsOf, type World, worldOf } from "../support/world";

const dataDir = "s3://flights-lake/tables/";

/**
 * The example's first run, killed at every call. Its relations are built one after the other, so
 * the kills of each are tried where the ones before it are there, and it is dropped for the next.
 */
describe("the flights example's first run, killed at any call", function () {
  this.timeout(2_400_000);

  it("is made good by the next run", async () => {
    const world = await worldOf(openExample("flights"));
    try {
      await deliver(world);
      const { settings } = world.workspace;
      const now = "2026-01-01T00:00:00.000Z";
      const { nodes } = loadProject(loadOptions(settings, process.env, now));
      const engine = world.at("flights");
      let points = 0;
      for (const [index, node] of nodes.entries()) {
        points += await tryNode(world, engine, node, index + 1);
      }
      expect(await engine.preview()).to.deep.equal([]);
      const line = `${nodes.length} relations, ${points} points, 0 orphan objects, 0 rows lost`;
      process.stdout.write(`      ${line}\n`);
    } finally {
      await world.close();
    }
  });
});

async function tryNode(
  world: World,
  engine: Engine,
  node: Desired,
  count: number,
): Promise<number> {
  const { proxy } = world;
  const key = keyOf(node.relation);
  const { schema, identifier } = node.relation;
  proxy.reset();
  await engine.up(count);
  const total = proxy.calls.length;
  const expected = await rowsOf(world, schema, identifier);
  for (let number = 1; number <= total; number += 1) {
    await engine.drop(key);
    proxy.reset();
    let last = "";
    proxy.between = (call, moment) => {
      if (call.number !== number || moment !== "after") return;
      last = call.name;
      proxy.cut();
    };
    await engine.up(count).catch(() => undefined);
    proxy.between = undefined;
    proxy.reset();
    await engine.up(count);
    const where = `${key} after call ${number} of ${total}, ${last}`;
    expect(await rowsOf(world, schema, identifier), where).to.deep.equal(expected);
    const schemas = ["flights_marts", "flights_reference", "flights_staging"];
    expect(await orphansOf(world, dataDir, schemas), where).to.deep.equal([]);
  }
  process.stdout.write(`      ${key}: ${total} points\n`);
  return total;
}

/** Delivers flights of 104 days: more partitions than one query may open. */
async function deliver(world: World): Promise<void> {
  const { lake } = world;
  await lake.s3.createBucket({ Bucket: "flights-lake" });
  await lake.query("create schema flights_raw");
  await lake.query(
    "create table flights_raw.flights with (external_location = 's3://flights-lake/raw/') as " +
      `select date_add('hour', n % 24, date_add('day', n % 104, timestamp '2001-01-01 00:00:00')) as "date", ` +
      "cast(n % 90 - 20 as bigint) as delay, cast(100 + n % 900 as bigint) as distance, " +
      "if(n % 3 = 0, 'ATL', 'LAS') as origin, if(n % 2 = 0, 'PHL', 'SAV') as destination " +
      "from unnest(sequence(1, 2000)) as t (n)",
  );
}
