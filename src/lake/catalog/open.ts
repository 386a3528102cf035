import type { Store } from "../store/store";
import type { Catalog } from "./catalog";
import { databases } from "./databases";
import { partitions } from "./partitions";
import { openShelf } from "./shelf";
import { statistics } from "./statistics";
import { tables } from "./tables";
import { versions } from "./versions";

/** Opens the catalog that is kept in a store's database. */
export function openCatalog(store: Pick<Store, "db">): Catalog {
  const shelf = openShelf(store.db);
  return {
    ...databases(shelf),
    ...tables(shelf),
    ...versions(shelf),
    ...partitions(shelf),
    ...statistics(shelf),
  };
}
