import type { LoggedCall } from "./workspace";

/** Prints each statement that Athena was given: relations by name, statements of each in order. */
export function statementsText(calls: readonly LoggedCall[]): string {
  const sent = calls
    .filter((call) => call.operation === "StartQueryExecution")
    .map((call) => String(call.parameters["QueryString"]));
  if (sent.length === 0) return "-- nothing";
  const groups = new Map<string, string[]>();
  for (const sql of sent) {
    const relation = relationOf(sql);
    const group = groups.get(relation);
    if (group === undefined) groups.set(relation, [sql]);
    else group.push(sql);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([relation, statements]) => `-- ${relation}\n${statements.map(ended).join("\n")}`)
    .join("\n\n");
}

/** The first relation that a statement names is the one that it works for, or its staging. */
function relationOf(sql: string): string {
  const named = /(?:`(\w+)`|"(\w+)")\.(?:`(\w+)`|"(\w+)")(?!\.)/.exec(sql);
  if (named === null) return "schemas";
  const [, a, b, c, d] = named;
  return `${a ?? b}.${(c ?? d ?? "").split("__af_")[0]}`;
}

const shownParts = 2;

/** Of a long list of partitions the first ones and the last are shown. */
function ended(sql: string): string {
  const folded = sql.trim().replace(/(?:\n {2}or \(.*\)){6,}/g, (list) => {
    const lines = list.split("\n").slice(1);
    const left = lines.length - shownParts - 1;
    const shown = [...lines.slice(0, shownParts), `  -- and ${left} more`, ...lines.slice(-1)];
    return `\n${shown.join("\n")}`;
  });
  return `${folded};`;
}
