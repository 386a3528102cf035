import type { Athena } from "./athena";
import { openCatalog } from "./catalog";
import { glueService } from "./glue";
import type { JsonService } from "./protocol";
import type { LakeStore } from "./store/open";

/** The services of the lake that speak AWS-JSON. */
export interface Services {
  readonly glue: () => Promise<JsonService>;
  /** Loaded when it is first called: the engine and the grammar take their time. */
  readonly athena: () => Promise<JsonService>;
  /** Stops what the services run, such as queries, and waits for it. */
  readonly close: () => Promise<void>;
}

/** Prepares the services over a store. */
export function services(store: LakeStore): Services {
  const catalog = openCatalog(store);
  const glue = glueService(store, catalog);
  let athena: Promise<Athena> | undefined;
  const load = async (): Promise<Athena> => {
    const { athenaService } = await import("./athena/index.js");
    return athenaService(store, catalog);
  };
  return {
    glue: async () => glue,
    athena: async () => {
      athena ??= load();
      return (await athena).service;
    },
    close: async () => (await athena)?.close(),
  };
}
