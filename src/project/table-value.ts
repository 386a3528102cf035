import type { QueryRows } from "./catalog";
import { float, PyDict, type PyObject, PyTuple, type Value } from "./jinja";

/** Makes the rows of a query as templates see them: a table with rows and columns by name. */
export function tableValue(found: QueryRows): PyObject {
  const names = found.columns.map((column) => column.name);
  const rows = found.rows.map((row) =>
    row.map((text, at) => cellValue(text, found.columns[at]?.type ?? "varchar")),
  );
  const columns = names.map((name, at) => columnOf(name, at, rows));
  const rowValues = rows.map((row) => named("agate.Row", names, row, {}));
  const members: Readonly<Record<string, Value>> = {
    columns: named("agate.MappedSequence", names, columns, {}),
    rows: sequence("agate.MappedSequence", rowValues),
    column_names: new PyTuple(names),
    column_types: found.columns.map((column) => column.type),
    print_table: () => "",
  };
  return {
    ...sequence("agate.Table", rowValues),
    getAttr: (name) => (Object.hasOwn(members, name) ? members[name] : undefined),
  };
}

/** Gives the rows of a query as lists of values. */
export function rowsValue(found: QueryRows): Value[] {
  return found.rows.map((row) =>
    row.map((text, at) => cellValue(text, found.columns[at]?.type ?? "varchar")),
  );
}

function columnOf(name: string, index: number, rows: readonly (readonly Value[])[]): PyObject {
  const values = rows.map((row) => row[index] ?? null);
  const members: Readonly<Record<string, Value>> = {
    name,
    index,
    values: () => new PyTuple(values),
    values_distinct: () => [...new Set(values)],
    values_without_nulls: () => values.filter((value) => value !== null),
  };
  return {
    ...sequence("agate.Column", values),
    getAttr: (key) => (Object.hasOwn(members, key) ? members[key] : undefined),
  };
}

function sequence(pyType: string, items: readonly Value[]): PyObject {
  return {
    pyType,
    isSequence: true,
    truthy: () => items.length > 0,
    length: () => items.length,
    iterate: () => items,
    getItem: (key) => itemAt(items, key),
    contains: (item) => items.includes(item),
  };
}

function named(
  pyType: string,
  names: readonly string[],
  items: readonly Value[],
  more: Readonly<Record<string, Value>>,
): PyObject {
  const at = (key: Value): Value | undefined => {
    const index = typeof key === "string" ? names.indexOf(key) : -1;
    return index < 0 ? itemAt(items, key) : items[index];
  };
  const entries = (): [Value, Value][] => names.map((name, index) => [name, items[index] ?? null]);
  const members: Readonly<Record<string, Value>> = {
    keys: () => new PyTuple(names),
    values: () => new PyTuple(items),
    items: () => entries().map((pair): Value => [...pair]),
    dict: () => new PyDict(entries()),
    get: (args) => at(args[0] ?? "") ?? args[1] ?? null,
    ...more,
  };
  return {
    ...sequence(pyType, items),
    getItem: at,
    getAttr: (name) => (Object.hasOwn(members, name) ? members[name] : undefined),
  };
}

function itemAt(items: readonly Value[], key: Value): Value | undefined {
  return typeof key === "number" ? items.at(key) : undefined;
}

/** Turns text into a value by its SQL type, as dbt reads rows. */
function cellValue(text: string | null, type: string): Value {
  if (text === null) return null;
  const plain = type.toLowerCase();
  if (/^(?:tinyint|smallint|int|integer|bigint)$/.test(plain)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  }
  if (plain === "boolean") return text.toLowerCase() === "true";
  if (/^(?:double|float|real|decimal)/.test(plain)) return float(Number(text));
  return text;
}
