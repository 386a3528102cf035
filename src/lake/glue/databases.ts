import type { Catalog } from "../catalog";
import { ApiError, type JsonService } from "../protocol";
import { databaseInput, name } from "./inputs";
import { operation } from "./operation";
import { nextToken, readToken, takePage } from "./paging";
import { integer, list, oneOf } from "./shape";

/** Makes the operations on databases. */
export function databaseOperations(catalog: Catalog): JsonService {
  return {
    CreateDatabase: operation({ DatabaseInput: databaseInput }, {}, async (input) => {
      await catalog.createDatabase(input.DatabaseInput);
      return {};
    }),
    GetDatabase: operation({ Name: name }, {}, (input) => {
      const record = catalog.getDatabase(input.Name);
      if (record === undefined) {
        throw new ApiError(
          "EntityNotFoundException",
          `Database ${input.Name.toLowerCase()} not found.`,
        );
      }
      return { Database: record };
    }),
    GetDatabases: operation(
      {},
      {
        NextToken: nextToken,
        MaxResults: integer(1, 100),
        AttributesToGet: list(oneOf("NAME", "TARGET_DATABASE"), 0, 2),
      },
      (input) => {
        const [after] = readToken("databases", input.NextToken) ?? [];
        const all = catalog.listDatabases(after);
        const page = takePage("databases", all, input.MaxResults ?? 100, (each) => [each.Name]);
        const wanted = input.AttributesToGet ?? [];
        const DatabaseList = page.items.map((each) =>
          wanted.length === 0
            ? each
            : {
                Name: each.Name,
                CatalogId: each.CatalogId,
                ...(wanted.includes("TARGET_DATABASE") && {
                  TargetDatabase: each.TargetDatabase,
                }),
              },
        );
        return { DatabaseList, ...page.next };
      },
    ),
    UpdateDatabase: operation({ Name: name, DatabaseInput: databaseInput }, {}, async (input) => {
      await catalog.updateDatabase(input.Name, input.DatabaseInput);
      return {};
    }),
    DeleteDatabase: operation({ Name: name }, {}, async (input) => {
      await catalog.deleteDatabase(input.Name, { cascade: true });
      return {};
    }),
  };
}
