import { expect } from "chai";
import { explainReasons, type Plan } from "../../src/planner";
import { openWorld, see } from "../support/world";

const table = (sql: string): string => `{{ config(materialized='table') }} ${sql}`;

describe("a change that spreads", function () {
  this.timeout(300_000);

  it("is announced for all that may follow, and stops where the rows come out the same", async () => {
    const world = await openWorld({
      "models/first.sql": table("select 1 as a"),
      "models/second.sql": table("select a from {{ ref('first') }}"),
      "models/third.sql": table("select a from {{ ref('second') }}"),
    });
    try {
      const engine = world.at("w");
      await engine.up();
      world.workspace.write({ "models/first.sql": table("select 3 - 2 as a") });
      expect((await engine.preview()).map(line)).to.deep.equal([
        "swap first: sql changed",
        "swap second: upstream first changes",
        "swap third: upstream second changes",
      ]);
      expect((await engine.up()).map(line)).to.deep.equal(["swap first: sql changed"]);
      expect(await engine.preview()).to.deep.equal([]);
      world.workspace.write({ "models/first.sql": table("select 5 as a") });
      expect(await engine.up()).to.have.length(3);
      expect((await see(world, "w")).rows).to.deep.equal({
        first: ['["5"]'],
        second: ['["5"]'],
        third: ['["5"]'],
      });
    } finally {
      await world.close();
    }
  });

  it("starts where a source has new data, and reaches through views", async () => {
    const world = await openWorld({
      "models/sources.yml":
        "version: 2\nsources:\n  - name: raw\n    schema: raw_s\n    tables:\n      - name: events\n",
      "models/seen.sql":
        "{{ config(materialized='view') }} select n from {{ source('raw', 'events') }}",
      "models/total.sql": table("select sum(n) as n from {{ ref('seen') }}"),
      "models/other.sql": table("select 1 as n"),
    });
    try {
      const { lake } = world;
      await lake.query("create schema raw_s");
      const place = "external_location = 's3://shop/raw/events/'";
      await lake.query(`create table raw_s.events with (${place}) as select 1 as n`);
      const engine = world.at("s");
      await engine.up();
      await lake.query("insert into raw_s.events select 2");
      expect((await engine.preview()).map(line)).to.deep.equal([
        "swap total: source raw_s.events has new data",
      ]);
      await engine.up();
      expect((await see(world, "s")).rows["total"]).to.deep.equal(['["3"]']);
      expect(await engine.preview()).to.deep.equal([]);
    } finally {
      await world.close();
    }
  });

  it("reaches exactly the descendants, views over changed tables included", async () => {
    const world = await openWorld({
      "seeds/words.csv": "id,word\n1,a\n",
      "models/stg.sql": "{{ config(materialized='view') }} select id, word from {{ ref('words') }}",
      "models/mart.sql": table("select id, word from {{ ref('stg') }}"),
      "models/top.sql": "{{ config(materialized='view') }} select word from {{ ref('mart') }}",
      "models/aside.sql": table("select id from {{ ref('words') }}"),
    });
    try {
      const engine = world.at("d");
      await engine.up();
      const changed = "select id, upper(word) as word from {{ ref('words') }}";
      world.workspace.write({
        "models/stg.sql": `{{ config(materialized='view') }} ${changed}`,
      });
      const expected = [
        "replace view stg: sql changed",
        "swap mart: upstream stg changes",
        "replace view top: upstream mart changes",
      ];
      expect((await engine.preview()).map(line)).to.deep.equal(expected);
      expect((await engine.up()).map(line)).to.deep.equal(expected);
      expect((await see(world, "d")).rows["top"]).to.deep.equal(['["A"]']);
    } finally {
      await world.close();
    }
  });
});

function line(plan: Plan): string {
  const name = plan.relation.slice(plan.relation.indexOf(".") + 1);
  return `${plan.verb} ${name}: ${explainReasons(plan)}`;
}
