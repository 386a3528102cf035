import type { QueryRows } from "./catalog";
import { bind, PyDict, type PyFunction, type Value } from "./jinja";
import { rowsValue, tableValue } from "./table-value";
import { textOf } from "./values";

/** Makes a value of what a query gave, for `store_result`. */
export function resultTable(found: QueryRows): Value {
  return Object.assign(tableValue(found), { source: rowsValue(found) });
}

/** Makes `store_result` and `load_result`: results of statements, by name, for one rendering. */
export function resultFunctions(): Readonly<Record<string, Value>> {
  const stored = new Map<string, Value>();
  const store: PyFunction = (args, kwargs) => {
    const keys = ["name", "response", "agate_table", "message", "code", "rows_affected"];
    const [name, response, table] = bind("store_result", keys, args, kwargs, 1);
    const isTable = typeof table === "object" && table !== null && !Array.isArray(table);
    const data = isTable && "source" in table ? (table.source as Value) : [];
    const entries: [Value, Value][] = [
      ["response", response ?? "OK"],
      ["data", data],
      ["table", table ?? null],
    ];
    stored.set(textOf(name ?? ""), new PyDict(entries));
    return "";
  };
  return {
    store_result: store,
    store_raw_result: store,
    load_result: (args) => stored.get(textOf(args[0] ?? "")) ?? null,
  };
}
