import { expect } from "chai";
import { injectCtes } from "../../../src/project/ephemeral";
import { nearest } from "../../../src/project/nearest";
import { type Files, faults, load } from "./temporary-project";

function chain(length: number): Files {
  const models = Array.from({ length }, (_, at): [string, string] => [
    `models/m_${at}.sql`,
    at === 0 ? "select 1 as one" : `select * from {{ ref('m_${at - 1}') }}`,
  ]);
  return Object.fromEntries(models);
}

describe("the order of nodes", () => {
  it("follows the longest way, then the name", () => {
    const files = {
      "models/z.sql": "select 1",
      "models/a.sql": "select * from {{ ref('z') }}",
      "models/b.sql": "select * from {{ ref('z') }}, {{ ref('a') }}",
      "models/y.sql": "select 2",
    };
    const names = load(files).nodes.map((node) => node.relation.identifier);
    expect(names).to.deep.equal(["y", "z", "a", "b"]);
  });

  it("holds for chains of any length", () => {
    const { nodes } = load(chain(400));
    expect(nodes.at(-1)?.node).to.equal("model.shop.m_399");
    expect(nodes.at(-1)?.upstream).to.have.length(399);
  });

  it("names each of two circles once", () => {
    const files = {
      "models/a.sql": "{{ ref('b') }}",
      "models/b.sql": "{{ ref('a') }}",
      "models/c.sql": "{{ ref('c') }} {{ ref('a') }}",
      "models/d.sql": "{{ ref('c') }}",
    };
    expect(faults(files).map((fault) => fault.replace(/^.*other: | \|.*$/g, ""))).to.deep.equal([
      "a → b → a",
      "c → c",
    ]);
  });
});

describe("ephemeral models", () => {
  const cte = { name: "__dbt__cte__e", sql: "select 1" };

  it("stand before a query, behind its own WITH or in a new one", () => {
    const text = " __dbt__cte__e as (\nselect 1\n)";
    expect(injectCtes("\nselect 2", [cte])).to.equal(`\nwith${text} select 2`);
    expect(injectCtes("-- x\nWith a as (select 2) select 3", [cte])).to.equal(
      `-- x\nWith ${text}, a as (select 2) select 3`,
    );
    expect(injectCtes("with recursive a as (select 2) select 3", [cte])).to.equal(
      `with recursive ${text}, a as (select 2) select 3`,
    );
    expect(injectCtes("select 'with a as' as within", [cte])).to.equal(
      `with${text} select 'with a as' as within`,
    );
  });
});

describe("the nearest name", () => {
  it("is one that differs by a slip, and none that does not resemble", () => {
    expect(nearest("oders", ["customers", "orders"])).to.equal("orders");
    expect(nearest("stg_order", ["stg_orders", "stg_other"])).to.equal("stg_orders");
    expect(nearest("payments", ["orders"])).to.equal(undefined);
  });
});
