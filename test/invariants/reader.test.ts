import { expect } from "chai";
import { openWorld, type World } from "../support/world";
import { changes } from "./changes";

/** Invariant 4: a reader between any two calls finds whole old or whole new content. */
describe("a reader between every two calls", function () {
  this.timeout(600_000);
  for (const change of changes) {
    it(`finds the old rows or the new rows, whole · ${change.title}`, async () => {
      const world = await openWorld(change.before);
      const { proxy, workspace } = world;
      try {
        const engine = world.at("r");
        if (change.after !== undefined) {
          await engine.up();
          workspace.write(change.after);
        }
        const before = await read(world, "r");
        const found: string[] = [];
        proxy.reset();
        proxy.between = async () => {
          found.push(await read(world, "r"));
        };
        await engine.up();
        proxy.between = undefined;
        const after = await read(world, "r");
        expect(after).to.not.equal(before);
        expect(found.filter((seen) => seen !== before && seen !== after)).to.deep.equal([]);
        expect(found.length).to.be.greaterThan(4);
        // The new content never gives way to the old again.
        const first = found.indexOf(after);
        expect(found.slice(first).every((seen) => seen === after)).to.equal(true);
      } finally {
        await world.close();
      }
    });
  }
});

describe("a reader that polls all the time", function () {
  this.timeout(600_000);

  it("never gets an error, an empty or a mixed result during 20 swaps", async () => {
    const model = (round: number): string =>
      "{{ config(materialized='table', partitioned_by=['part']) }}\n" +
      `select ${round} as round, n, n % 7 as part ` +
      "from unnest(sequence(1, 70)) as t (n)\n";
    const world = await openWorld({ "models/it.sql": model(0) });
    try {
      const engine = world.at("p");
      await engine.up();
      let polls = 0;
      let done = false;
      const bad: string[] = [];
      const poll = async (): Promise<void> => {
        while (!done) {
          const sql = 'select count(*), min(round), max(round) from "shop_p"."it"';
          const [row] = await world.lake.query(sql);
          polls += 1;
          if (row?.[0] !== "70" || row[1] !== row[2]) bad.push(JSON.stringify(row));
        }
      };
      const reader = poll();
      for (let round = 1; round <= 20; round += 1) {
        world.workspace.write({ "models/it.sql": model(round) });
        const plans = await engine.up();
        expect(plans.map((plan) => plan.verb)).to.deep.equal(["swap"]);
      }
      done = true;
      await reader;
      process.stdout.write(`      20 swaps, ${polls} reads: ${bad.length} of them wrong\n`);
      expect(bad).to.deep.equal([]);
      expect(polls).to.be.greaterThan(20);
    } finally {
      await world.close();
    }
  });
});

const missing = "no such relation";

/** Reads the relation as anybody would; only its absence is a result, any other failure is a bug. */
async function read(world: World, point: string): Promise<string> {
  const schema = `shop_${point}`;
  const tables = (await world.lake.tables(schema)) ?? [];
  const relation = ["it", "words"].find((name) => tables.includes(name));
  if (relation === undefined) return missing;
  const rows = await world.lake.query(`select * from "${schema}"."${relation}"`);
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join("\n");
}
