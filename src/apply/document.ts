import { asInput, type GlueTable, updateTable } from "../aws";
import { Bug } from "../errors";
import { fingerprintsOf, stableJson } from "../state";
import { docsOf } from "./applied";
import type { Attempt } from "./attempt";
import { tableOf } from "./built";
import { documented } from "./documented";

/** Writes the documentation of a relation that stays as it is. */
export async function document(attempt: Attempt): Promise<void> {
  const { applied } = attempt;
  if (applied === undefined) {
    throw new Bug(`Cannot document "${attempt.key}": it is not on record`);
  }
  const { table, names } = await writeDocs(attempt, await tableOf(attempt, attempt.relation));
  attempt.next = {
    ...applied,
    ...docsOf(attempt, { table, documented: names }),
    fingerprints: { ...applied.fingerprints, docs: fingerprintsOf(attempt.input.desired).docs },
  };
}

/** Brings the documentation of a table in the catalog to what is wanted; no new version of it. */
export async function writeDocs(
  attempt: Attempt,
  table: GlueTable,
): Promise<{ readonly table: GlueTable; readonly names: readonly string[] }> {
  const before = attempt.applied?.documented ?? [];
  const now = asInput(table);
  const { input, names } = documented(now, attempt.input.desired.docs, before);
  if (stableJson(input) === stableJson(now)) return { table, names };
  attempt.run.progress("document");
  const expected = table.VersionId ?? "";
  await updateTable(attempt.run.clients, attempt.relation, input, { expected, skipArchive: true });
  attempt.moved = true;
  return { table: await tableOf(attempt, attempt.relation), names };
}
