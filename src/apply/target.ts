import {
  asInput,
  createTable,
  type GlueTable,
  type GlueTableInput,
  getTable,
  observedTable,
  updateTable,
} from "../aws";
import { LakeError } from "../errors";
import type { Attempt, Built } from "./attempt";

/** Takes the definition that was built, under the target's name and with what belongs to it. */
export function targetInput(
  attempt: Attempt,
  built: Pick<Built, "table">,
  target: GlueTable | undefined,
  classification: string | undefined,
): GlueTableInput {
  const input = asInput(built.table);
  return {
    ...input,
    Name: attempt.relation.identifier,
    ...(target?.Owner === undefined ? {} : { Owner: target.Owner }),
    ...(target?.Retention === undefined ? {} : { Retention: target.Retention }),
    Parameters: {
      ...input.Parameters,
      ...(classification === undefined ? {} : { classification }),
    },
  };
}

/** Writes the target under its guard. A write whose answer was lost meets itself and is fine. */
export async function writeTarget(
  attempt: Attempt,
  input: GlueTableInput,
  expected: string | undefined,
  skipArchive: boolean,
): Promise<void> {
  const { clients } = attempt.run;
  const { relation } = attempt;
  try {
    if (expected === undefined) await createTable(clients, relation, input);
    else await updateTable(clients, relation, input, { expected, skipArchive });
  } catch (error) {
    if (!(error instanceof LakeError && error.code === "AF203")) throw error;
    const now = await getTable(clients, relation);
    if (now !== undefined && isWritten(now, input)) return;
    attempt.publishing = false;
    throw error;
  }
}

const bridgeName = "athenaform.bridge";

function isWritten(now: GlueTable, input: GlueTableInput): boolean {
  const wanted = observedTable(input);
  const seen = observedTable(now);
  return (
    seen.shape === wanted.shape && seen.parameters[bridgeName] === wanted.parameters[bridgeName]
  );
}
