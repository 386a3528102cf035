import { PyError, typeError, valueError } from "../errors";
import { float, PyFloat } from "./float";
import { integer } from "./integer";
import { percentFormat } from "./percent-format";
import { PyTuple } from "./tuple";
import { isObject, typeName, type Value } from "./value";

/** Names the arithmetic operators. */
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";

/** Applies an arithmetic operator as Python does. */
export function arithmetic(operator: ArithmeticOperator, left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") {
    if (Number.isInteger(left) && Number.isInteger(right)) {
      const quick = quickInteger(operator, left, right);
      if (quick !== undefined) return quick;
    }
    return numbers(operator, left, right);
  }
  if (typeof left === "string") {
    if (operator === "+" && typeof right === "string") return left + right;
    if (operator === "%") return percentFormat(left, right);
  }
  const a = numeric(left);
  const b = numeric(right);
  if (a !== undefined && b !== undefined) return numbers(operator, a, b);
  return sequences(operator, left, right) ?? objects(operator, left, right);
}

function quickInteger(
  operator: ArithmeticOperator,
  left: number,
  right: number,
): number | undefined {
  let result: number;
  if (operator === "+") result = left + right;
  else if (operator === "-") result = left - right;
  else if (operator === "*") result = left * right;
  else return undefined;
  return Number.isSafeInteger(result) ? result + 0 : undefined;
}

function numeric(value: Value): number | bigint | PyFloat | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof PyFloat ? value : undefined;
}

function numbers(
  operator: ArithmeticOperator,
  left: number | bigint | PyFloat,
  right: number | bigint | PyFloat,
): Value {
  const a = left instanceof PyFloat ? left.value : left;
  const b = right instanceof PyFloat ? right.value : right;
  const whole = isWhole(left) && isWhole(right);
  if (whole && operator === "**" && b < 0) return floats(operator, Number(a), Number(b));
  if (whole && operator !== "/") return integers(operator, BigInt(a), BigInt(b));
  return floats(operator, Number(a), Number(b), whole);
}

function isWhole(value: number | bigint | PyFloat): boolean {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

function integers(operator: ArithmeticOperator, a: bigint, b: bigint): Value {
  switch (operator) {
    case "+":
      return integer(a + b);
    case "-":
      return integer(a - b);
    case "*":
      return integer(a * b);
    case "**":
      if (b > 100_000n) throw new PyError("OverflowError", "exponent too large");
      return integer(a ** b);
    default: {
      if (b === 0n)
        throw divisionByZero(`integer ${operator === "%" ? "" : "division or "}modulo by zero`);
      const rest = a % b;
      const shifted = rest !== 0n && rest < 0n !== b < 0n;
      if (operator === "%") return integer(shifted ? rest + b : rest);
      return integer(shifted ? a / b - 1n : a / b);
    }
  }
}

function floats(operator: ArithmeticOperator, a: number, b: number, whole = false): Value {
  switch (operator) {
    case "+":
      return float(a + b);
    case "-":
      return float(a - b);
    case "*":
      return float(a * b);
    case "**":
      if (a === 0 && b < 0) throw divisionByZero("0.0 cannot be raised to a negative power");
      return float(a ** b);
    case "/":
      if (b === 0) throw divisionByZero(whole ? "division by zero" : "float division by zero");
      return float(a / b);
    case "//":
      if (b === 0) throw divisionByZero("float floor division by zero");
      return float(Math.floor(a / b));
    case "%": {
      if (b === 0) throw divisionByZero("float modulo");
      const rest = a % b;
      return float(rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest);
    }
  }
}

function divisionByZero(message: string): PyError {
  return new PyError("ZeroDivisionError", message);
}

function sequences(operator: ArithmeticOperator, left: Value, right: Value): Value | undefined {
  if (operator === "+") {
    if (Array.isArray(left) && Array.isArray(right)) return left.concat(right);
    if (left instanceof PyTuple && right instanceof PyTuple)
      return new PyTuple(left.items.concat(right.items));
    return undefined;
  }
  if (operator !== "*") return undefined;
  const [sequence, times] = isCount(left) ? [right, left] : [left, right];
  if (!isCount(times)) return undefined;
  const count = Math.max(0, Number(times));
  if (typeof sequence === "string") {
    if (sequence.length * count > 2 ** 28) throw valueError("repeated string is too long");
    return sequence.repeat(count);
  }
  if (Array.isArray(sequence)) return repeat(sequence, count);
  if (sequence instanceof PyTuple) return new PyTuple(repeat(sequence.items, count));
  return undefined;
}

function isCount(value: Value): value is number | boolean {
  return typeof value === "boolean" || (typeof value === "number" && Number.isInteger(value));
}

function repeat(items: readonly Value[], count: number): Value[] {
  const out: Value[] = [];
  for (let i = 0; i < count; i++) out.push(...items);
  return out;
}

function objects(operator: ArithmeticOperator, left: Value, right: Value): Value {
  const own = isObject(left) ? left.operate?.(operator, right) : undefined;
  if (own !== undefined) return own;
  if (isObject(right) && right.pyType === "Undefined") right.operate?.(operator, left);
  if (operator === "+" && typeof left === "string")
    throw typeError(`can only concatenate str (not "${typeName(right)}") to str`);
  if (operator === "+" && Array.isArray(left))
    throw typeError(`can only concatenate list (not "${typeName(right)}") to list`);
  if (operator === "+" && left instanceof PyTuple)
    throw typeError(`can only concatenate tuple (not "${typeName(right)}") to tuple`);
  const name = operator === "**" ? "** or pow()" : operator;
  throw typeError(
    `unsupported operand type(s) for ${name}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

/** Applies a sign. */
export function sign(operator: "-" | "+", value: Value): Value {
  const number = numeric(value);
  if (number === undefined) {
    if (isObject(value)) value.operate?.(operator, value);
    throw typeError(`bad operand type for unary ${operator}: '${typeName(value)}'`);
  }
  if (operator === "+") return number;
  if (number instanceof PyFloat) return float(-number.value);
  if (typeof number === "bigint") return integer(-number);
  return number === 0 ? 0 : -number;
}
