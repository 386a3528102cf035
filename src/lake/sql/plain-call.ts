import type { Position } from "./error";
import type { CallExpression, Expression } from "./syntax";

/** Builds a call with nothing but its arguments; `rest` adds what else was written. */
export function plainCall(
  name: string,
  at: Position,
  args: readonly Expression[],
  rest: Partial<CallExpression> = {},
): CallExpression {
  return {
    kind: "call",
    at,
    name,
    args,
    star: false,
    distinct: false,
    orderBy: [],
    filter: undefined,
    over: undefined,
    ignoreNulls: false,
    ...rest,
  };
}
