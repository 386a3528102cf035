import { coerce } from "./cast";
import type { Context, Field } from "./environment";
import { fresh } from "./environment";
import { SqlError } from "./error";
import { argument, argumentsOf, type Custom, unexpected } from "./function-arguments";
import type { CallExpression, Expression } from "./syntax";
import { duckText, type SqlType, typeText } from "./types";
import { BOOLEAN, commonType, type Typed } from "./typing";

/** Writes the body of a lambda with its parameters standing for the given values. */
function body(
  lambda: Expression | undefined,
  values: readonly Typed[],
  call: CallExpression,
  context: Context,
): Typed {
  if (lambda?.kind !== "lambda" || lambda.parameters.length !== values.length) {
    const text = `${call.name} needs a lambda with ${values.length} parameter(s)`;
    throw new SqlError("TYPE_MISMATCH", text, lambda?.at ?? call.at);
  }
  const fields: Field[] = values.map((value, index) => ({
    name: lambda.parameters[index],
    qualifier: [],
    sql: value.sql,
    type: value.type,
  }));
  const { groups, windows } = context.names;
  const names = {
    fields,
    outer: context.names,
    ...(groups === undefined ? {} : { groups }),
    ...(windows === undefined ? {} : { windows }),
  };
  return context.env.expression(lambda.body, { ...context, names });
}

function firstArray(
  call: CallExpression,
  context: Context,
  index = 0,
): Typed & { readonly element: SqlType } {
  const expression = call.args[index];
  if (expression === undefined) throw unexpected(call, []);
  const value = context.env.expression(expression, context);
  if (value.type.kind !== "array") throw unexpected(call, [value]);
  return { ...value, element: value.type.element };
}

function firstMap(
  call: CallExpression,
  context: Context,
): Typed & { readonly key: SqlType; readonly value: SqlType } {
  const expression = call.args[0];
  if (expression === undefined) throw unexpected(call, []);
  const value = context.env.expression(expression, context);
  if (value.type.kind !== "map") throw unexpected(call, [value]);
  return { ...value, key: value.type.key, value: value.type.value };
}

function isTrue(value: Typed, call: CallExpression): string {
  if (value.type.kind === "boolean") return value.sql;
  const text = `${call.name} needs a lambda that gives boolean, not ${typeText(value.type)}`;
  throw new SqlError("TYPE_MISMATCH", text, call.at);
}

const transform: Custom = (call, context) => {
  const array = firstArray(call, context);
  const name = fresh(context.env, "l");
  const inner = body(call.args[1], [{ sql: name, type: array.element }], call, context);
  const sql = `list_transform(${array.sql}, lambda ${name}: ${inner.sql})`;
  return { sql, type: { kind: "array", element: inner.type } };
};

const filter: Custom = (call, context) => {
  const array = firstArray(call, context);
  const name = fresh(context.env, "l");
  const inner = body(call.args[1], [{ sql: name, type: array.element }], call, context);
  return {
    sql: `list_filter(${array.sql}, lambda ${name}: ${isTrue(inner, call)})`,
    type: array.type,
  };
};

const match =
  (macro: string): Custom =>
  (call, context) => {
    const array = firstArray(call, context);
    const name = fresh(context.env, "l");
    const inner = body(call.args[1], [{ sql: name, type: array.element }], call, context);
    const flags = `list_transform(${array.sql}, lambda ${name}: ${isTrue(inner, call)})`;
    return { sql: `${macro}(${flags})`, type: BOOLEAN };
  };

/**
 * Folds over pairs of state and element, because DuckDB's list_reduce wants the state in the type
 * of the elements.
 */
const reduce: Custom = (call, context) => {
  if (call.args.length !== 4) throw unexpected(call, []);
  const array = firstArray(call, context);
  const start = call.args[1];
  if (start === undefined) throw unexpected(call, [array]);
  const initial = context.env.expression(start, context);
  const [a, b] = [fresh(context.env, "l"), fresh(context.env, "l")];
  const step = (state: SqlType) =>
    body(
      call.args[2],
      [
        { sql: `${a}.s`, type: state },
        { sql: `${b}.x`, type: array.element },
      ],
      call,
      context,
    );
  const state = commonType(initial.type, step(initial.type).type);
  if (state === undefined) throw unexpected(call, [array, initial]);
  const next = coerce(step(state), state, call.at);
  const element = duckText(array.element);
  const seed = `{'s': CAST(${coerce(initial, state, call.at).sql} AS ${duckText(state)}), 'x': CAST(NULL AS ${element})}`;
  const c = fresh(context.env, "l");
  const pairs = `list_transform(${array.sql}, lambda ${c}: {'s': CAST(NULL AS ${duckText(state)}), 'x': ${c}})`;
  const folded = `list_reduce(list_concat([${seed}], ${pairs}), lambda ${a}, ${b}: {'s': ${next.sql}, 'x': CAST(NULL AS ${element})})`;
  const result = body(call.args[3], [{ sql: `(${folded}).s`, type: state }], call, context);
  return { sql: `CASE WHEN ${array.sql} IS NOT NULL THEN ${result.sql} END`, type: result.type };
};

const zipWith: Custom = (call, context) => {
  const [left, right] = [firstArray(call, context), firstArray(call, context, 1)];
  const index = fresh(context.env, "l");
  const inner = body(
    call.args[2],
    [
      { sql: `(${left.sql})[${index}]`, type: left.element },
      { sql: `(${right.sql})[${index}]`, type: right.element },
    ],
    call,
    context,
  );
  const last = `CASE WHEN ${left.sql} IS NOT NULL AND ${right.sql} IS NOT NULL THEN greatest(len(${left.sql}), len(${right.sql})) + 1 END`;
  const sql = `list_transform(range(1, ${last}), lambda ${index}: ${inner.sql})`;
  return { sql, type: { kind: "array", element: inner.type } };
};

const zip: Custom = (call, context) => {
  const args = argumentsOf(call, context, 2, 5);
  const index = fresh(context.env, "l");
  const fields: { name: undefined; type: SqlType }[] = [];
  const cells = args.map((arg, place) => {
    if (arg.type.kind !== "array") throw unexpected(call, args);
    fields.push({ name: undefined, type: arg.type.element });
    return `f${place} := (${arg.sql})[${index}]`;
  });
  const last = `greatest(${args.map((arg) => `len(${arg.sql})`).join(", ")}) + 1`;
  const sql = `list_transform(range(1, ${last}), lambda ${index}: struct_pack(${cells.join(", ")}))`;
  return { sql, type: { kind: "array", element: { kind: "row", fields } } };
};

/** Writes a function over a map's entries. */
const overEntries =
  (what: "filter" | "values" | "keys"): Custom =>
  (call, context) => {
    const map = firstMap(call, context);
    const name = fresh(context.env, "l");
    const inner = body(
      call.args[1],
      [
        { sql: `${name}.key`, type: map.key },
        { sql: `${name}.value`, type: map.value },
      ],
      call,
      context,
    );
    const entries = `map_entries(${map.sql})`;
    if (what === "filter") {
      const kept = `list_filter(${entries}, lambda ${name}: ${isTrue(inner, call)})`;
      return { sql: `map_from_entries(${kept})`, type: map.type };
    }
    const made = `list_transform(${entries}, lambda ${name}: ${inner.sql})`;
    return what === "values"
      ? {
          sql: `map(map_keys(${map.sql}), ${made})`,
          type: { kind: "map", key: map.key, value: inner.type },
        }
      : {
          sql: `map(${made}, map_values(${map.sql}))`,
          type: { kind: "map", key: inner.type, value: map.value },
        };
  };

const mapEntries: Custom = (call, context) => {
  const map = firstMap(call, context);
  const name = fresh(context.env, "l");
  const packed = `struct_pack(f0 := ${name}.key, f1 := ${name}.value)`;
  const fields = [map.key, map.value].map((type) => ({ name: undefined, type }));
  const sql = `list_transform(map_entries(${map.sql}), lambda ${name}: ${packed})`;
  return { sql, type: { kind: "array", element: { kind: "row", fields } } };
};

const mapFromEntries: Custom = (call, context) => {
  const array = firstArray(call, context);
  const { element } = array;
  const [key, value] = element.kind === "row" ? element.fields : [];
  if (key === undefined || value === undefined) throw unexpected(call, [array]);
  const name = fresh(context.env, "l");
  const part = (index: number, field: { readonly name: string | undefined }) =>
    `list_transform(${array.sql}, lambda ${name}: ${name}."${(field.name ?? `f${index}`).replaceAll('"', '""')}")`;
  const type: SqlType = { kind: "map", key: key.type, value: value.type };
  return { sql: `map(${part(0, key)}, ${part(1, value)})`, type };
};

const emptyMap: Custom = (call, context) => {
  const args = argumentsOf(call, context, 0, 2);
  if (args.length === 0) {
    return {
      sql: "map()",
      type: { kind: "map", key: { kind: "unknown" }, value: { kind: "unknown" } },
    };
  }
  const [keys, values] = [argument(call, args, 0), argument(call, args, 1)];
  if (keys.type.kind !== "array" || values.type.kind !== "array") throw unexpected(call, args);
  const type: SqlType = { kind: "map", key: keys.type.element, value: values.type.element };
  return { sql: `map(${keys.sql}, ${values.sql})`, type };
};

/** Holds the functions that take a lambda or build maps. */
export const LAMBDAS: readonly (readonly [string, Custom])[] = [
  ["transform", transform],
  ["filter", filter],
  ["reduce", reduce],
  ["any_match", match("trino_any_match")],
  ["all_match", match("trino_all_match")],
  ["none_match", match("NOT trino_any_match")],
  ["zip_with", zipWith],
  ["zip", zip],
  ["map_filter", overEntries("filter")],
  ["transform_values", overEntries("values")],
  ["transform_keys", overEntries("keys")],
  ["map_entries", mapEntries],
  ["map_from_entries", mapFromEntries],
  ["map", emptyMap],
];
