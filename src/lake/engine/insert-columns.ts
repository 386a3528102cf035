import { duckText, quoteText, type SqlType, typeText } from "../sql/types";
import { QueryFailure } from "./failure";
import type { WriteColumn } from "./write";

/** Answers the columns that an INSERT names, in its order. */
export function targets(
  all: readonly WriteColumn[],
  named: readonly string[] | undefined,
  at: string,
): readonly WriteColumn[] {
  if (named === undefined) return all;
  return named.map((name) => {
    const found = all.find((column) => column.name === name.toLowerCase());
    if (found === undefined) {
      throw new QueryFailure(
        "COLUMN_NOT_FOUND",
        `${at}Insert column name does not exist in target table: ${name.toLowerCase()}`,
      );
    }
    return found;
  });
}

/** Asks for text without its limit, because what is too long is an error and never cut. */
export const unlimited = (type: SqlType): SqlType =>
  type.kind === "varchar" ? { kind: "varchar", length: undefined } : type;

/** Checks text against the limit of its column; only spaces at the end may go. */
function limited(value: string, type: SqlType): string {
  if (type.kind !== "varchar" || type.length === undefined) return value;
  const refusal =
    "INVALID_CAST_ARGUMENT: Cannot truncate non-space characters when casting to " +
    `${typeText(type)} on INSERT`;
  return (
    `CASE WHEN length(rtrim(${value})) > ${type.length} THEN error(${quoteText(refusal)}) ` +
    `ELSE left(${value}, ${type.length}) END`
  );
}

/** Puts a query's columns into the places of a table's; columns that are not named are NULL. */
export function arranged(
  all: readonly WriteColumn[],
  chosen: readonly WriteColumn[],
  sql: string,
): string {
  const inner = chosen.map((_, index) => `c${index}`).join(", ");
  const list = all.map(({ name, type }) => {
    const index = chosen.findIndex((column) => column.name === name);
    const value = index < 0 ? "NULL" : limited(`c${index}`, type);
    return `CAST(${value} AS ${duckText(type)})`;
  });
  return `SELECT ${list.join(", ")} FROM (${sql}) i(${inner})`;
}
