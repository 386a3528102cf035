/**
 * What must happen: (desired, applied, observed) → Plan. Preview prints the plan and apply runs it.
 *
 * Invariants: pure, so the same faces give the same plan, byte for byte; never sees a Pulumi Output;
 * every refusal is made here or earlier, before anything is touched.
 */
export { changedKeys } from "./compare";
export { bytesText, explainActions, explainReasons, type PlanView, viewOf } from "./explain";
export type {
  Action,
  Batching,
  Estimate,
  Hazard,
  Plan,
  PlanInput,
  Reason,
  Statement,
  Verb,
} from "./plan";
export { planDrop } from "./plan-drop";
export { notOurs, type PlanSettings, planRelation } from "./plan-relation";
export {
  type Budgets,
  checkDropped,
  checkScan,
  digestOf,
  type PlanDigest,
  summarise,
} from "./summary";
