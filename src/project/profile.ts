import { Bug } from "../errors";
import type { Connection } from "../state";
import type { LoadOptions } from "./project";

/** Reads profiles.yml alone and gives the target's connection. */
export function loadConnection(options: LoadOptions): Connection {
  throw new Bug(`Cannot load the profile of "${options.projectDir}": the loader is not there yet`);
}
