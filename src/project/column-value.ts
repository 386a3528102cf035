import { bind, type PyFunction, type PyObject, type Value } from "./jinja";
import { textOf } from "./values";

const labels: Readonly<Record<string, string>> = { STRING: "VARCHAR", TEXT: "VARCHAR" };
const floats = ["real", "float4", "float", "double precision", "float8", "double"];
const integers = ["smallint", "integer", "bigint", "int2", "int4", "int8"];

/** Makes a column as templates see it: name, stored type, and the type to write in a query. */
export function columnValue(name: string, dtype: string, isIceberg = false): PyObject {
  const lower = dtype.toLowerCase();
  const isString = lower === "varchar" || lower === "string";
  const isNumeric = lower === "numeric" || lower === "decimal";
  const isInteger = integers.includes(lower);
  const isFloat = floats.includes(lower);
  const type = dataType(dtype, isIceberg);
  const members: Readonly<Record<string, Value>> = {
    name,
    column: name,
    dtype,
    data_type: type,
    expanded_data_type: type,
    quoted: `"${name}"`,
    quoted_hive: `\`${name}\``,
    char_size: null,
    numeric_precision: null,
    numeric_scale: null,
    is_string: () => isString,
    is_numeric: () => isNumeric,
    is_integer: () => isInteger,
    is_float: () => isFloat,
    is_number: () => isNumeric || isInteger || isFloat,
    is_binary: () => lower === "binary" || lower === "varbinary",
    is_timestamp: () => lower === "timestamp",
    is_array: () => lower.startsWith("array"),
    is_iceberg: () => isIceberg,
    string_size: () => 0,
    can_expand_to: () => false,
  };
  return {
    pyType: "AthenaColumn",
    truthy: () => true,
    str: () => `<AthenaColumn ${name} (${type})>`,
    getAttr: (key) => (Object.hasOwn(members, key) ? members[key] : undefined),
    equals: (other) =>
      typeof other === "object" &&
      other !== null &&
      !Array.isArray(other) &&
      other.pyType === "AthenaColumn" &&
      other.getAttr?.("name") === name &&
      other.getAttr?.("dtype") === dtype,
  };
}

function dataType(dtype: string, isIceberg: boolean): string {
  const lower = dtype.toLowerCase();
  if (lower === "string" || lower === "varchar") return "varchar";
  if (lower === "binary" || lower === "varbinary") return "varbinary";
  if (lower === "timestamp") return isIceberg ? "timestamp(6)" : "timestamp";
  const inner = /^array[<(](.*)[>)]$/.exec(dtype)?.[1];
  return inner === undefined ? dtype : `array(${dataType(inner, false)})`;
}

const translate: PyFunction = ([type]) => {
  const asked = textOf(type ?? "");
  return labels[asked.toUpperCase()] ?? asked;
};

/** Is `api.Column`: makes columns, and says what types are called. */
export const columnClass: PyObject = {
  pyType: "type",
  truthy: () => true,
  call: (args, kwargs) => {
    const names = ["column", "dtype", "char_size", "numeric_precision", "numeric_scale"];
    const [name, dtype] = bind("Column", names, args, kwargs, 2);
    return columnValue(textOf(name ?? ""), textOf(dtype ?? ""));
  },
  getAttr: (name) => {
    switch (name) {
      case "translate_type":
        return translate;
      case "create":
        return (args) =>
          columnValue(textOf(args[0] ?? ""), textOf(translate(args.slice(1), new Map()) ?? ""));
      case "string_type":
        return ([size]) => (typeof size === "number" && size > 0 ? `varchar(${size})` : "varchar");
      case "numeric_type":
        return ([type, precision, scale]) =>
          precision == null || scale == null
            ? textOf(type ?? "")
            : `${textOf(type ?? "")}(${textOf(precision)},${textOf(scale)})`;
      default:
        return undefined;
    }
  },
};
