import { ProjectError } from "../errors";
import { bytesText } from "./explain";
import type { Plan } from "./plan";

/** Holds of one plan what the summary counts; plain data that crosses processes. */
export interface PlanDigest {
  readonly verb: string;
  readonly hazards: number;
  readonly scanBytes?: number;
}

/** Reduces a plan to what the summary counts. */
export function digestOf(plan: Plan): PlanDigest | undefined {
  if (plan.verb === undefined) return undefined;
  const { scanBytes } = plan.estimate;
  const base = { verb: plan.verb, hazards: plan.hazards.length };
  return scanBytes === undefined ? base : { ...base, scanBytes };
}

/** Says how much a plan may do. */
export interface Budgets {
  /** Bytes, of what can be estimated. */
  readonly maxScan?: number;
  /** Relations. */
  readonly maxDropped?: number;
}

/** Refuses plans that together scan more than the budget allows (AF123). */
export function checkScan(digests: readonly PlanDigest[], { maxScan }: Budgets): void {
  const scan = digests.reduce((sum, digest) => sum + (digest.scanBytes ?? 0), 0);
  if (maxScan === undefined || scan <= maxScan) return;
  const fact = `it scans up to ${bytesText(scan)}, athenaform:maxScan is ${bytesText(maxScan)}`;
  throw new ProjectError("AF123", `Cannot accept the plan: ${fact}`);
}

/** Refuses to drop more relations than the budget allows (AF123). */
export function checkDropped(dropped: number, { maxDropped }: Budgets): void {
  if (maxDropped === undefined || dropped <= maxDropped) return;
  const noun = dropped === 1 ? "relation" : "relations";
  const fact = `it drops ${dropped} ${noun}, athenaform:maxDropped is ${maxDropped}`;
  throw new ProjectError("AF123", `Cannot accept the plan: ${fact}`);
}

/** Counts plans by verb, hazards, and bytes to scan: the block that closes a preview. */
export function summarise(
  digests: readonly PlanDigest[],
): Readonly<Record<string, string | number>> {
  if (digests.length === 0) return { actions: "nothing to do" };
  const counts = new Map<string, number>();
  let hazards = 0;
  let scanBytes = 0;
  let unknown = 0;
  for (const digest of digests) {
    counts.set(digest.verb, (counts.get(digest.verb) ?? 0) + 1);
    hazards += digest.hazards;
    if (digest.scanBytes !== undefined) scanBytes += digest.scanBytes;
    else if (digest.verb === "create" || digest.verb === "swap") unknown += 1;
  }
  const scan =
    unknown === 0 ? bytesText(scanBytes) : `${bytesText(scanBytes)} and ${unknown} unknown`;
  return { ...Object.fromEntries([...counts].sort()), hazards, scan };
}
