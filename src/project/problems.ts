import { type Code, codes, type Details, ProjectError, ProjectErrors } from "../errors";
import { Suspension } from "./catalog";
import type { Warning } from "./project";

/** Gathers the faults of a project while it is read, so that all are told at once. */
export class Problems {
  readonly errors: ProjectError[] = [];
  readonly warnings: Warning[] = [];
  private readonly seen = new Set<string>();

  /** Notes a fault and lets the reading go on. */
  add(code: Code, message: string, details: Details = {}): void {
    this.addError(new ProjectError(code, message, details));
  }

  /** Notes a fault that was thrown; the same fault at the same place counts once. */
  addError(error: ProjectError): void {
    const key = `${error.code}|${error.message}|${placeKey(error.where)}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.errors.push(error);
  }

  /** Notes something that stops nothing. */
  warn(code: Code, message: string, details: Omit<Details, "cause"> = {}): void {
    const { hint = codes[code][1], where } = details;
    const key = `warn|${code}|${message}|${placeKey(where)}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.warnings.push({ code, message, hint, ...(where === undefined ? {} : { where }) });
  }

  /** Throws everything noted so far, by place; does nothing when there is nothing. */
  throwIfAny(): void {
    if (this.errors.length === 0) return;
    throw new ProjectErrors([...this.errors].sort(byPlace));
  }

  /** Remembers how much is noted, for `rewind`. */
  mark(): readonly [errors: number, warnings: number, seen: readonly string[]] {
    return [this.errors.length, this.warnings.length, [...this.seen]];
  }

  /** Forgets what was noted since a mark. */
  rewind([errors, warnings, seen]: ReturnType<Problems["mark"]>): void {
    this.errors.length = errors;
    this.warnings.length = warnings;
    this.seen.clear();
    for (const key of seen) this.seen.add(key);
  }

  /**
   * Runs a step; a fault of the project that it throws is noted and gives undefined. So does a step
   * that waits for the lake: it is run again.
   */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (error instanceof ProjectError) this.addError(error);
      else if (error instanceof Suspension) return undefined;
      else if (error instanceof ProjectErrors) for (const one of error.errors) this.addError(one);
      else throw error;
      return undefined;
    }
  }
}

function placeKey(where: Details["where"]): string {
  return `${where?.file ?? ""}:${where?.line ?? ""}:${where?.relation ?? ""}`;
}

function byPlace(a: ProjectError, b: ProjectError): number {
  return (
    compareText(a.where?.file ?? "", b.where?.file ?? "") ||
    (a.where?.line ?? 0) - (b.where?.line ?? 0) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Compares by code unit, so that an order never depends on the machine's language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
