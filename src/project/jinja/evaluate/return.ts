import { ReturnSignal } from "../errors";
import { bind } from "../values/bind";
import type { PyFunction } from "../values/value";
import { named } from "./runtime";

/** Is dbt's `return()`: ends the macro that runs and gives its value, not its text. */
export const GLOBAL_RETURN: PyFunction = named("return", (args, kwargs) => {
  const [value = null] = bind("return", ["data"], args, kwargs);
  throw new ReturnSignal(value);
});
