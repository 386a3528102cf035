import { ApiError } from "./protocol";

/** What a fault does to a call. */
export type Effect = "refuse" | "throttle" | "error" | "delay" | "hang" | "drop" | "die";

/** Describes which calls a fault strikes and how. */
export interface FaultRule {
  readonly service?: string;
  readonly operation?: string;
  /** Only calls whose logged parameters, as JSON, contain this text. */
  readonly match?: string;
  /** Only calls that write, or only calls that read. */
  readonly writing?: boolean;
  /** The first call that is struck, counted from 1 over the calls that the rule is about. */
  readonly nth: number;
  /** How many calls are struck from there on. */
  readonly count: number;
  readonly effect: Effect;
  /** Whether the fault strikes before the operation or when it is done and durable. */
  readonly when: "before" | "after";
  readonly delayMs: number;
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
}

/** Describes a call as far as rules look at it. */
export interface FaultSubject {
  readonly service: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly writing: boolean;
}

/** Shows a rule with how many calls it saw and struck. */
export interface FaultState {
  readonly rule: FaultRule;
  readonly seen: number;
  readonly struck: number;
}

const effects: readonly Effect[] = ["refuse", "throttle", "error", "delay", "hang", "drop", "die"];

const shorthands: Readonly<Record<string, Pick<FaultRule, "effect" | "when">>> = {
  "hang-before": { effect: "hang", when: "before" },
  "hang-after": { effect: "hang", when: "after" },
  "timeout-after-success": { effect: "drop", when: "after" },
};

/** Keeps the faults that were asked for and decides which call they strike. */
export class Faults {
  #states: { readonly rule: FaultRule; seen: number; struck: number }[] = [];

  /** Replaces all rules; their counts begin anew. */
  set(rules: readonly FaultRule[]): void {
    this.#states = rules.map((rule) => ({ rule, seen: 0, struck: 0 }));
  }

  /** Lists the rules in their order. */
  list(): readonly FaultState[] {
    return this.#states;
  }

  /** Counts a call and answers the rules that strike it. */
  strike(subject: FaultSubject): readonly FaultRule[] {
    const struck: FaultRule[] = [];
    for (const state of this.#states) {
      if (!concerns(state.rule, subject)) {
        continue;
      }
      state.seen += 1;
      if (state.seen >= state.rule.nth && state.struck < state.rule.count) {
        state.struck += 1;
        struck.push(state.rule);
      }
    }
    return struck;
  }
}

/** Parses rules as the control API receives them. */
export function parseRules(input: unknown): readonly FaultRule[] {
  const rules = isObject(input) ? input["rules"] : undefined;
  if (!Array.isArray(rules)) {
    throw new ApiError("InvalidRules", 'Expected {"rules": […]}');
  }
  return rules.map(parseRule);
}

function parseRule(input: unknown): FaultRule {
  if (!isObject(input)) {
    throw new ApiError("InvalidRules", "A rule is an object");
  }
  const named = input["effect"];
  const shorthand = typeof named === "string" ? shorthands[named] : undefined;
  const effect = shorthand?.effect ?? effects.find((candidate) => candidate === named);
  if (effect === undefined) {
    throw new ApiError("InvalidRules", `Unknown effect ${JSON.stringify(named)}`);
  }
  const when = shorthand?.when ?? (input["when"] === "after" ? "after" : "before");
  return {
    effect,
    when,
    nth: numberOr(input["nth"], 1),
    count: numberOr(input["count"], 1),
    delayMs: numberOr(input["delayMs"], 1000),
    ...texts(input, "service", "operation", "match", "code", "message"),
    ...(typeof input["status"] === "number" ? { status: input["status"] } : {}),
    ...(typeof input["writing"] === "boolean" ? { writing: input["writing"] } : {}),
  };
}

function texts(input: Readonly<Record<string, unknown>>, ...names: readonly string[]): object {
  return Object.fromEntries(
    names.flatMap((name) => (typeof input[name] === "string" ? [[name, input[name]]] : [])),
  );
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function concerns(rule: FaultRule, subject: FaultSubject): boolean {
  return (
    (rule.service === undefined || rule.service === subject.service) &&
    (rule.operation === undefined || rule.operation === subject.operation) &&
    (rule.writing === undefined || rule.writing === subject.writing) &&
    (rule.match === undefined || JSON.stringify(subject.parameters).includes(rule.match))
  );
}
