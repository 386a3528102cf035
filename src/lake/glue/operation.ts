import { ApiError, accountId, type JsonOperation } from "../protocol";
import { name } from "./inputs";
import { readRequest, type Shape, type Structured, structure } from "./shape";

type Members = Readonly<Record<string, Shape<unknown>>>;

/**
 * Makes an operation out of the members of its request and what it does. Every request may name
 * the data catalog, which must be this lake's.
 */
export function operation<R extends Members, O extends Members>(
  required: R,
  optional: O,
  run: (input: Structured<R, O>) => object | Promise<object>,
): JsonOperation {
  const shape = structure(required, optional);
  const base = structure({}, { CatalogId: name });
  return async (input) => {
    const request = readRequest(shape, input);
    checkCatalog(readRequest(base, input).CatalogId);
    return run(request);
  };
}

/** The refusal that one entry of a batch gets while the others go on. */
export function errorDetail(error: ApiError): object {
  return { ErrorCode: error.code, ErrorMessage: error.message };
}

function checkCatalog(id: string | undefined): void {
  if (id === undefined || id === accountId) {
    return;
  }
  if (/^\d{12}$/.test(id)) {
    throw new ApiError(
      "AccessDeniedException",
      `Account ${accountId} is not authorized to access the data catalog of account ${id}.`,
    );
  }
  throw new ApiError("EntityNotFoundException", `Catalog ${id} not found.`);
}
