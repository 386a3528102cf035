import { fieldName, quoteName, quoteText, type SqlType } from "../sql/types";
import { freshName } from "./text-values";

/** Turns a value into the text that a delimited file has for it; NULL stays NULL. */
export function delimitedText(
  value: string,
  type: SqlType,
  separators: readonly string[],
  nullText: string,
  level = 1,
): string {
  const separator = quoteText(separators[level] ?? "\u0008");
  const inner = (item: string, itemType: SqlType, deeper: number): string =>
    `coalesce(${delimitedText(item, itemType, separators, nullText, deeper)}, ` +
    `${quoteText(nullText)})`;
  switch (type.kind) {
    case "array": {
      const item = freshName();
      const items = `list_transform(${value}, lambda ${item}: ${inner(item, type.element, level + 1)})`;
      return `array_to_string(${items}, ${separator})`;
    }
    case "map": {
      const entry = freshName();
      const between = quoteText(separators[level + 1] ?? "\u0008");
      const key = inner(`${entry}.key`, type.key, level + 2);
      const item = inner(`${entry}.value`, type.value, level + 2);
      const entries = `list_transform(map_entries(${value}), lambda ${entry}: ${key} || ${between} || ${item})`;
      return `array_to_string(${entries}, ${separator})`;
    }
    case "row": {
      const fields = type.fields.map((field, index) =>
        inner(`(${value}).${quoteName(fieldName(field, index))}`, field.type, level + 1),
      );
      const all = `array_to_string([${fields.join(", ")}], ${separator})`;
      return `CASE WHEN ${value} IS NOT NULL THEN ${all} END`;
    }
    case "varbinary":
      return `to_base64(${value})`;
    case "varchar":
    case "char":
      return value;
    default:
      return `CAST(${value} AS VARCHAR)`;
  }
}

/** Turns bytes inside a value into text, because JSON has none. */
export function jsonValue(value: string, type: SqlType): string {
  return type.kind === "varbinary" ? `to_base64(${value})` : value;
}

/** Turns a value into the text that names its partition; NULL and '' are NULL. */
export function partitionText(value: string, type: SqlType): string {
  const text = type.kind === "char" ? `rtrim(${value})` : `CAST(${value} AS VARCHAR)`;
  return `nullif(${text}, '')`;
}

const unsigned = "4294967296";

/** Writes Hive's 32-bit hash of a value, as an unsigned number. */
function hiveHash(value: string, type: SqlType): string {
  const wrapped = (sql: string): string => `(((${sql}) % ${unsigned} + ${unsigned}) % ${unsigned})`;
  switch (type.kind) {
    case "boolean":
      return `CASE WHEN ${value} THEN 1 ELSE 0 END`;
    case "tinyint":
    case "smallint":
    case "integer":
      return wrapped(`CAST(${value} AS HUGEINT)`);
    case "bigint": {
      const bits = `((CAST(${value} AS HUGEINT) % 18446744073709551616 + 18446744073709551616) % 18446744073709551616)`;
      return `xor(${bits} % ${unsigned}, ${bits} // ${unsigned})`;
    }
    case "date":
      return wrapped(`CAST(${value} - DATE '1970-01-01' AS HUGEINT)`);
    default: {
      const [byte, total] = [freshName(), freshName()];
      const hex = `regexp_extract_all(hex(encode(CAST(${value} AS VARCHAR))), '..')`;
      const code = `CAST('0x' || ${byte} AS BIGINT)`;
      const signed = `CASE WHEN ${code} > 127 THEN ${code} - 256 ELSE ${code} END`;
      const bytes = `list_transform(${hex}, lambda ${byte}: ${signed})`;
      const next = freshName();
      const step = `(${total} * 31 + ${next} + ${unsigned}) % ${unsigned}`;
      return `list_reduce(${bytes}, lambda ${total}, ${next}: ${step}, CAST(0 AS BIGINT))`;
    }
  }
}

/** Writes the number of the bucket that Hive puts a row into. */
export function bucketNumber(
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  buckets: number,
): string {
  const hash = columns
    .map(({ name, type }) => `coalesce(CAST(${hiveHash(quoteName(name), type)} AS HUGEINT), 0)`)
    .reduce((total, next) => `((${total} * 31 + ${next}) % ${unsigned})`);
  return `CAST((${hash} % 2147483648) % ${buckets} AS INTEGER)`;
}
