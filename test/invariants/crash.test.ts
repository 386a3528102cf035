import { expect } from "chai";
import { openWorld, see, type World } from "../support/world";
import { changes } from "./changes";

/**
 * Invariant 3: killed at any call, the next run ends in the same lake, with nothing lost and nothing
 * of ours left over. To the lake, a client whose calls no longer arrive is a client that was
 * killed; and killed before call n+1 is the same to it as killed after call n took effect, so one
 * point a call covers both. Real processes are killed in kill.test.
 */
describe("a run that is killed at any call", function () {
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

  for (let number = 0; number <= total; number += 1) {
    const point = `k${number}`;
    await begin(point);
    let last = "no call";
    if (number === 0) proxy.cut();
    proxy.between = (call, moment) => {
      if (call.number !== number || moment !== "after") return;
      last = call.name;
      proxy.cut();
    };
    const ended = await world
      .at(point)
      .up()
      .then(
        () => "ended whole",
        () => "was cut off",
      );
    proxy.reset();
    proxy.between = undefined;
    await world.at(point).up();
    const where = `the run ${ended} after call ${number} of ${total}, ${last}`;
    expect(await see(world, point), where).to.deep.equal(expected);
    expect(await world.at(point).preview(), where).to.deep.equal([]);
  }
  return total + 1;
}
