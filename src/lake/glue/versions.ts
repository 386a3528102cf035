import { type Catalog, versionNotFound } from "../catalog";
import { ApiError, type JsonService } from "../protocol";
import { name, versionId } from "./inputs";
import { errorDetail, operation } from "./operation";
import { listName, nextToken, readToken, takePage } from "./paging";
import { integer, list } from "./shape";

const ofTable = { DatabaseName: name, TableName: name };

/** Makes the operations on the versions of tables. */
export function versionOperations(catalog: Catalog): JsonService {
  return {
    GetTableVersion: operation(ofTable, { VersionId: versionId }, (input) => {
      // Without a version the current one is meant.
      const current = catalog.listTableVersions(input.DatabaseName, input.TableName);
      const [TableVersion] =
        input.VersionId === undefined
          ? current
          : [catalog.getTableVersion(input.DatabaseName, input.TableName, input.VersionId)];
      if (TableVersion === undefined) {
        throw versionNotFound();
      }
      return { TableVersion };
    }),
    GetTableVersions: operation(
      ofTable,
      { NextToken: nextToken, MaxResults: integer(1, 100) },
      (input) => {
        const scope = listName("versions", input);
        const [before] = readToken(scope, input.NextToken) ?? [];
        const all = catalog.listTableVersions(input.DatabaseName, input.TableName, before);
        const page = takePage(scope, all, input.MaxResults ?? 100, (each) => [each.VersionId]);
        return { TableVersions: page.items, ...page.next };
      },
    ),
    DeleteTableVersion: operation({ ...ofTable, VersionId: versionId }, {}, async (input) => {
      await catalog.deleteTableVersion(input.DatabaseName, input.TableName, input.VersionId);
      return {};
    }),
    BatchDeleteTableVersion: operation(
      { ...ofTable, VersionIds: list(versionId, 0, 100) },
      {},
      async (input) => {
        const { DatabaseName, TableName } = input;
        catalog.listTableVersions(DatabaseName, TableName);
        const results = await Promise.all(
          input.VersionIds.map(async (VersionId) => {
            try {
              await catalog.deleteTableVersion(DatabaseName, TableName, VersionId);
              return [];
            } catch (error) {
              if (error instanceof ApiError) {
                return [{ TableName, VersionId, ErrorDetail: errorDetail(error) }];
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
