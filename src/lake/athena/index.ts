/**
 * Athena's API: workgroups, query executions with their history, results, and the data catalog.
 *
 * Knows the wire's shapes and keeps what must outlive a process; what a statement means is the
 * engine's. Invariants: a query is in the history before its id is told; its last state is durable
 * before anyone can see it; results are objects in S3 and are paged from there.
 */
import type { Catalog } from "../catalog/catalog";
import { openDuck } from "../engine";
import type { JsonService } from "../protocol";
import type { Store } from "../store/store";
import { dataCatalogService } from "./data-catalogs";
import { openHistory } from "./history";
import { queryService } from "./queries";
import { openRunner } from "./runner";
import { openWorkGroups } from "./workgroups";

/** Athena over one lake. */
export interface Athena {
  readonly service: JsonService;
  /** Counts the queries that are queued or running; a lake that has some is not idle. */
  running(): number;
  /** Stops the queries that run, waits for them, and lets go of DuckDB. */
  close(): Promise<void>;
}

/** Opens Athena over a store and its catalog. */
export async function athenaService(store: Store, catalog: Catalog): Promise<Athena> {
  const duck = await openDuck(store.dir);
  const [groups, history] = await Promise.all([openWorkGroups(store), openHistory(store)]);
  const runner = openRunner(store, catalog, duck, history);
  return {
    service: {
      ...groups.service,
      ...queryService(store, groups, history, runner),
      ...dataCatalogService(catalog),
    },
    running: runner.running,
    close: async () => {
      await runner.close();
      duck.close();
    },
  };
}
