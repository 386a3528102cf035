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
  /** Tells whether queries wait or run, although no request may be under way. */
  readonly busy: () => boolean;
  /** Stops what the services run, such as queries, and waits for it. */
  readonly close: () => Promise<void>;
}

/** Prepares the services over a store. */
export function services(store: LakeStore): Services {
  const catalog = openCatalog(store);
  const glue = glueService(store, catalog);
  let loading: Promise<Athena> | undefined;
  let loaded: Athena | undefined;
  const load = async (): Promise<Athena> => {
    const { athenaService } = await import("./athena/index.js");
    loaded = await athenaService(store, catalog);
    return loaded;
  };
  return {
    glue: async () => glue,
    athena: async () => {
      loading ??= load();
      return (await loading).service;
    },
    busy: () => (loaded?.running() ?? 0) > 0,
    close: async () => {
      // What failed to load has told so to whoever asked for it, and has nothing to stop.
      await loading?.catch(() => undefined);
      await loaded?.close();
    },
  };
}
