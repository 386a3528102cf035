import { rawText } from "./values";

/** Holds the rendered arguments of a generic test, beside the relation that it looks at. */
export interface GenericCall {
  /** The relation as it stands behind `from`, `where` of the test's config included. */
  readonly model: string;
  readonly column?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Says which argument is missing or wrong. */
export class ArgumentFault extends Error {}

/** Gives dbt's four generic tests in SQL: each row is a failure. */
export const genericTests: Readonly<Record<string, (call: GenericCall) => string>> = {
  not_null: (call) => {
    const column = columnOf(call);
    return `select ${column}\nfrom ${call.model}\nwhere ${column} is null`;
  },
  unique: (call) => {
    const column = columnOf(call);
    return [
      `select ${column} as unique_field, count(*) as n_records`,
      `from ${call.model}`,
      `where ${column} is not null`,
      `group by ${column}`,
      "having count(*) > 1",
    ].join("\n");
  },
  accepted_values: (call) => {
    const column = columnOf(call);
    const { values, quote } = call.args;
    if (!Array.isArray(values) || values.length === 0) {
      throw new ArgumentFault('it needs "values", a list');
    }
    const list = values.map((value) => literal(value, quote !== false)).join(", ");
    return [
      `select ${column} as value_field, count(*) as n_records`,
      `from ${call.model}`,
      `where ${column} not in (${list})`,
      `group by ${column}`,
    ].join("\n");
  },
  relationships: (call) => {
    const column = columnOf(call);
    const { to, field } = call.args;
    if (typeof to !== "string") throw new ArgumentFault('it needs "to", a ref or source');
    if (typeof field !== "string") throw new ArgumentFault('it needs "field", a column');
    return [
      "select child.from_field",
      `from (select ${column} as from_field from ${call.model} where ${column} is not null) child`,
      `left join (select ${field} as to_field from ${to}) parent`,
      "  on child.from_field = parent.to_field",
      "where parent.to_field is null",
    ].join("\n");
  },
};

function columnOf(call: GenericCall): string {
  if (call.column === undefined) throw new ArgumentFault("it belongs below a column");
  return call.column;
}

// dbt puts values between quotes as they are, so projects that hold quotes have doubled them.
function literal(value: unknown, quote: boolean): string {
  const text = rawText(value);
  if (!quote) return text;
  const isDoubled = !text.replaceAll("''", "").includes("'");
  return `'${isDoubled ? text : text.replaceAll("'", "''")}'`;
}
