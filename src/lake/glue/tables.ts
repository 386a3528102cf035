import type { Catalog, TableRecord } from "../catalog";
import { ApiError, type JsonService } from "../protocol";
import { name, tableInput, versionId } from "./inputs";
import { namePattern } from "./name-pattern";
import { errorDetail, operation } from "./operation";
import { nextToken, readToken, takePage } from "./paging";
import { document, flag, integer, list, oneOf, text, unsupported } from "./shape";

const attributes = list(oneOf("NAME", "TABLE_TYPE", "DEFAULT", "LATEST_ICEBERG_METADATA"), 0, 4);
const timeTravel = { QueryAsOfTime: unsupported("QueryAsOfTime") };

/** Makes the operations on tables. */
export function tableOperations(catalog: Catalog): JsonService {
  return { ...readingOperations(catalog), ...writingOperations(catalog) };
}

function readingOperations(catalog: Catalog): JsonService {
  return {
    GetTable: operation(
      { DatabaseName: name, Name: name },
      { ...timeTravel, AttributesToGet: attributes },
      (input) => {
        const table = catalog.getTable(input.DatabaseName, input.Name);
        if (table === undefined) {
          throw notFound(catalog, input.DatabaseName);
        }
        return { Table: show(table, input.AttributesToGet) };
      },
    ),
    GetTables: operation(
      { DatabaseName: name },
      {
        ...timeTravel,
        Expression: text(0, 2048, "line"),
        NextToken: nextToken,
        MaxResults: integer(1, 100),
        AttributesToGet: attributes,
      },
      (input) => {
        const scope = `tables of ${input.DatabaseName.toLowerCase()}`;
        const [after] = readToken(scope, input.NextToken) ?? [];
        const all = catalog.listTables(input.DatabaseName, after);
        const matching = filter(all, namePattern(input.Expression));
        const page = takePage(scope, matching, input.MaxResults ?? 100, (each) => [each.Name]);
        const TableList = page.items.map((each) => show(each, input.AttributesToGet));
        return { TableList, ...page.next };
      },
    ),
  };
}

function writingOperations(catalog: Catalog): JsonService {
  return {
    CreateTable: operation(
      { DatabaseName: name, TableInput: tableInput },
      {
        // Indexes only make reading faster, which they need not here.
        PartitionIndexes: list(document, 0, 3),
        OpenTableFormatInput: unsupported("OpenTableFormatInput"),
      },
      async (input) => {
        await catalog.createTable(input.DatabaseName, input.TableInput);
        return {};
      },
    ),
    UpdateTable: operation(
      { DatabaseName: name, TableInput: tableInput },
      {
        SkipArchive: flag,
        VersionId: versionId,
        ViewUpdateAction: unsupported("ViewUpdateAction"),
        UpdateOpenTableFormatInput: unsupported("UpdateOpenTableFormatInput"),
      },
      async (input) => {
        await catalog.updateTable(input.DatabaseName, input.TableInput, {
          ...(input.VersionId !== undefined && { versionId: input.VersionId }),
          ...(input.SkipArchive !== undefined && { skipArchive: input.SkipArchive }),
        });
        return {};
      },
    ),
    DeleteTable: operation({ DatabaseName: name, Name: name }, {}, async (input) => {
      await catalog.deleteTable(input.DatabaseName, input.Name);
      return {};
    }),
    BatchDeleteTable: operation(
      { DatabaseName: name, TablesToDelete: list(name, 0, 100) },
      {},
      async (input) => {
        // A missing database refuses the whole call, a missing table only its own entry.
        catalog.listTables(input.DatabaseName);
        const results = await Promise.all(
          input.TablesToDelete.map(async (table) => {
            try {
              await catalog.deleteTable(input.DatabaseName, table);
              return [];
            } catch (error) {
              if (error instanceof ApiError) {
                return [{ TableName: table, ErrorDetail: errorDetail(error) }];
              }
              throw error;
            }
          }),
        );
        return { Errors: results.flat() };
      },
    ),
  };
}

function notFound(catalog: Catalog, database: string): ApiError {
  const message =
    catalog.getDatabase(database) === undefined
      ? `Database ${database.toLowerCase()} not found.`
      : "Entity Not Found";
  return new ApiError("EntityNotFoundException", message);
}

function show(table: TableRecord, wanted: readonly string[] = []): object {
  if (wanted.length === 0 || wanted.includes("DEFAULT")) {
    return table;
  }
  return {
    Name: table.Name,
    DatabaseName: table.DatabaseName,
    CatalogId: table.CatalogId,
    ...(wanted.includes("TABLE_TYPE") && { TableType: table.TableType }),
  };
}

function* filter(
  tables: Iterable<TableRecord>,
  matches: (name: string) => boolean,
): Iterable<TableRecord> {
  for (const table of tables) {
    if (matches(table.Name)) {
      yield table;
    }
  }
}
