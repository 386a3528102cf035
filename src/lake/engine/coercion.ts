import type { SqlType } from "../sql/types";

const integers = ["tinyint", "smallint", "integer", "bigint"];
const digits: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
};

const same = (from: SqlType, to: SqlType): boolean => JSON.stringify(from) === JSON.stringify(to);

function fromDecimal(from: SqlType & { readonly kind: "decimal" }, to: SqlType): boolean {
  if (to.kind !== "decimal") return to.kind === "real" || to.kind === "double";
  const whole = from.precision - from.scale;
  return to.scale >= from.scale && to.precision - to.scale >= whole;
}

function fromInteger(kind: string, to: SqlType): boolean {
  if (to.kind === "decimal") return to.precision - to.scale >= (digits[kind] ?? 38);
  if (to.kind === "real" || to.kind === "double") return true;
  return integers.indexOf(to.kind) >= integers.indexOf(kind);
}

function scalar(from: SqlType, to: SqlType): boolean {
  switch (from.kind) {
    case "unknown":
      return true;
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
      return fromInteger(from.kind, to);
    case "decimal":
      return fromDecimal(from, to);
    case "real":
      return to.kind === "double";
    case "date":
      return to.kind === "timestamp";
    case "timestamp":
      return to.kind === "timestamp" && (to.zone || !from.zone);
    case "varchar":
      return to.kind === "varchar" || (to.kind === "char" && from.length !== undefined);
    case "char":
      return to.kind === "char" || to.kind === "varchar";
    default:
      return false;
  }
}

/** Answers whether Athena stores a value of one type in a column of another without a cast. */
export function isAssignable(from: SqlType, to: SqlType): boolean {
  if (same(from, to) || scalar(from, to)) return true;
  if (from.kind === "array" && to.kind === "array") return isAssignable(from.element, to.element);
  if (from.kind === "map" && to.kind === "map") {
    return isAssignable(from.key, to.key) && isAssignable(from.value, to.value);
  }
  if (from.kind === "row" && to.kind === "row") {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, index) => {
        const other = to.fields[index];
        return other !== undefined && isAssignable(field.type, other.type);
      })
    );
  }
  return false;
}
