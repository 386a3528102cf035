import { compare } from "./compare";
import type { Value } from "./value";

/** Sorts by keys, stably; equal keys keep their order in reverse too, as in Python. */
export function sorted(
  items: readonly Value[],
  key: (item: Value) => Value,
  reverse: boolean,
): Value[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  const direction = reverse ? -1 : 1;
  // Python only asks "less than", so that it names that operator when there is no order.
  keyed.sort((a, b) => direction * compare(a.key, b.key));
  return keyed.map(({ item }) => item);
}
