import { expect } from "chai";
import { explainReasons, type Plan } from "../../src/planner";
import { openWorld, see, type World } from "../support/world";
import { changes } from "./changes";

describe("a lake that is as the project asks", function () {
  this.timeout(600_000);
  for (const change of changes) {
    it(`is left alone: no plan, no query, no writing call · ${change.title}`, async () => {
      await inWorld(change.before, async (world) => {
        const engine = world.at("s");
        await engine.up();
        world.proxy.reset();
        expect(await engine.preview()).to.deep.equal([]);
        expect(world.proxy.calls.filter((call) => call.writes)).to.deep.equal([]);
        await engine.up();
        const queries = world.proxy.calls.filter((call) =>
          call.name.endsWith("StartQueryExecution"),
        );
        expect(queries).to.deep.equal([]);
        expect(world.proxy.calls.filter((call) => call.writes)).to.deep.equal([]);
      });
    });

    it(`is planned the same twice, byte for byte · ${change.title}`, async () => {
      await inWorld(change.before, async (world) => {
        const engine = world.at("t");
        const first = JSON.stringify(await engine.preview());
        expect(first).to.not.equal("[]");
        expect(JSON.stringify(await engine.preview())).to.equal(first);
      });
    });

    it(`is gone after destroy, and what is not ours stays · ${change.title}`, async () => {
      await inWorld(change.before, async (world) => {
        const { lake } = world;
        const engine = world.at("d");
        await lake.query("create schema other_d");
        const elsewhere = "external_location='s3://shop/other/kept/'";
        await lake.query(`create table other_d.kept with (${elsewhere}) as select 1 as a`);
        await engine.up();
        if (change.after !== undefined) {
          world.workspace.write(change.after);
          await engine.up();
        }
        await engine.destroy();
        expect(await lake.tables("shop_d")).to.equal(undefined);
        expect(await lake.objects("s3://shop/d/")).to.deep.equal([]);
        expect(await lake.query("select a from other_d.kept")).to.deep.equal([["1"]]);
      });
    });
  }
});

describe("drift", function () {
  this.timeout(600_000);
  const table = "select 1 as a, 'x' as b";
  const files = {
    "models/t.sql": `{{ config(materialized='table') }} ${table}`,
    "models/v.sql": "{{ config(materialized='view') }} select a from {{ ref('t') }}",
    "models/u.sql": "{{ config(materialized='table') }} select 2 as c",
    "models/m.yml":
      "version: 2\nmodels:\n  - name: u\n    description: Twos\n    config:\n      persist_docs: {relation: true, columns: true}\n",
  };
  const cases: readonly {
    readonly title: string;
    readonly drift: (world: World) => Promise<unknown>;
    readonly expected: readonly string[];
  }[] = [
    {
      title: "a table dropped outside is built again",
      drift: (world) => world.lake.query("drop table `shop_x`.`u`"),
      expected: ["create shop_x.u: dropped outside"],
    },
    {
      title: "a view dropped outside is created again",
      drift: (world) => world.lake.query('drop view "shop_x"."v"'),
      expected: ["create shop_x.v: dropped outside"],
    },
    {
      title: "a view changed outside is replaced",
      drift: (world) => world.lake.query('create or replace view "shop_x"."v" as select 9 as a'),
      expected: ["replace view shop_x.v: query changed outside"],
    },
    {
      title: "a table pointed elsewhere is swapped back",
      drift: (world) =>
        world.lake.query("alter table `shop_x`.`u` set location 's3://shop/other/place/'"),
      expected: ["swap shop_x.u: location changed outside"],
    },
    {
      title: "a description changed outside is written again",
      drift: async (world) => {
        const name = { DatabaseName: "shop_x", Name: "u" };
        const { Table } = await world.lake.glue.getTable(name);
        const { StorageDescriptor, Parameters, TableType, PartitionKeys } = Table ?? {};
        await world.lake.glue.updateTable({
          DatabaseName: "shop_x",
          TableInput: {
            Name: "u",
            Description: "Threes",
            StorageDescriptor,
            Parameters: { ...Parameters, comment: "Threes" },
            TableType,
            PartitionKeys,
          },
        });
      },
      expected: ["document shop_x.u: docs changed outside"],
    },
  ];
  for (const { title, drift, expected } of cases) {
    it(title, async () => {
      await inWorld(files, async (world) => {
        const engine = world.at("x");
        await engine.up();
        const before = await see(world, "x");
        await drift(world);
        expect((await engine.preview()).map(line)).to.deep.equal(expected);
        expect((await engine.up()).map(line)).to.deep.equal(expected);
        expect(await see(world, "x")).to.deep.equal(before);
        expect(await engine.preview()).to.deep.equal([]);
      });
    });
  }
});

function line(plan: Plan): string {
  return `${plan.verb} ${plan.relation}: ${explainReasons(plan)}`;
}

async function inWorld(
  files: Readonly<Record<string, string>>,
  act: (world: World) => Promise<void>,
): Promise<void> {
  const world = await openWorld(files);
  try {
    await act(world);
  } finally {
    await world.close();
  }
}
