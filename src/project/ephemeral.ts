/** Holds one ephemeral model that a query uses. */
export interface Cte {
  readonly name: string;
  readonly sql: string;
}

/** Puts ephemeral models before a query: behind its own WITH, or as a WITH of their own, as dbt. */
export function injectCtes(sql: string, ctes: readonly Cte[]): string {
  if (ctes.length === 0) return sql;
  const list = ctes.map((cte) => ` ${cte.name} as (\n${cte.sql}\n)`).join(", ");
  const at = behindWith(sql);
  if (at === undefined) return `with${list} ${sql}`;
  return `${sql.slice(0, at)}${list}, ${sql.slice(at).replace(/^\s+/, "")}`;
}

const lead = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*with\b(?:\s+recursive\b)?/i;

function behindWith(sql: string): number | undefined {
  return lead.exec(sql)?.[0].length;
}
