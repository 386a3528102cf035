/**
 * Is a value of a template. A JS integer is an int, any other number a float, an array a list;
 * integral floats are PyFloat; None is null.
 */
export type Value = string | number | bigint | boolean | null | Value[] | PyObject | PyFunction;

/** Holds keyword arguments, in the order they were given. */
export type Kwargs = ReadonlyMap<string, Value>;

/** Is a function a template may call; no result means None. */
export type PyFunction = (args: readonly Value[], kwargs: Kwargs) => Value | undefined;

/** Is what a dict stores a key under. */
export type HashKey = string | number | bigint | null | object;

/**
 * Is an object a template may hold. Hosts implement what makes sense; what is missing fails as
 * it does in Python, with `pyType` in the message.
 */
export interface PyObject {
  readonly pyType: string;
  /** Gives an attribute, or undefined when there is none (then `getItem` is asked). */
  getAttr?(name: string): Value | undefined;
  setAttr?(name: string, value: Value): void;
  getItem?(key: Value): Value | undefined;
  call?(args: readonly Value[], kwargs: Kwargs): Value | undefined;
  str?(): string;
  repr?(): string;
  truthy?(): boolean;
  length?(): number;
  iterate?(): Iterable<Value>;
  contains?(item: Value): boolean;
  equals?(other: Value): boolean;
  /** Gives a negative, zero or positive number; undefined when there is no order. */
  compare?(other: Value): number | undefined;
  hashKey?(): HashKey;
  /** Answers an arithmetic operator with this object on its left; undefined when it cannot. */
  operate?(operator: string, other: Value): Value | undefined;
  readonly isMapping?: boolean;
  readonly isSequence?: boolean;
}

/** Holds no keyword arguments. */
export const NO_KWARGS: Kwargs = new Map<string, Value>();

/** Says whether a value is an object of Python's or the host's. */
export function isObject(value: Value): value is PyObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Gives a value, or what stands for a missing one; None is a value. */
export function orElse(value: Value | undefined, missing: () => Value): Value {
  return value === undefined ? missing() : value;
}

/** Names a value's Python type. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "bigint":
      return "int";
    case "boolean":
      return "bool";
    case "function":
      return "function";
    default:
      if (value === null) return "NoneType";
      return Array.isArray(value) ? "list" : value.pyType;
  }
}
