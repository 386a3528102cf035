import type { Value } from "./jinja";
import { RelationValue } from "./relation-value";

/** Names the tests that dbt brings. */
export const builtinTests: readonly string[] = [
  "not_null",
  "unique",
  "accepted_values",
  "relationships",
];

/** Says in words which argument of a built-in test is missing or wrong. */
export function argumentFault(test: string, args: ReadonlyMap<string, Value>): string | undefined {
  if (typeof args.get("column_name") !== "string") return "it belongs below a column";
  if (test === "accepted_values") {
    const values = args.get("values");
    const isList = Array.isArray(values) && values.length > 0;
    return isList ? undefined : 'it needs "values", a list';
  }
  if (test !== "relationships") return undefined;
  const to = args.get("to");
  if (typeof to !== "string" && !(to instanceof RelationValue)) {
    return 'it needs "to", a ref or source';
  }
  return typeof args.get("field") === "string" ? undefined : 'it needs "field", a column';
}
