import { type Code, codes, type Details, ProjectError, ProjectErrors } from "../errors";
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

  /** Runs a step; a fault of the project that it throws is noted and gives undefined. */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (error instanceof ProjectError) this.addError(error);
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
