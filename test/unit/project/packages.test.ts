import { expect } from "chai";
import { type Files, faults, load } from "./temporary-project";

const tools: Files = {
  "dbt_packages/tools/dbt_project.yml": [
    "name: tools",
    "vars: {least: 1, other: own}",
    "models: {tools: {+materialized: table, +tags: [tools]}}",
  ].join("\n"),
  "dbt_packages/tools/macros/tools.sql": [
    "{% macro limit_of() %}{{ return(adapter.dispatch('limit_of', 'tools')()) }}{% endmacro %}",
    "{% macro default__limit_of() %}limit {{ var('least') }}{% endmacro %}",
    "{% macro athena__quoted(name) %}<{{ name }}>{% endmacro %}",
    "{% macro default__quoted(name) %}({{ name }}){% endmacro %}",
    "{% macro quoted(name) %}{{ adapter.dispatch('quoted', 'tools')(name) }}{% endmacro %}",
    "{% macro _hidden() %}hidden{% endmacro %}",
    "{% test positive(model, column_name) %}",
    "select * from {{ model }} where {{ column_name }} < 0",
    "{% endtest %}",
  ].join("\n"),
  "dbt_packages/tools/models/calendar.sql": "select '{{ var('other') }}' as other",
};

const sqlOf = (files: Files, name: string): string | undefined =>
  load(files).nodes.find((node) => node.node.endsWith(`.${name}`))?.sql;

describe("packages", () => {
  it("bring models, macros and tests of their own", () => {
    const project = load({
      ...tools,
      "models/a.sql": "select * from {{ ref('calendar') }} {{ tools._hidden() }}",
      "models/a.yml":
        "models: [{name: a, columns: [{name: n, data_tests: [tools.positive, not_null]}]}]",
    });
    expect(project.nodes.map((node) => [node.node, node.materialized])).to.deep.equal([
      ["model.tools.calendar", "table"],
      ["model.shop.a", "view"],
    ]);
    expect(project.nodes[1]?.sql).to.equal(
      'select * from "awsdatacatalog"."analytics"."calendar" hidden',
    );
    expect(project.tests.map((test) => test.name)).to.deep.equal([
      "not_null_a_n",
      "tools_positive_a_n",
    ]);
  });

  it("take variables from the project before their own", () => {
    const files = {
      ...tools,
      "dbt_project.yml": "name: shop\nprofile: shop\nvars: {tools: {other: ours}, least: 7}\n",
      "models/a.sql": "select 1 {{ tools.limit_of() }}",
    };
    expect(sqlOf(files, "calendar")).to.equal("select 'ours' as other");
    expect(sqlOf(files, "a")).to.equal("select 1 limit 7");
  });

  it("are configured last by the project", () => {
    const project = load({
      ...tools,
      "dbt_project.yml":
        "name: shop\nprofile: shop\nmodels: {tools: {+materialized: view, +schema: kept}}\n",
    });
    const [calendar] = project.nodes;
    expect([calendar?.materialized, calendar?.relation.schema]).to.deep.equal([
      "view",
      "analytics_kept",
    ]);
  });

  it("give their macros for Athena before the default ones, and the project's before both", () => {
    const model = { "models/a.sql": "select {{ tools.quoted('x') }}" };
    expect(sqlOf({ ...tools, ...model }, "a")).to.equal("select <x>");
    const own = { "macros/own.sql": "{% macro default__quoted(n) %}[{{ n }}]{% endmacro %}" };
    expect(sqlOf({ ...tools, ...model, ...own }, "a")).to.equal("select [x]");
  });

  it("are searched in the order that dispatch asks for", () => {
    const files = {
      ...tools,
      "dbt_packages/spare/dbt_project.yml": "name: spare\n",
      "dbt_packages/spare/macros/m.sql":
        "{% macro default__limit_of() %}top {{ var('least') }}{% endmacro %}",
      "dbt_project.yml": [
        "name: shop",
        "profile: shop",
        "vars: {least: 3}",
        "dispatch: [{macro_namespace: tools, search_order: [spare, tools]}]",
      ].join("\n"),
      "models/a.sql": "select {{ tools.limit_of() }}",
    };
    expect(sqlOf(files, "a")).to.equal("select top 3");
  });

  it("are found where packages.yml says they lie, and missed where they do not", () => {
    const local = Object.fromEntries(
      Object.entries(tools).map(([name, text]) => [name.replace("dbt_packages", "libs"), text]),
    );
    const asked = { "packages.yml": "packages:\n  - local: libs/tools\n" };
    expect(sqlOf({ ...local, ...asked }, "calendar")).to.equal("select 'own' as other");
    expect(faults({ ...asked })).to.deep.equal([
      'AF115 packages.yml:2 Cannot find the package "libs/tools" | ' +
        "Give the path of a folder with dbt_project.yml, from the project's folder",
    ]);
    const hub = { "packages.yml": "packages:\n  - package: acme/gears\n    version: 1.0.0\n" };
    expect(load(hub).warnings.map((one) => one.message)).to.deep.equal([
      'Package "acme/gears" is not installed in dbt_packages',
    ]);
  });

  it("may name a model as the project does; a ref finds the project's", () => {
    const files = {
      ...tools,
      "models/calendar.sql": "{{ config(alias='mine') }}select 1",
      "models/a.sql": "select * from {{ ref('calendar') }}, {{ ref('tools', 'calendar') }}",
    };
    expect(sqlOf(files, "a")).to.equal(
      'select * from "awsdatacatalog"."analytics"."mine", "awsdatacatalog"."analytics"."calendar"',
    );
  });
});

describe("versions of a model", () => {
  const files: Files = {
    "models/a_v1.sql": "select 1 as one, 2 as two",
    "models/newest.sql": "select 1 as one",
    "models/b.sql": "select * from {{ ref('a') }}, {{ ref('a', v=1) }}",
    "models/a.yml": [
      "models:",
      "  - name: a",
      "    config: {materialized: table}",
      "    columns: [{name: one, data_tests: [not_null]}, {name: two, data_tests: [unique]}]",
      "    versions:",
      "      - v: 1",
      "      - v: 2",
      "        defined_in: newest",
      "        config: {alias: a}",
      "        columns: [{include: all, exclude: [two]}]",
    ].join("\n"),
  };

  it("are nodes of their own; a ref means the latest", () => {
    const { nodes, tests } = load(files);
    expect(nodes.map((node) => [node.node, node.relation.identifier])).to.deep.equal([
      ["model.shop.a.v1", "a_v1"],
      ["model.shop.a.v2", "a"],
      ["model.shop.b", "b"],
    ]);
    expect(nodes[2]?.sql).to.equal(
      'select * from "awsdatacatalog"."analytics"."a", "awsdatacatalog"."analytics"."a_v1"',
    );
    expect(tests.map((test) => test.name)).to.deep.equal([
      "not_null_a_v1_one",
      "not_null_a_v2_one",
      "unique_a_v1_two",
    ]);
  });

  it("are named where one is asked for that does not exist", () => {
    expect(faults({ ...files, "models/b.sql": "select * from {{ ref('a', v=3) }}" })).to.deep.equal(
      [
        'AF103 models/b.sql:1 Cannot resolve the refs of model.shop.b: ref "a" has no version 3 | ' +
          "Versions: 1, 2",
      ],
    );
  });
});

describe("properties", () => {
  it("warn of keys that mean nothing, and of what was likely meant", () => {
    const { warnings } = load({
      "models/a.sql": "select 1 as n",
      "models/a.yml": "models:\n  - name: a\n    desciption: x\n    colums: []\n    zzz: 1\n",
    });
    expect(warnings.map((one) => `${one.where?.line} ${one.message} | ${one.hint}`)).to.deep.equal([
      '3 Key "desciption" of models "a" means nothing here | Did you mean "description"?',
      '4 Key "colums" of models "a" means nothing here | Did you mean "columns"?',
      '5 Key "zzz" of models "a" means nothing here | Remove it, or move it below `meta:`',
    ]);
  });
});
