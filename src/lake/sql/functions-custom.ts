import type { Custom } from "./function-arguments";
import { CONDITIONAL } from "./functions-conditional";
import { DATES } from "./functions-date";
import { LAMBDAS } from "./functions-lambda";
import { NUMBERS } from "./functions-number";
import { TEXTS } from "./functions-text";

/** Holds the functions whose DuckDB text depends on more than the types of the arguments. */
export const CUSTOM: ReadonlyMap<string, Custom> = new Map([
  ...CONDITIONAL,
  ...NUMBERS,
  ...TEXTS,
  ...DATES,
  ...LAMBDAS,
]);
