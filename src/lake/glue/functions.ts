import type { Catalog } from "../catalog";
import { ApiError, type JsonService } from "../protocol";
import { name } from "./inputs";
import { operation } from "./operation";
import { nextToken } from "./paging";
import { integer, text } from "./shape";

/** Makes the operations on user-defined functions, of which this catalog keeps none. */
export function functionOperations(catalog: Catalog): JsonService {
  const checkDatabase = (database: string | undefined): void => {
    if (database !== undefined) {
      catalog.listTables(database);
    }
  };
  return {
    GetUserDefinedFunction: operation({ DatabaseName: name, FunctionName: name }, {}, (input) => {
      checkDatabase(input.DatabaseName);
      throw new ApiError("EntityNotFoundException", `Function ${input.FunctionName} not found.`);
    }),
    GetUserDefinedFunctions: operation(
      { Pattern: text(1, 255, "line") },
      { DatabaseName: name, NextToken: nextToken, MaxResults: integer(1, 100) },
      (input) => {
        checkDatabase(input.DatabaseName);
        return { UserDefinedFunctions: [] };
      },
    ),
  };
}
