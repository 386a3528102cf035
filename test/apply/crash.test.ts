import { expect } from "chai";
import type { Desired } from "../../src/state";
import { seed, table, view } from "./definitions";
import { type Failure, failingAt } from "./failing-clients";
import { type LakeRun, openLake } from "./lake-run";
import { openStack, type Stack } from "./stack";

/** Is a change of the lake and back, with what readers see on either side. */
interface Change {
  readonly title: string;
  readonly before: readonly Desired[];
  readonly after: readonly Desired[];
  /** A query whose rows tell whole old from whole new content. */
  readonly sql: string;
}

const fixed = { placement: { dataRoot: "s3://lake/data", naming: "schema_table" } } as const;
const daily = (shop: string, changes: Partial<Desired> = {}) =>
  table("t", {
    sql: `select n, '${shop}' as shop, n % 3 as day from unnest(sequence(1, 6)) as t(n)`,
    partitionedBy: ["day"],
    changes,
  });
const codes = (value: string) =>
  seed("t", `shop\n${value}\n`, [{ name: "shop", type: "varchar", quote: true }]);

const sql = "select shop, count(*) from t group by shop";
const changes: readonly Change[] = [
  {
    title: "a swap of a table",
    before: [table("t", { sql: "select 'a' as shop" })],
    after: [table("t", { sql: "select 'b' as shop" })],
    sql,
  },
  {
    title: "a swap of a partitioned table",
    before: [daily("a")],
    after: [daily("b")],
    sql,
  },
  {
    title: "a swap of a table with a fixed place",
    before: [daily("a", fixed)],
    after: [daily("b", fixed)],
    sql,
  },
  {
    title: "a view that becomes a table, and back",
    before: [view("t", { sql: "select 'a' as shop" })],
    after: [table("t", { sql: "select 'b' as shop" })],
    sql,
  },
  {
    title: "a replaced view",
    before: [view("t", { sql: "select 'a' as shop" })],
    after: [view("t", { sql: "select 'b' as shop" })],
    sql,
  },
  { title: "a seed", before: [codes("a")], after: [codes("b")], sql },
  {
    title: "a relation that comes and goes",
    before: [],
    after: [view("t", { sql: "select 'b' as shop" }), table("u", { sql: "select 1 as n" })],
    sql: "select count(*) from information_schema.tables where table_schema = 'nothing'",
  },
];

/** How many calls further the next point is: a process may end anywhere, the rest is sampled. */
const strides: Readonly<Record<Failure, number>> = { dies: 1, refused: 3, lost: 3 };
const failures: readonly Failure[] = ["dies", "refused", "lost"];

describe("apply · recovery", function () {
  this.timeout(300_000);
  let lake: LakeRun;
  let stack: Stack;
  beforeEach(async () => {
    lake = await openLake();
    stack = openStack(lake);
  });
  afterEach(() => lake.close());

  for (const { title, before, after, sql: probe } of changes) {
    it(`ends in the same lake when ${title} is killed again and again`, async () => {
      await stack.up(before);
      let [from, to] = [before, after];
      for (const step of [2, 3, 5]) {
        const old = await stack.query(probe);
        const seen: unknown[] = [];
        let deaths = 0;
        while (deaths < 60) {
          const failing = failingAt(lake.clients, 4 + deaths * step, "dies");
          const error = await stack.up(to, { clients: failing.clients }).catch((e: unknown) => e);
          if (!(error instanceof Error)) break;
          deaths += 1;
          seen.push(await stack.query(probe));
        }
        const now = await stack.query(probe);
        for (const rows of seen) expect([old, now]).to.deep.include(rows);
        expect(await stack.leftovers()).to.deep.equal([]);
        expect(deaths).to.be.within(3, 59);
        const plans = await stack.preview(to);
        expect(plans.flatMap((plan) => plan.actions)).to.deep.equal([]);
        [from, to] = [to, from];
      }
    });

    for (const failure of failures) {
      it(`ends in the same lake when a call of ${title} ${wordsOf(failure)}`, async () => {
        await stack.up(before);
        let [from, to] = [before, after];
        let tried = 0;
        for (let nth = 1; ; nth += strides[failure]) {
          const old = await stack.query(probe);
          const failing = failingAt(lake.clients, nth, failure);
          const error = await stack.up(to, { clients: failing.clients }).catch((e: unknown) => e);
          const point = `call ${nth}: ${failing.calls()[nth - 1] ?? "none"}`;
          const between = await stack.query(probe);
          if (error instanceof Error) {
            tried += 1;
            await stack.up(to).catch((second: unknown) => {
              throw new Error(`after ${point}: ${String(second)}`, { cause: error });
            });
          }
          const now = await stack.query(probe);
          expect([old, now], point).to.deep.include(between);
          expect(await stack.leftovers(), point).to.deep.equal([]);
          const plans = await stack.preview(to);
          expect(
            plans.flatMap((plan) => plan.actions),
            point,
          ).to.deep.equal([]);
          if (failing.calls().length < nth) break;
          [from, to] = [to, from];
        }
        expect(tried).to.be.above(5);
      });
    }
  }
});

function wordsOf(failure: Failure): string {
  if (failure === "dies") return "is the last of its process";
  return failure === "refused" ? "is refused" : "loses its answer";
}
