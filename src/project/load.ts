import { Bug } from "../errors";
import type { LoadOptions, Project } from "./project";

/** Loads, compiles and validates the dbt project in a folder, or throws all its faults at once. */
export function loadProject(options: LoadOptions): Project {
  throw new Bug(`Cannot load "${options.projectDir}": the loader is not there yet`);
}
