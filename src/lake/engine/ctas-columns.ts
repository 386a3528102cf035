import type { TypedColumn } from "../sql/scope";
import { parseType, type SqlType, typeText } from "../sql/types";
import { QueryFailure } from "./failure";
import type { WriteColumn } from "./write";

/** Refuses a column of a new table. */
export const columnRefusal = (code: string, detail: string): QueryFailure =>
  new QueryFailure(code, detail);

function checkType(type: SqlType, whole: SqlType): void {
  if (type.kind === "timestamp" && !type.zone && type.precision > 3) {
    throw columnRefusal(
      "NOT_SUPPORTED",
      `Incorrect timestamp precision for ${typeText(type)}; ` +
        "the configured precision is MILLISECONDS",
    );
  }
  if (type.kind === "row" && type.fields.some(({ name }) => name === undefined)) {
    throw columnRefusal(
      "NOT_SUPPORTED",
      "Anonymous row type is not supported in Hive. " +
        `Please give each field a name: ${typeText(whole)}`,
    );
  }
  for (const inner of innerTypes(type)) checkType(inner, whole);
}

function innerTypes(type: SqlType): readonly SqlType[] {
  if (type.kind === "array") return [type.element];
  if (type.kind === "map") return [type.key, type.value];
  return type.kind === "row" ? type.fields.map((field) => field.type) : [];
}

/** Checks that a query's columns can be those of a Hive table. */
export function storableColumns(
  columns: readonly TypedColumn[],
  check: (type: SqlType, whole: SqlType) => void = checkType,
): readonly WriteColumn[] {
  const seen = new Set<string>();
  return columns.map(({ name, type: text }, index) => {
    const type = parseType(text);
    if (name === "" || /^_col\d+$/.test(name)) {
      throw columnRefusal(
        "COLUMN_NAME_NOT_SPECIFIED",
        `line 1:1: Column name not specified at position ${index + 1}`,
      );
    }
    if (seen.has(name.toLowerCase())) {
      throw columnRefusal(
        "DUPLICATE_COLUMN_NAME",
        `line 1:1: Column name '${name.toLowerCase()}' specified more than once`,
      );
    }
    seen.add(name.toLowerCase());
    if (type.kind === "unknown") {
      throw columnRefusal("COLUMN_TYPE_UNKNOWN", `line 1:1: Column type is unknown: ${name}`);
    }
    check(type, type);
    return { name: name.toLowerCase(), type };
  });
}
