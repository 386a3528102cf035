/**
 * Makes it so: runs the actions of a plan, one at a time, and records what was done.
 *
 * It decides nothing: all follows from the plan and the record. Invariants: the record names what
 * an effect creates before the effect; every action can be run twice; only what the record says is
 * ours is ever removed.
 */
export { applyDrop, applyPlan } from "./apply";
export type { Run } from "./run";
export { createSchema, dropSchema, type SchemaRequest } from "./schema";
