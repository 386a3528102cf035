import type { Catalog, TableRecord } from "../catalog";
import type { JsonService } from "../protocol";
import { propertyPredicate, sortCriterion } from "./inputs";
import { operation } from "./operation";
import { nextToken, readToken, takePage } from "./paging";
import { integer, list, type Shaped, text } from "./shape";

type Predicate = Shaped<typeof propertyPredicate>;

const comparators: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  EQUALS: (left, right) => left === right,
  GREATER_THAN: (left, right) => left > right,
  GREATER_THAN_EQUALS: (left, right) => left >= right,
  LESS_THAN: (left, right) => left < right,
  LESS_THAN_EQUALS: (left, right) => left <= right,
};

/** Makes the search over the tables of all databases. */
export function searchOperations(catalog: Catalog): JsonService {
  return {
    SearchTables: operation(
      {},
      {
        NextToken: nextToken,
        Filters: list(propertyPredicate, 0, 100),
        SearchText: text(0, 1024),
        SortCriteria: list(sortCriterion, 0, 1),
        MaxResults: integer(1, 1000),
      },
      (input) => {
        const found = [...allTables(catalog)].filter(
          (table) =>
            hasText(table, input.SearchText ?? "") &&
            (input.Filters ?? []).every((filter) => satisfies(table, filter)),
        );
        const [order] = input.SortCriteria ?? [];
        const field = order?.FieldName;
        if (field !== undefined) {
          const sign = order?.Sort === "DESC" ? -1 : 1;
          found.sort((a, b) => sign * compare(property(a, field), property(b, field)));
        }
        // A sorted result has no key order to continue in, so the place is how many were shown.
        const shown = Number(readToken("search", input.NextToken)?.[0] ?? 0);
        const rest = found
          .slice(shown)
          .map((table, index) => ({ table, place: shown + index + 1 }));
        const page = takePage("search", rest, input.MaxResults ?? 100, ({ place }) => [
          String(place),
        ]);
        return { TableList: page.items.map(({ table }) => table), ...page.next };
      },
    ),
  };
}

function* allTables(catalog: Catalog): Iterable<TableRecord> {
  for (const { Name } of catalog.listDatabases()) {
    yield* catalog.listTables(Name);
  }
}

/** Text in quotes must be a whole word of the table's texts, other text may be anywhere. */
function hasText(table: TableRecord, search: string): boolean {
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])];
  const texts = [
    table.Name,
    table.DatabaseName,
    table.Description ?? "",
    table.Owner ?? "",
    ...columns.flatMap(({ Name, Comment = "" }) => [Name, Comment]),
    ...Object.values(table.Parameters ?? {}),
  ].map((each) => each.toLowerCase());
  const exact = /^"(.*)"$/.exec(search)?.[1];
  return exact === undefined
    ? texts.some((each) => each.includes(search.toLowerCase()))
    : texts.includes(exact.toLowerCase());
}

function satisfies(table: TableRecord, filter: Predicate): boolean {
  const { Key: key = "", Value: wanted = "", Comparator: comparator } = filter;
  const value = property(table, key);
  if (typeof value === "number") {
    const time = Number(wanted);
    const limit = Number.isNaN(time) ? Date.parse(wanted) / 1000 : time;
    return comparators[comparator ?? "EQUALS"]?.(value, limit) ?? false;
  }
  return value.toLowerCase().includes(wanted.toLowerCase());
}

function property(table: TableRecord, key: string): string | number {
  switch (key.toLowerCase()) {
    case "databasename":
      return table.DatabaseName;
    case "name":
    case "tablename":
      return table.Name;
    case "description":
      return table.Description ?? "";
    case "owner":
      return table.Owner ?? "";
    case "type":
    case "tabletype":
      return table.TableType ?? "";
    case "createtime":
      return table.CreateTime;
    case "updatetime":
      return table.UpdateTime;
    default:
      return table.Parameters?.[key] ?? "";
  }
}

function compare(left: string | number, right: string | number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
