import { coerce } from "./cast";
import { type Position, SqlError } from "./error";
import type { AggregateCall } from "./functions-aggregate";
import { BIGINT, DOUBLE, type Typed } from "./typing";

type WindowRule = (args: readonly Typed[], call: AggregateCall, at: Position) => Typed;

const count = (name: string): [string, WindowRule] => [
  name,
  (args, call) => ({ sql: call.apply(name, ...args.map((arg) => arg.sql)), type: BIGINT }),
];

const share = (name: string): [string, WindowRule] => [
  name,
  (_args, call) => ({ sql: call.apply(name), type: DOUBLE }),
];

const value = (name: string): [string, WindowRule] => [
  name,
  (args, call, at) => {
    const [first, second, third] = args;
    if (first === undefined) {
      throw new SqlError("FUNCTION_NOT_FOUND", `Unexpected parameters () for function ${name}`, at);
    }
    const more = second === undefined ? [] : [second.sql];
    if (third !== undefined) more.push(coerce(third, first.type, at).sql);
    return { sql: call.apply(name, first.sql, ...more), type: first.type };
  },
];

/** Holds the functions that need OVER. */
export const WINDOWS: ReadonlyMap<string, WindowRule> = new Map([
  count("row_number"),
  count("rank"),
  count("dense_rank"),
  count("ntile"),
  share("percent_rank"),
  share("cume_dist"),
  value("lag"),
  value("lead"),
  value("first_value"),
  value("last_value"),
  value("nth_value"),
]);
