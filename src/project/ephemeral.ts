/** Holds one ephemeral model that a query uses. */
export interface Cte {
  readonly name: string;
  readonly sql: string;
}

/**
 * Puts ephemeral models before a query: behind its own WITH, or as a WITH of their own. White space
 * is dbt's, so that compiled SQL is the same text.
 */
export function injectCtes(sql: string, ctes: readonly Cte[]): string {
  if (ctes.length === 0) return sql;
  const list = ctes.map((cte) => ` ${cte.name} as (\n${cte.sql}\n)`).join(", ");
  const own = lead.exec(sql)?.[0];
  if (own !== undefined) return `${own}${list}, ${sql.slice(own.length)}`;
  const query = sql.trimStart();
  return `${sql.slice(0, sql.length - query.length)}with${list} ${query}`;
}

const lead = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*with\b(?:\s+recursive\b)?\s*/i;
