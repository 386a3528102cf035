import { describeError, LakeError } from "../errors";
import type { Action, Plan, PlanInput } from "../planner";
import type { Applied } from "../state";
import { adopt } from "./adopt";
import { Attempt } from "./attempt";
import { build } from "./build";
import { cleanUp } from "./clean-up";
import { document } from "./document";
import { drop } from "./drop";
import { expire } from "./expire";
import { publish } from "./publish";
import { finish, rollBack } from "./recover";
import type { Run } from "./run";
import { uploadSeed } from "./seed";
import { settle } from "./settle";
import { createView } from "./view";

/**
 * Runs the actions of a plan and gives what the relation is after that; undefined once it is gone.
 * What fails before readers could see anything is rolled back; what fails later stays on record,
 * and the next run finishes it.
 */
export async function applyPlan(
  plan: Plan,
  input: PlanInput,
  run: Run,
): Promise<Applied | undefined> {
  return runActions(new Attempt(input.desired.relation, plan, run, input));
}

/** Runs a plan that removes a relation which the project no longer has. */
export async function applyDrop(plan: Plan, run: Run): Promise<void> {
  const entry = run.record.entry(plan.relation);
  if (entry === undefined) return;
  await runActions(new Attempt(entry.relation, plan, run, undefined));
}

async function runActions(attempt: Attempt): Promise<Applied | undefined> {
  const { plan, run } = attempt;
  try {
    for (const action of plan.actions) {
      stopIfAborted(attempt);
      await act(action, attempt);
    }
    if (attempt.entry.pending !== undefined) await cleanUp(attempt);
    if (attempt.next !== undefined) await attempt.close(attempt.next);
    return run.record.entry(attempt.key)?.applied;
  } catch (error) {
    throw await afterFailure(attempt, error);
  }
}

async function act(action: Action, attempt: Attempt): Promise<void> {
  switch (action.kind) {
    case "roll-back":
      return rollBack(action.pending, attempt);
    case "finish":
      return finish(action.pending, attempt);
    case "upload-seed":
      return uploadSeed(action, attempt);
    case "build":
      return build(action, attempt);
    case "create-view":
      return createView(action, attempt);
    case "publish":
      return publish(action, attempt);
    case "settle":
      return settle(action, attempt);
    case "document":
      return document(attempt);
    case "adopt":
      return adopt(attempt);
    case "drop":
      return drop(action, attempt);
    case "expire":
      return expire(action, attempt);
    default:
      return action satisfies never;
  }
}

/** Stops between actions; once something is published only quick clean-up is left, and it ends. */
function stopIfAborted(attempt: Attempt): void {
  if (!attempt.run.signal.aborted || attempt.publishing) return;
  throw new LakeError("AF209", `Cannot go on with "${attempt.key}": the run was interrupted`);
}

/** Leaves nothing of a failed attempt behind, unless readers may rely on it already. */
async function afterFailure(attempt: Attempt, error: unknown): Promise<unknown> {
  const pending = attempt.run.record.entry(attempt.key)?.pending;
  if (pending === undefined || pending.attempt !== attempt.plan.attempt) return error;
  if (attempt.publishing || pending.phase === "dropping") return error;
  try {
    await rollBack(pending, attempt);
    return error;
  } catch (second) {
    const message =
      `${error instanceof Error ? error.message : String(error)}; ` +
      `and what it left could not be removed: ${describeError(second)}`;
    const code = error instanceof LakeError ? error.code : "AF200";
    return new LakeError(code, message, {
      hint: "It is on record: the next run removes it",
      where: { relation: attempt.key },
      cause: error,
    });
  }
}
