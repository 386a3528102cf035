import { expect } from "chai";
import type { Desired } from "../../../src/state";
import { type Files, load, withProject } from "./temporary-project";

const shop: Files = {
  "dbt_project.yml": [
    "name: shop",
    "version: '1.0.0'",
    "profile: shop",
    "vars:",
    "  least: 10",
    "models:",
    "  shop:",
    "    +persist_docs: {relation: true, columns: true}",
    "    staging:",
    "      +materialized: view",
    "      +schema: staging",
    "      +tags: [raw]",
    "    marts:",
    "      +materialized: table",
    "      +tags: [mart]",
    "seeds:",
    "  shop:",
    "    countries:",
    "      +column_types: {code: varchar(2)}",
  ].join("\n"),
  "seeds/countries.csv": "code,people\nNL,17\nNA,2\n",
  "macros/money.sql": "{% macro cents(column) %}({{ column }} / 100.0){% endmacro %}",
  "models/staging/sources.yml": [
    "sources:",
    "  - name: app",
    '    schema: "raw_{{ target.name }}"',
    "    tables:",
    "      - name: orders",
    "        identifier: orders_v2",
  ].join("\n"),
  "models/staging/stg_orders.sql":
    "select id, {{ cents('price') }} as price, country from {{ source('app', 'orders') }}",
  "models/staging/known_countries.sql":
    "{{ config(materialized='ephemeral') }}select * from {{ ref('countries') }}",
  "models/marts/big_orders.sql": [
    "{{ config(partitioned_by=['country'], tags='big') }}",
    "with orders as (select * from {{ ref('stg_orders') }})",
    "select orders.* from orders join {{ ref('known_countries') }} using (country)",
    "where price > {{ var('least') }}{% if is_incremental() %} and false{% endif %}",
  ].join("\n"),
  "models/marts/marts.yml": [
    "models:",
    "  - name: big_orders",
    "    description: '{{ doc(\"big\") }}'",
    "    config:",
    "      meta: {owner: finance}",
    "      tags: [listed]",
    "    columns:",
    "      - name: id",
    "        description: The order",
    "        data_tests: [not_null, unique]",
    "      - name: country",
    "        data_tests:",
    "          - accepted_values: {values: [NL, NA]}",
    "          - relationships:",
    "              arguments: {to: ref('countries'), field: code}",
    "              config: {severity: warn, where: \"country <> 'XX'\"}",
  ].join("\n"),
  "models/docs.md": "{% docs big %}\nOrders above a limit\n{% enddocs %}",
};

function node(files: Files, id: string): Desired {
  const found = load(files).nodes.find((one) => one.node === id);
  if (found === undefined) throw new Error(`no node ${id}`);
  return found;
}

describe("loadProject", () => {
  it("gives the nodes behind what they read, and their schemas", () => {
    const project = load(shop);
    expect(project.nodes.map((one) => one.node)).to.deep.equal([
      "model.shop.stg_orders",
      "seed.shop.countries",
      "model.shop.big_orders",
    ]);
    expect(project.schemas).to.deep.equal(["analytics", "analytics_staging"]);
    expect(project.warnings).to.deep.equal([]);
  });

  it("renders refs, sources, vars and macros, and puts ephemeral models behind WITH", () => {
    const { sql } = node(shop, "model.shop.big_orders");
    expect(sql?.trim()).to.equal(
      [
        "with  __dbt__cte__known_countries as (",
        'select * from "awsdatacatalog"."analytics"."countries"',
        '), orders as (select * from "awsdatacatalog"."analytics_staging"."stg_orders")',
        "select orders.* from orders join __dbt__cte__known_countries using (country)",
        "where price > 10",
      ].join("\n"),
    );
    expect(node(shop, "model.shop.stg_orders").sql).to.equal(
      'select id, (price / 100.0) as price, country from "awsdatacatalog"."raw_dev"."orders_v2"',
    );
  });

  it("follows what is read through views and ephemeral models", () => {
    const { upstream } = node(shop, "model.shop.big_orders");
    expect(
      upstream.map((one) => [one.kind, one.kind === "source" ? one.relation.identifier : one.node]),
    ).to.deep.equal([
      ["view", "model.shop.stg_orders"],
      ["table", "seed.shop.countries"],
      ["source", "orders_v2"],
    ]);
  });

  it("lays config over config: project, properties, file", () => {
    const big = node(shop, "model.shop.big_orders");
    expect(big.layout.partitionedBy).to.deep.equal(["country"]);
    expect(big.where).to.deep.equal({ file: "models/marts/big_orders.sql", line: 1 });
    expect(big.docs).to.deep.equal({
      relation: true,
      columns: true,
      description: "Orders above a limit",
      meta: { owner: "finance" },
      columnDocs: [
        { name: "id", description: "The order", meta: {} },
        { name: "country", description: "", meta: {} },
      ],
      origin: {
        unique_id: "model.shop.big_orders",
        materialized: "table",
        dbt_project_name: "shop",
        dbt_project_version: "1.0.0",
      },
    });
    const tagged = { ...shop, "models/marts/big_orders.sql": tagsModel };
    expect(node(tagged, "model.shop.big_orders").sql?.trim()).to.equal(
      "select 1 -- ['mart', 'listed', 'big']",
    );
  });

  it("types seeds by their values and by column_types", () => {
    const { seed } = node(shop, "seed.shop.countries");
    expect(seed?.rows).to.equal(2);
    expect(seed?.columns).to.deep.equal([
      { name: "code", type: "varchar(2)", quote: true },
      { name: "people", type: "integer", quote: true },
    ]);
  });

  it("compiles generic tests into queries of failures", () => {
    const { tests } = load(shop);
    expect(tests.map((test) => test.name)).to.deep.equal([
      "accepted_values_big_orders_country__NL__NA",
      "not_null_big_orders_id",
      "relationships_big_orders_country__code__ref_countries_",
      "unique_big_orders_id",
    ]);
    const relationships = tests[2];
    expect(relationships?.severity).to.equal("warn");
    expect(relationships?.where).to.deep.equal({ file: "models/marts/marts.yml", line: 14 });
    expect(relationships?.on).to.deep.equal(["model.shop.big_orders", "seed.shop.countries"]);
    expect(relationships?.sql).to.contain("where country <> 'XX') dbt_subquery");
    expect(relationships?.sql).to.contain('from "awsdatacatalog"."analytics"."countries"');
  });

  it("compiles the project's own generic and singular tests", () => {
    const files: Files = {
      ...shop,
      "tests/generic/positive.sql":
        "{% test positive(model, column_name, least=0) %}" +
        "{{ config(severity='warn') }}select * from {{ model }} " +
        "where {{ column_name }} <= {{ least }}{% endtest %}",
      "tests/no_strays.sql": "select * from {{ ref('known_countries') }} where people < 0",
      "models/staging/staging.yml":
        "models: [{name: stg_orders, columns: " +
        "[{name: price, tests: [{positive: {least: 5}}]}]}]",
    };
    const { tests } = load(files);
    const positive = tests.find((test) => test.name === "positive_stg_orders_price__5");
    expect(positive?.sql).to.equal(
      'select * from "awsdatacatalog"."analytics_staging"."stg_orders" where price <= 5',
    );
    expect(positive?.severity).to.equal("warn");
    const single = tests.find((test) => test.name === "no_strays");
    expect(single?.sql).to.match(/^with __dbt__cte__known_countries as \(/);
    expect(single?.on).to.deep.equal(["model.shop.known_countries"]);
  });

  it("calls the project's naming macros, which may fall back to dbt's", () => {
    const files: Files = {
      ...shop,
      "macros/naming.sql": [
        "{% macro generate_schema_name(custom_schema_name, node) -%}",
        "  {%- if node.name.startswith('stg_') -%} raw_views",
        "  {%- else -%} {{ default__generate_schema_name(custom_schema_name, node) }}",
        "  {%- endif -%}",
        "{%- endmacro %}",
        "{% macro generate_alias_name(custom_alias_name=none, node=none) -%}",
        "  {{ return((custom_alias_name or node.name) ~ '_x') }}",
        "{%- endmacro %}",
      ].join("\n"),
    };
    expect(
      load(files).nodes.map((one) => `${one.relation.schema}.${one.relation.identifier}`),
    ).to.deep.equal(["raw_views.stg_orders_x", "analytics.countries_x", "analytics.big_orders_x"]);
  });

  it("leaves out what is disabled", () => {
    const files = {
      ...shop,
      "models/marts/off.sql": "{{ config(enabled=false) }}select * from {{ ref('nowhere') }}",
    };
    expect(load(files).nodes).to.have.length(3);
  });

  it("gives the same value for the same files", () => {
    expect(JSON.stringify(load(shop).tests)).to.equal(JSON.stringify(load(shop).tests));
  });

  it("warns of properties and config paths that apply to nothing", () => {
    const files = {
      ...shop,
      "models/marts/more.yml": "models:\n  - name: big_order\n    description: x\n",
      "dbt_project.yml": `${shop["dbt_project.yml"]}\n    contries: {+enabled: false}`,
    };
    const { warnings } = load(files);
    expect(warnings.map(({ code, message, hint }) => `${code} ${message} | ${hint}`)).to.deep.equal(
      [
        'AF118 Properties name the model "big_order", which does not exist | Did you mean "big_orders"?',
        'AF118 Config path "seeds.shop.contries" of dbt_project.yml applies to no node | Check the spelling of the name',
      ],
    );
  });

  it("reads the environment and variables that it is given, and no others", () => {
    const files = {
      ...shop,
      "models/marts/big_orders.sql":
        "select '{{ env_var('REGION', 'nowhere') }}', {{ var('least') }}",
    };
    const compiled = (more: Parameters<typeof load>[1]) =>
      load(files, more).nodes.find((one) => one.node === "model.shop.big_orders")?.sql;
    expect(compiled({})).to.equal("select 'nowhere', 10");
    expect(compiled({ env: { REGION: "here" }, vars: { least: 3 } })).to.equal("select 'here', 3");
  });
});

const tagsModel = "{{ config(tags='big') }}\nselect 1 -- {{ config.get('tags') }}";

describe("lineage", () => {
  const lineageOf = (files: Files): string => {
    const { upstream } = node(files, "model.shop.big_orders");
    const view = upstream.find((one) => one.kind === "view");
    return view?.kind === "view" ? view.lineage : "";
  };
  const before = lineageOf(shop);

  it("does not change with comments, white space and the case of words", () => {
    const sql = `-- a comment\n${shop["models/staging/stg_orders.sql"]?.replace("select", "SELECT\n ")}`;
    expect(lineageOf({ ...shop, "models/staging/stg_orders.sql": sql })).to.equal(before);
  });

  it("changes with a macro that the view uses", () => {
    const macro = "{% macro cents(column) %}({{ column }} / 1000.0){% endmacro %}";
    expect(lineageOf({ ...shop, "macros/money.sql": macro })).to.not.equal(before);
  });

  it("changes with a type further up, but not with rows", () => {
    const over = (seed: string): string =>
      lineageOf({
        ...shop,
        "seeds/countries.csv": seed,
        "models/staging/stg_orders.sql": "select * from {{ ref('middle') }}",
        "models/marts/middle.sql": "select * from {{ ref('countries') }}",
      });
    const same = over("code,people\nNL,17\n");
    expect(over("code,people\nNL,18\nBE,11\n")).to.equal(same);
    expect(over("code,people\nNL,17.5\n")).to.not.equal(same);
  });
});

describe("dbt's search order for profiles.yml", () => {
  const other = (schema: string): string =>
    "shop: {target: dev, outputs: {dev: {type: athena, region_name: r, " +
    `database: awsdatacatalog, schema: ${schema}, s3_data_dir: 's3://lake/t'}}}`;

  it("prefers the option, then DBT_PROFILES_DIR, then the project, then the home folder", () => {
    const files = { "a/profiles.yml": other("from_a"), "b/profiles.yml": other("from_b") };
    withProject(files, (run, folder) => {
      const schema = (more: Parameters<typeof run>[0]): string => run(more).connection.schema;
      const env = { DBT_PROFILES_DIR: `${folder}/b` };
      expect(schema({ profilesDir: `${folder}/a`, env })).to.equal("from_a");
      expect(schema({ env })).to.equal("from_b");
      expect(schema({})).to.equal("analytics");
    });
  });
});
