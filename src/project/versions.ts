import { layConfig } from "./config";
import type { NodeFile } from "./node";
import { compareText } from "./problems";
import type { Patch } from "./properties";

/** Says that a file is one version of a model, and what properties hold for that version. */
export interface VersionedFile {
  readonly version: string;
  readonly latest: string;
  readonly patch: Patch;
}

/** Finds the files that are versions of models: file name without ending → version. */
export function versionedFiles(
  patches: Iterable<Patch>,
  files: readonly NodeFile[],
): ReadonlyMap<string, VersionedFile> {
  const found = new Map<string, VersionedFile>();
  for (const patch of patches) {
    const { versions, name } = patch;
    if (versions.length === 0) continue;
    const stems = new Set(files.map((file) => file.found.stem));
    const newest = versions
      .map((one) => one.version)
      .sort(compareVersions)
      .at(-1);
    const latest = patch.latestVersion ?? newest ?? "";
    for (const one of versions) {
      const named = one.definedIn ?? `${name}_v${one.version}`;
      // The latest version may lie in a file that is named as the model.
      const stem = stems.has(named) || one.version !== latest ? named : name;
      const own: Patch = {
        ...patch,
        description: one.description ?? patch.description,
        config: layConfig(patch.config, one.config),
        columns: one.columns,
        tests: one.tests,
      };
      found.set(stem, { version: one.version, latest, patch: own });
    }
  }
  return found;
}

function compareVersions(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? compareText(a, b) : difference;
}
