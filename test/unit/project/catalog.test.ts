import { expect } from "chai";
import {
  type Catalog,
  type CatalogRelation,
  loadProjectWith,
  type Project,
} from "../../../src/project";
import { type Files, faults, optionsFor, withFiles } from "./temporary-project";

const orders: CatalogRelation = {
  relation: { database: "awsdatacatalog", schema: "analytics", identifier: "orders" },
  type: "table",
  isIceberg: false,
  columns: [
    { name: "id", type: "int" },
    { name: "kind", type: "string" },
  ],
};

interface Asked {
  readonly sql: string | undefined;
  readonly questions: readonly string[];
}

async function compiled(template: string, more: Files = {}): Promise<Asked> {
  const questions: string[] = [];
  const catalog: Catalog = {
    relations: async (database, schema) => {
      questions.push(`${database}.${schema}`);
      return schema === "analytics" ? [orders] : undefined;
    },
    query: async (sql) => {
      questions.push(sql);
      const columns = [
        { name: "kind", type: "varchar" },
        { name: "n", type: "bigint" },
      ];
      return {
        columns,
        rows: sql.includes("nothing")
          ? []
          : [
              ["a", "2"],
              ["b", null],
            ],
      };
    },
  };
  const files = { "models/m.sql": template, "seeds/orders.csv": "id,kind\n1,a\n", ...more };
  const project: Project = await withFiles(files, (folder) =>
    loadProjectWith(optionsFor(folder), catalog),
  );
  return { sql: project.nodes.find((node) => node.node === "model.shop.m")?.sql, questions };
}

describe("what templates ask of the lake", () => {
  it("is answered, and asked once", async () => {
    const { sql, questions } = await compiled(
      [
        "{% set found = adapter.get_relation('awsdatacatalog', 'analytics', 'orders') %}",
        "{% set columns = adapter.get_columns_in_relation(ref('orders')) %}",
        "{{ found }} {{ found.type }} {{ load_relation(this) is none }}",
        "{% for c in columns %}{{ c.name }}:{{ c.dtype }}:{{ c.data_type }} {% endfor %}",
        "{% set rows = run_query('select kind, n from t') %}",
        "{{ rows.columns[0].values() }} {{ rows.rows[0]['n'] + 1 if execute }} {{ rows | length }}",
        "{% if not run_query('select nothing') %}empty{% endif %}",
      ].join("\n"),
    );
    expect(sql?.trim().split(/\s+/).join(" ")).to.equal(
      '"awsdatacatalog"."analytics"."orders" table True id:int:int kind:string:varchar ' +
        "('a', 'b') 3 2 empty",
    );
    expect(questions).to.deep.equal([
      "awsdatacatalog.analytics",
      "select kind, n from t",
      "select nothing",
    ]);
  });

  it("reaches what reads an ephemeral model that asks", async () => {
    const { sql } = await compiled("select * from {{ ref('e') }}", {
      "models/e.sql":
        "{{ config(materialized='ephemeral') }}select {{ run_query('select 1').rows[0][1] }}",
    });
    expect(sql).to.equal("with __dbt__cte__e as (\nselect 2\n) select * from __dbt__cte__e");
  });

  it("may not bring refs that the first rendering does not see", () => {
    const files = {
      "models/a.sql": "select 1 as n",
      "models/m.sql": "{% if execute %}select * from {{ ref('a') }}{% endif %}",
    };
    expect(faults(files)).to.deep.equal([
      'AF103 models/m.sql:1 Cannot render models/m.sql: ref "a" is made only while SQL is compiled, ' +
        "so no order follows from it | Add a line at the top: -- depends_on: {{ ref('a') }}",
    ]);
  });

  it("stays unanswered without a lake, and may not change it", async () => {
    expect(faults({ "models/m.sql": "{{ run_query('select 1') }}" })[0]).to.match(
      /^AF115 .*the template asks for the rows of select 1, and no lake is connected/,
    );
    const drop = compiled("{{ run_query('drop table t') }}");
    expect(await drop.catch((error: Error) => error.message)).to.contain(
      "changes it: drop table t",
    );
  });
});
