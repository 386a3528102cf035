import { expect } from "chai";
import { type Files, faults } from "./temporary-project";

interface Case {
  readonly title: string;
  readonly files: Files;
  /** The start of every fault, in order. */
  readonly expected: readonly string[];
}

const view = "select 1 as one";

const cases: readonly Case[] = [
  {
    title: "a ref that names nothing, with the nearest name",
    files: { "models/orders.sql": view, "models/big.sql": "\nselect * from {{ ref('order') }}" },
    expected: [
      'AF103 models/big.sql:2 Cannot resolve the refs of model.shop.big: ref "order" names no model or seed | Did you mean "orders"?',
    ],
  },
  {
    title: "a source that is not declared",
    files: { "models/big.sql": "select * from {{ source('app', 'orders') }}" },
    expected: [
      'AF104 models/big.sql:1 Cannot resolve the sources of model.shop.big: source "app.orders"',
    ],
  },
  {
    title: "a ref to a disabled model",
    files: {
      "models/off.sql": "{{ config(enabled=false) }}select 1",
      "models/big.sql": "select * from {{ ref('off') }}",
    },
    expected: [
      'AF103 models/big.sql:1 Cannot resolve the refs of model.shop.big: ref "off" names a node that is disabled',
    ],
  },
  {
    title: "models that depend on each other in a circle, with the way",
    files: {
      "models/a.sql": "select * from {{ ref('b') }}",
      "models/b.sql": "select * from {{ ref('c') }}",
      "models/c.sql": "select * from {{ ref('a') }}",
    },
    expected: [
      "AF105 models/a.sql:- Cannot order the models: they depend on each other: a → b → c → a",
    ],
  },
  {
    title: "two models that build one relation",
    files: {
      "models/a.sql": view,
      "models/b.sql": "{{ config(alias='a') }}select 1",
    },
    expected: [
      'AF106 models/b.sql:1 Cannot build both model.shop.a and model.shop.b: both are relation "analytics.a"',
    ],
  },
  {
    title: "names and columns that are not lower case",
    files: {
      "models/Orders.sql": view,
      "models/b.sql": "{{ config(materialized='table', partitioned_by=['Day']) }}select 1",
      "seeds/s.csv": "Id\n1\n",
    },
    expected: [
      'AF107 models/Orders.sql:- Cannot build model.shop.Orders: its name "Orders" is not lower case',
      'AF107 models/b.sql:1 Cannot use config "partitioned_by" of model.shop.b: "Day" is not lower case',
      'AF107 seeds/s.csv:1 Cannot load seed.shop.s: column "Id" is not lower case',
    ],
  },
  {
    title: "config values that are not valid, all of them",
    files: {
      "models/a.sql": [
        "select 1",
        "-- {{ config(materialized='table', s3_data_naming='tabel', partitioned_by='day') }}",
        "-- {{ config(format='xml', table_type='delta', bucketed_by=['one']) }}",
      ].join("\n"),
    },
    expected: [
      'AF108 models/a.sql:2 Cannot use config "bucket_count" of model.shop.a: bucketed_by needs it',
      'AF108 models/a.sql:2 Cannot use config "format" of model.shop.a: it is "xml"',
      'AF108 models/a.sql:2 Cannot use config "partitioned_by" of model.shop.a: it must be a list of columns',
      'AF108 models/a.sql:2 Cannot use config "s3_data_naming" of model.shop.a: it is "tabel"',
      'AF108 models/a.sql:2 Cannot use config "table_type" of model.shop.a: it is "delta"',
    ],
  },
  {
    title: "ha without a location of its own, by the naming that holds",
    files: {
      "models/a.sql": "{{ config(materialized='table', ha=true, s3_data_naming='table') }}select 1",
    },
    expected: [
      'AF114 models/a.sql:1 Cannot build model.shop.a with ha: s3_data_naming "table" gives no location of its own',
    ],
  },
  {
    title: "broken YAML, with line",
    files: { "models/a.sql": view, "models/schema.yml": "models:\n  - name: a\n   tags: [x\n" },
    expected: ["AF101 models/schema.yml:3 Cannot read YAML:"],
  },
  {
    title: "broken Jinja, with line",
    files: { "models/a.sql": "select 1\n{% if true %}\n" },
    expected: ["AF102 models/a.sql:"],
  },
  {
    title: "a macro that fails, with the macros that were running",
    files: {
      "macros/m.sql":
        "{% macro outer() %}{{ inner() }}{% endmacro %}\n" +
        "{% macro inner() %}\n{{ exceptions.raise_compiler_error('not today') }}\n{% endmacro %}",
      "models/a.sql": "select {{ outer() }}",
    },
    expected: [
      "AF117 macros/m.sql:3 Cannot render models/a.sql: not today; macros: outer (macros/m.sql:1) > inner (macros/m.sql:2)",
    ],
  },
  {
    title: "a macro that does not exist",
    files: { "models/a.sql": "\nselect {{ dbt_utils.star() }}", "models/b.sql": "{{ stra('x') }}" },
    expected: [
      "AF116 models/a.sql:2 Cannot render models/a.sql: 'dbt_utils' is undefined",
      "AF116 models/b.sql:1 Cannot render models/b.sql: 'stra' is undefined",
    ],
  },
  {
    title: "variables that are not set, project and environment",
    files: { "models/a.sql": "select {{ var('x') }}", "models/b.sql": "\n{{ env_var('X') }}" },
    expected: [
      'AF110 models/a.sql:1 Cannot render models/a.sql: variable "x" is not set',
      'AF111 models/b.sql:2 Cannot render models/b.sql: environment variable "X" is not set',
    ],
  },
  {
    title: "ragged seeds, with line",
    files: { "seeds/s.csv": "a,b\n1,2\n1,2,3\n" },
    expected: ['AF112 seeds/s.csv:3 Cannot read seed "seeds/s.csv": the row has 3 values'],
  },
  {
    title: "locations that are the same, contain each other, or hold unique ones",
    files: {
      "models/a.sql": "{{ config(materialized='table', external_location='s3://x/y/') }}select 1",
      "models/b.sql": "{{ config(materialized='table', external_location='s3://x/y') }}select 1",
      "models/c.sql": "{{ config(materialized='table', external_location='s3://x/y/z') }}select 1",
      "models/d.sql": "{{ config(materialized='table', external_location='s3://lake') }}select 1",
      "models/e.sql": "{{ config(materialized='table', external_location='s3://x/yy') }}select 1",
      "seeds/s.csv": "a\n1\n",
    },
    expected: [
      'AF113 models/b.sql:1 Cannot place model.shop.a and model.shop.b: their locations are the same: "s3://x/y"',
      'AF113 models/c.sql:1 Cannot place model.shop.a and model.shop.c: their locations overlap: "s3://x/y" holds "s3://x/y/z"',
      'AF113 seeds/s.csv:- Cannot place model.shop.d and seed.shop.s: their locations overlap: "s3://lake" holds "s3://lake/tables/analytics/s"',
    ],
  },
  {
    title: "what comes later, naming node and config",
    files: {
      "models/a.sql": "{{ config(materialized='incremental') }}select 1",
      "models/b.sql": "{{ config(materialized='table', table_type='iceberg') }}select 1",
      "models/c.sql": "{{ config(materialized='my_thing') }}select 1",
      "models/d.sql": "{{ config(post_hook='grant x') }}select 1",
      "models/e.py": "def model(dbt, session): pass",
      "snapshots/f.sql": "{% snapshot f %}select 1{% endsnapshot %}",
    },
    expected: [
      'AF115 models/a.sql:1 Cannot build model.shop.a: config "materialized": incremental models',
      'AF115 models/b.sql:1 Cannot use config "table_type" of model.shop.b: Iceberg tables',
      'AF115 models/c.sql:1 Cannot build model.shop.c: config "materialized": the custom materialization "my_thing"',
      'AF115 models/d.sql:1 Cannot build model.shop.d: config "post_hook"',
      "AF115 models/e.py:- Cannot build models/e.py: Python models",
      'AF115 snapshots/f.sql:1 Cannot build snapshot "f"',
    ],
  },
  {
    title: "names that are given twice",
    files: {
      "models/a.sql": view,
      "models/sub/a.sql": view,
      "models/x.yml": "models: [{name: a}]",
      "models/y.yml": "models:\n  - name: a\n",
    },
    expected: [
      'AF119 models/sub/a.sql:- Cannot name two nodes "a"',
      'AF119 models/y.yml:2 Cannot read properties of "a": they are given twice',
    ],
  },
  {
    title: "a test that does not exist, and one without its arguments",
    files: {
      "models/a.sql": view,
      "models/a.yml":
        "models:\n  - name: a\n    columns:\n      - name: one\n        tests:\n          - notnull\n          - accepted_values\n",
    },
    expected: [
      'AF116 models/a.yml:6 Cannot compile test "notnull": no macro "test_notnull" is defined | Did you mean "not_null"?',
      'AF108 models/a.yml:7 Cannot compile test "accepted_values" of "a": it needs "values", a list',
    ],
  },
  {
    title: "a project without a place for its tables",
    files: {
      "profiles.yml":
        "shop: {target: dev, outputs: {dev: {type: athena, region_name: r, database: d, schema: s}}}",
      "seeds/s.csv": "a\n1\n",
    },
    expected: [
      'AF108 seeds/s.csv:- Cannot use config "s3_data_dir" of seed.shop.s: neither it nor s3_staging_dir is set',
    ],
  },
  {
    title: "a target that is missing",
    files: { "profiles.yml": "shop:\n  target: prd\n  outputs:\n    prod: {type: athena}\n" },
    expected: [
      'AF109 profiles.yml:3 Cannot use target "prd": profile "shop" has none of that name | Did you mean "prod"?',
    ],
  },
  {
    title: "a profile that is missing",
    files: { "profiles.yml": "store: {}\n" },
    expected: ['AF109 profiles.yml:- Cannot use profile "shop": profiles.yml has none'],
  },
  {
    title: "connection options of the wrong type, all of them, and none of the secrets",
    files: {
      "profiles.yml": [
        "shop:",
        "  outputs:",
        "    default:",
        "      type: athena",
        "      database: awsdatacatalog",
        "      schema: 12",
        "      num_retries: \"{{ env_var('N', '3') }}\"",
        "      aws_secret_access_key: 9876",
        "      s3_data_naming: tables",
      ].join("\n"),
    },
    expected: [
      'AF108 profiles.yml:3 Cannot use target "default" of profile "shop": "region_name" is missing',
      'AF108 profiles.yml:6 Cannot use target "default" of profile "shop": "schema" must be text, not 12',
      'AF108 profiles.yml:7 Cannot use target "default" of profile "shop": "num_retries" must be an integer, not "3"',
      'AF108 profiles.yml:8 Cannot use target "default" of profile "shop": "aws_secret_access_key" must be text |',
    ],
  },
];

describe("faults of a project", () => {
  for (const { title, files, expected } of cases) {
    it(`names ${title}`, () => {
      const found = faults(files);
      const starts = found.map((fault, at) => fault.slice(0, expected[at]?.length ?? 200));
      expect(starts).to.deep.equal(expected);
    });
  }

  it("tells faults of every kind at once", () => {
    const found = faults({
      "models/a.sql": "select {{ ref('nowhere') }}",
      "models/b.sql": "{% if %}",
      "models/c.yml": "a: [",
      "seeds/s.csv": "a,b\n1\n",
      "profiles.yml": "other: {}",
    });
    expect(found.map((fault) => fault.slice(0, 5))).to.deep.equal([
      "AF103",
      "AF102",
      "AF101",
      "AF109",
      "AF112",
    ]);
  });

  it("names a folder without a project", () => {
    expect(faults({}, { projectDir: "/nonexistent" })[0]).to.match(
      /^AF100 -:- .*no dbt_project.yml/,
    );
  });
});
