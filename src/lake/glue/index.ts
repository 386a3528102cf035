/**
 * The Glue Data Catalog API: operations of AWS-JSON 1.1 over the lake's catalog.
 *
 * It reads requests into typed values, refuses what breaks the API's constraints, and shapes
 * answers. It keeps no state of its own, and drops no member that would change an answer: such a
 * member is either honoured or refused.
 */
import type { Catalog } from "../catalog";
import type { JsonService } from "../protocol";
import type { Store } from "../store/store";
import { databaseOperations } from "./databases";
import { functionOperations } from "./functions";
import { partitionOperations } from "./partitions";
import { searchOperations } from "./search";
import { statisticsOperations } from "./statistics";
import { tableOperations } from "./tables";
import { versionOperations } from "./versions";

/** Makes the Glue service of a lake. */
export function glueService(_store: Store, catalog: Catalog): JsonService {
  return {
    ...databaseOperations(catalog),
    ...tableOperations(catalog),
    ...versionOperations(catalog),
    ...partitionOperations(catalog),
    ...statisticsOperations(catalog),
    ...searchOperations(catalog),
    ...functionOperations(catalog),
  };
}
