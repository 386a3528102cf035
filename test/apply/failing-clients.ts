import type { Clients } from "../../src/aws";

/** Says what goes wrong at the call that was chosen. */
export type Failure =
  /** The process is gone right after the call took effect. */
  | "dies"
  /** The call fails before it took effect; later ones work. */
  | "refused"
  /** The call takes effect, but its answer is lost; later ones work. */
  | "lost";

/** Holds clients that fail once, and how many calls went through them. */
export interface FailingClients {
  readonly clients: Clients;
  readonly calls: () => readonly string[];
}

/** Wraps clients so that the n-th call fails, counted from 1. */
export function failingAt(real: Clients, nth: number, failure: Failure): FailingClients {
  const calls: string[] = [];
  let dead = false;
  const run = async (operation: string, call: () => Promise<unknown>): Promise<unknown> => {
    if (dead) throw new Error("the process is gone");
    calls.push(operation);
    if (calls.length !== nth) return call();
    if (failure === "refused") throw new Error(`${operation} is refused`);
    dead = failure === "dies";
    await call();
    throw new Error(dead ? "the process is gone" : `the answer of ${operation} is lost`);
  };
  const wrap = <T extends object>(open: () => Promise<T>) => {
    return async (): Promise<T> =>
      new Proxy(await open(), {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== "function" || typeof name !== "string") return member;
          return (...given: unknown[]) =>
            run(name, async () => Reflect.apply(member, target, given) as unknown);
        },
      });
  };
  return {
    calls: () => calls,
    clients: {
      ...real,
      glue: wrap(real.glue),
      s3: wrap(real.s3),
      athena: wrap(real.athena),
    },
  };
}
