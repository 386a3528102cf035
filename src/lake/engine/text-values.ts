import { duckText, fieldName, quoteName, quoteText, type SqlType } from "../sql/types";

/** A SQL expression of a text turned into one of a value, for one kind of text file. */
export type Reader = (text: string, type: SqlType, level: number) => string;

let counter = 0;
/** Names a lambda parameter so that nested lambdas never share one. */
export function freshName(): string {
  counter = (counter + 1) % 1_000_000;
  return `e${counter}`;
}

/** Pads or cuts the text types that have a length. */
export function fitted(sql: string, type: SqlType): string {
  if (type.kind === "char") return `rpad(left(${sql}, ${type.length}), ${type.length}, ' ')`;
  if (type.kind === "varchar" && type.length !== undefined) return `left(${sql}, ${type.length})`;
  return sql;
}

/** Reads a scalar of a delimited file; what cannot be read is NULL, as in Hive. */
function lazyScalar(text: string, type: SqlType): string {
  switch (type.kind) {
    case "varchar":
    case "char":
      return fitted(text, type);
    case "varbinary":
      return `from_base64(${text})`;
    case "boolean":
      return `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
      return (
        `CASE WHEN regexp_full_match(${text}, '[+-]?[0-9]+') ` +
        `THEN TRY_CAST(${text} AS ${duckText(type)}) END`
      );
    default:
      return `TRY_CAST(${text} AS ${duckText(type)})`;
  }
}

/** Makes the reader of delimited values; each level of nesting has a separator of its own. */
export function lazyReader(separators: readonly string[], nullText: string): Reader {
  const separator = (level: number): string => quoteText(separators[level] ?? "\u0008");
  const present = (text: string): string => `nullif(${text}, ${quoteText(nullText)})`;
  const read: Reader = (raw, type, level) => {
    const text = present(raw);
    if (type.kind === "array") {
      const item = freshName();
      const parts = `string_split(${text}, ${separator(level)})`;
      const items = `list_transform(${parts}, lambda ${item}: ${read(item, type.element, level + 1)})`;
      return `CASE WHEN ${text} = '' THEN [] ELSE ${items} END`;
    }
    if (type.kind === "map") {
      const entry = freshName();
      const pair = `string_split(${entry}, ${separator(level + 1)})`;
      const key = read(`${pair}[1]`, type.key, level + 2);
      const value = read(`${pair}[2]`, type.value, level + 2);
      const parts = `string_split(${text}, ${separator(level)})`;
      const entries = `list_transform(${parts}, lambda ${entry}: {'k': ${key}, 'v': ${value}})`;
      return `CASE WHEN ${text} = '' THEN MAP {} ELSE map_from_entries(${entries}) END`;
    }
    if (type.kind === "row") {
      const parts = `string_split(${text}, ${separator(level)})`;
      const fields = type.fields.map(
        (field, index) =>
          `${quoteName(fieldName(field, index))} := ` +
          read(`${parts}[${index + 1}]`, field.type, level + 1),
      );
      return `CASE WHEN ${text} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END`;
    }
    return lazyScalar(text, type);
  };
  return read;
}

/** Reads a value of OpenCSVSerde: dates are days, timestamps milliseconds of the epoch. */
export const csvReader: Reader = (text, type, index) => {
  const checked = (value: string): string => {
    const before = quoteText("HIVE_BAD_DATA: Error parsing field value '");
    const message = `${before} || ${text} || ${quoteText(`' for field ${index}`)}`;
    const bad = `${text} IS NOT NULL AND ${value} IS NULL`;
    return `CASE WHEN ${bad} THEN error(${message}) ELSE ${value} END`;
  };
  switch (type.kind) {
    case "varchar":
    case "char":
      return fitted(text, type);
    case "boolean":
      return `(lower(${text}) = 'true')`;
    case "date":
      return checked(`(DATE '1970-01-01' + TRY_CAST(${text} AS INTEGER))`);
    case "timestamp":
      return checked(`epoch_ms(TRY_CAST(${text} AS BIGINT))`);
    default:
      return checked(`TRY_CAST(${text} AS ${duckText(type)})`);
  }
};

const jsonPath = (name: string): string =>
  quoteText(`$."${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`);

function jsonMember(json: string, name: string): string {
  const key = freshName();
  const same = `list_filter(json_keys(${json}), lambda ${key}: lower(${key}) = ${quoteText(name)})`;
  const other = `json_extract(${json}, '$."' || (${same})[1] || '"')`;
  return `coalesce(json_extract(${json}, ${jsonPath(name)}), ${other})`;
}

/** Reads a JSON value; names of members are compared without regard to case. */
export const jsonReader: Reader = (json, type, level) => {
  const isNull = `(${json} IS NULL OR json_type(${json}) = 'NULL')`;
  if (type.kind === "array") {
    const item = freshName();
    const read = jsonReader(item, type.element, level + 1);
    const items = `list_transform(CAST(${json} AS JSON[]), lambda ${item}: ${read})`;
    return `CASE WHEN NOT ${isNull} THEN ${items} END`;
  }
  if (type.kind === "map") {
    const key = freshName();
    const keyValue = `CAST(${key} AS ${duckText(type.key)})`;
    const value = jsonReader(
      `json_extract(${json}, '$."' || ${key} || '"')`,
      type.value,
      level + 1,
    );
    const entries = `list_transform(json_keys(${json}), lambda ${key}: {'k': ${keyValue}, 'v': ${value}})`;
    return `CASE WHEN NOT ${isNull} THEN map_from_entries(${entries}) END`;
  }
  if (type.kind === "row") {
    const fields = type.fields.map((field, index) => {
      const name = fieldName(field, index);
      return `${quoteName(name)} := ${jsonReader(jsonMember(json, name), field.type, level + 1)}`;
    });
    return `CASE WHEN NOT ${isNull} THEN struct_pack(${fields.join(", ")}) END`;
  }
  const text = `json_extract_string(${json}, '$')`;
  if (type.kind === "varchar" || type.kind === "char") return fitted(text, type);
  return `CAST(${text} AS ${duckText(type)})`;
};

/** Reads a member of a JSON row by the name of its column. */
export function jsonColumn(json: string, name: string, type: SqlType): string {
  return jsonReader(jsonMember(json, name), type, 0);
}
