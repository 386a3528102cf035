/** Makes the files of a project of N models: seeds below, staging views, then marts in layers. */
export function generateProject(models: number): Readonly<Record<string, string>> {
  const files: Record<string, string> = {
    "seeds/numbers.csv": `id,amount\n${Array.from({ length: 50 }, (_, i) => `${i},${i * 7}`).join("\n")}\n`,
    "macros/measures.sql": "{% macro doubled(column) %}{{ column }} * 2{% endmacro %}\n",
  };
  const staging = Math.max(1, Math.floor(models / 5));
  for (let at = 0; at < staging; at += 1) {
    files[`models/staging/stg_${at}.sql`] =
      "{{ config(materialized='view') }}\n" +
      `select id, amount, ${at} as origin from {{ ref('numbers') }} where id % 3 = ${at % 3}\n`;
  }
  for (let at = staging; at < models; at += 1) {
    const first = `stg_${at % staging}`;
    const second = at - staging < 10 ? `stg_${(at + 1) % staging}` : `mart_${at - 7}`;
    const amount = second.startsWith("stg") ? "amount" : "total";
    files[`models/marts/mart_${at}.sql`] =
      "{{ config(materialized='table') }}\n" +
      `select a.id, {{ doubled('a.amount') }} + coalesce(b.${amount}, 0) as total, ${at} as mart\n` +
      `from {{ ref('${first}') }} as a left join {{ ref('${second}') }} as b on a.id = b.id\n`;
  }
  const entries = Array.from({ length: models }, (_, at) => {
    const name = at < staging ? `stg_${at}` : `mart_${at}`;
    return `  - name: ${name}\n    description: Generated model ${at}\n    columns:\n      - name: id\n        description: The key\n`;
  });
  files["models/models.yml"] = `version: 2\nmodels:\n${entries.join("")}`;
  return files;
}
