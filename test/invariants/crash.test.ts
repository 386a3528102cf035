import { expect } from "chai";
import { openWorld, see, type World } from "../support/world";
import { changes } from "./changes";

/**
 * Invariant 3: killed at any call, before or after it takes effect, the next run ends in the same
 * lake, with nothing lost and nothing of ours left over. To the lake, a client whose calls no
 * longer arrive is a client that was killed; kill -9 of real processes is tried beside (kill.test).
 */
describe("a run that is cut off at any call", function () {
  this.timeout(1_200_000);
  for (const change of changes) {
    it(`ends in the same lake after the next run · ${change.title}`, async () => {
      const world = await openWorld(change.before);
      try {
        const points = await tryAll(world, change);
        process.stdout.write(`      ${change.title}: ${points} points, 0 orphans, 0 rows lost\n`);
      } finally {
        await world.close();
      }
    });
  }
});

type Change = (typeof changes)[number];

async function tryAll(world: World, change: Change): Promise<number> {
  const { proxy, workspace } = world;
  const begin = async (point: string): Promise<void> => {
    workspace.write(change.before);
    proxy.reset();
    proxy.between = undefined;
    if (change.after !== undefined) {
      await world.at(point).up();
      workspace.write(change.after);
    }
    proxy.reset();
  };
  await begin("clean");
  await world.at("clean").up();
  const total = proxy.calls.length;
  const expected = await see(world, "clean");
  expect(expected.orphans).to.deep.equal([]);

  let tried = 0;
  for (let number = 1; number <= total; number += 1) {
    for (const moment of ["before", "after"] as const) {
      const point = `${moment[0]}${number}`;
      await begin(point);
      proxy.between = (call, when) => {
        if (call.number === number && when === moment) proxy.cut();
      };
      const ended = await world.at(point).up().then(
        () => "whole",
        () => "cut off",
      );
      const name = proxy.calls[number - 1]?.name ?? "no call";
      proxy.reset();
      proxy.between = undefined;
      await world.at(point).up();
      const seen = await see(world, point);
      const where = `cut ${moment} call ${number} of ${total}, ${name} (${ended})`;
      expect(seen, where).to.deep.equal(expected);
      expect(await world.at(point).preview(), where).to.deep.equal([]);
      tried += 1;
    }
  }
  return tried;
}
