import type { JsonService } from "./protocol";
import type { LakeStore } from "./store/open";

/** The services of the lake that speak AWS-JSON, each loaded when it is first called. */
export interface Services {
  readonly glue: () => Promise<JsonService>;
  readonly athena: () => Promise<JsonService>;
  /** Stops what the services run, such as queries, and waits for it. */
  readonly close: () => Promise<void>;
}

/** Prepares the services over a store. */
export function services(_store: LakeStore): Services {
  const none = async (): Promise<JsonService> => ({});
  return { glue: none, athena: none, close: async () => undefined };
}
