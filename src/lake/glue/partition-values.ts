import { ApiError } from "../protocol";

/** A partition value in a form that `<` and `===` order as its type does. */
export type Comparable = string | bigint | number;

/** How Hive and Athena write a partition value that is NULL. */
const nullPartition = "__HIVE_DEFAULT_PARTITION__";

// Decimals compare as integers of this many places, more than any decimal type has.
const places = 38;

/** Chooses how texts of a Hive type become comparable; NULL is undefined. */
export function comparableOf(type: string): (text: string) => Comparable | undefined {
  const read = readerOf(type);
  return (text) => (text === nullPartition ? undefined : read(text));
}

function readerOf(type: string): (text: string) => Comparable {
  const [base = ""] = type.trim().toLowerCase().split("(");
  switch (base.trim()) {
    case "string":
    case "char":
    case "varchar":
      return (text) => text;
    case "tinyint":
    case "smallint":
    case "int":
    case "integer":
    case "bigint":
    case "long":
      return readInteger;
    case "decimal":
      return readDecimal;
    case "float":
    case "double":
      return readDouble;
    case "date":
      return readDate;
    case "timestamp":
      return readTimestamp;
    default:
      throw new ApiError("InvalidInputException", `Unknown type : '${type}'`);
  }
}

function readInteger(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) {
    throw invalid(`For input string: "${text}" is not an integer.`);
  }
  return BigInt(text.replace(/^\+/, ""));
}

function readDecimal(text: string): bigint {
  const [, sign = "", whole = "", part = ""] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === "" && part === "") {
    throw invalid(`${text} is not a decimal.`);
  }
  const scaled = BigInt(whole + part.padEnd(places, "0").slice(0, places));
  return sign === "-" ? -scaled : scaled;
}

function readDouble(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) {
    throw invalid(`${text} is not a double.`);
  }
  return value;
}

function readDate(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    throw invalid(`${text} is not a date.`);
  }
  return text;
}

function readTimestamp(text: string): string {
  const [, day = "", time = "00:00:00", fraction = ""] =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?)?$/.exec(text) ?? [];
  if (day === "") {
    throw invalid(
      `Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] ${text} is not a timestamp.`,
    );
  }
  return `${day} ${time}.${fraction.padEnd(9, "0")}`;
}

function invalid(message: string): ApiError {
  return new ApiError("InvalidStateException", message);
}
