import { expect } from "chai";
import { ProjectErrors } from "../../../src/errors";
import { choose } from "../../../src/project";
import { type Files, faults, load } from "./temporary-project";

describe("selection in a project", () => {
  const shop: Files = {
    "models/staging/sources.yml":
      "sources:\n  - name: app\n    tables:\n      - name: orders\n        data_tests: [unique_table]\n",
    "models/staging/stg_orders.sql":
      "{{ config(tags='raw') }}select * from {{ source('app', 'orders') }}",
    "models/marts/recent.sql":
      "{{ config(materialized='ephemeral') }}select * from {{ ref('stg_orders') }}",
    "models/marts/orders.sql":
      "{{ config(materialized='table') }}select * from {{ ref('recent') }}",
    "models/marts/schema.yml":
      "models:\n  - name: orders\n    columns:\n      - name: id\n        data_tests: [not_null]\n",
    "macros/unique_table.sql":
      "{% test unique_table(model) %}select 1 from {{ model }}{% endtest %}",
    "tests/orders_add_up.sql": "select * from {{ ref('orders') }} where id < 0",
    "seeds/days.csv": "day\n1\n",
  };
  const yaml = (...lines: readonly string[]): Files => ({
    ...shop,
    "selectors.yml": ["selectors:", ...lines].join("\n"),
  });
  const chosen = (files: Files, select?: string, exclude?: string): readonly string[] => {
    const choice = {
      ...(select === undefined ? {} : { select }),
      ...(exclude === undefined ? {} : { exclude }),
    };
    const project = load(files);
    return project.selectables
      .filter((node) => choose(project, choice).ids.has(node.id))
      .map((node) => node.name);
  };
  const all = [
    "orders",
    "days",
    "stg_orders",
    "recent",
    "orders",
    "not_null_orders_id",
    "orders_add_up",
    "source_unique_table_app_orders_",
  ];

  it("is everything when nothing is asked", () => {
    expect(chosen(shop)).to.have.members(all);
  });

  it("passes through ephemeral models", () => {
    expect(chosen(shop, "tag:raw+", "resource_type:test")).to.deep.equal([
      "stg_orders",
      "recent",
      "orders",
    ]);
    expect(
      chosen(shop, "source:app+,marts,config.materialized:table", "test_type:data"),
    ).to.deep.equal(["orders"]);
  });

  it("brings the tests of models and sources", () => {
    expect(chosen(shop, "source:app")).to.deep.equal(["orders", "source_unique_table_app_orders_"]);
    expect(chosen(shop, "orders")).to.deep.equal(["orders", "not_null_orders_id", "orders_add_up"]);
  });

  it("leaves out what is excluded, with its tests", () => {
    expect(chosen(shop, undefined, "marts.orders")).to.deep.equal([
      "orders",
      "stg_orders",
      "days",
      "recent",
      "source_unique_table_app_orders_",
    ]);
    expect(chosen(shop, "stg_orders+", "test_type:data")).to.deep.equal([
      "stg_orders",
      "recent",
      "orders",
    ]);
  });

  it("takes selectors of every form from selectors.yml", () => {
    const files = yaml(
      "  - name: short",
      "    definition: 'tag:raw'",
      "  - name: pair",
      "    definition: {tag: raw}",
      "  - name: full",
      "    definition:",
      "      method: fqn",
      "      value: stg_orders",
      "      children: true",
      "      children_depth: 1",
      "      indirect_selection: empty",
      "  - name: sets",
      "    definition:",
      "      union:",
      "        - intersection: [{method: path, value: models/marts}, {config.materialized: table}]",
      "        - 'resource_type:seed'",
      "        - exclude: [{method: test_type, value: singular}]",
      "  - name: without",
      "    definition: {method: package, value: shop, exclude: [{method: selector, value: short}, 'resource_type:test']}",
    );
    expect(chosen(files, "selector:short")).to.deep.equal(["stg_orders"]);
    expect(chosen(files, "selector:pair")).to.deep.equal(["stg_orders"]);
    expect(chosen(files, "selector:full")).to.deep.equal(["stg_orders", "recent"]);
    expect(chosen(files, "selector:sets")).to.deep.equal(["days", "orders", "not_null_orders_id"]);
    expect(chosen(files, "selector:without")).to.deep.equal(["orders", "days", "recent", "orders"]);
  });

  it("takes the default selector when nothing is asked", () => {
    const files = yaml(
      "  - {name: seeds, default: \"{{ target.name == 'dev' }}\", definition: 'resource_type:seed'}",
    );
    expect(chosen(files)).to.deep.equal(["days"]);
    expect(chosen(files, "stg_orders")).to.deep.equal(["stg_orders"]);
  });

  it("reports every fault of selectors.yml with its line", () => {
    const files = yaml(
      "  - name: a",
      "    definition: {method: tga, value: x}",
      "  - name: b",
      "    definition: 'selector:nobody'",
      "  - name: c",
      "    definition: {union: [{method: selector, value: c}]}",
      "  - definition: x",
      "  - name: d",
      "    definition: {union: x}",
    );
    expect(faults(files).map((fault) => fault.split(" | ")[0])).to.deep.equal([
      'AF120 selectors.yml:- Cannot use selector "c": it refers to itself',
      "AF120 selectors.yml:2 Cannot read selectors.yml: a selector has no name",
      'AF120 selectors.yml:2 Cannot select "tga:x": there is no method "tga"',
      'AF120 selectors.yml:4 Cannot select "selector:nobody": there is no such selector',
      'AF120 selectors.yml:10 Cannot read selectors.yml: "union" is not a list',
      "AF120 selectors.yml:10 Cannot read selectors.yml: union selects nothing",
    ]);
    expect(() => load(files)).to.throw(ProjectErrors);
  });
});
