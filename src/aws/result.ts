import type { Clients } from "./clients";
import { calling } from "./refusal";

/** Holds the rows of a query with their columns; NULL is null. */
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Reads the whole result of a query that returns rows, with the names and types of its columns. */
export async function readResult(clients: Clients, id: string): Promise<QueryResult> {
  const athena = await clients.athena();
  const rows: (readonly (string | null)[])[] = [];
  let columns: QueryResult["columns"] = [];
  let token: string | undefined;
  do {
    const page = await calling(`read the result of query ${id}`, () =>
      athena.getQueryResults({ QueryExecutionId: id, MaxResults: 1000, NextToken: token }),
    );
    const found = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
    columns = found.map((column) => ({ name: column.Name ?? "", type: column.Type ?? "varchar" }));
    for (const row of page.ResultSet?.Rows ?? []) {
      rows.push((row.Data ?? []).map((cell) => cell.VarCharValue ?? null));
    }
    token = page.NextToken;
  } while (token !== undefined && token !== "");
  // The first row of a SELECT is its header; other statements have none.
  const isHeader = columns.every((column, at) => rows[0]?.[at] === column.name);
  return { columns, rows: isHeader ? rows.slice(1) : rows };
}
