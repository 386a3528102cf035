import type { HashKey, PyObject, Value } from "./value";

/** Is a float whose value is integral, which a JS number would lose. */
export class PyFloat implements PyObject {
  readonly pyType = "float";
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  repr(): string {
    return floatRepr(this.value);
  }

  truthy(): boolean {
    return this.value !== 0;
  }

  hashKey(): HashKey {
    return this.value;
  }

  getAttr(name: string): Value | undefined {
    return name === "is_integer" ? () => true : undefined;
  }
}

/** Makes a float of a JS number. */
export function float(value: number): Value {
  return Number.isInteger(value) ? new PyFloat(value) : value;
}

/** Writes a float as Python's repr does: shortest digits, exponent below 1e-4 and from 1e16. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  const negative = mantissa.startsWith("-");
  const digits = mantissa.replace("-", "").replace(".", "");
  let text: string;
  if (exponent < 0) text = `0.${"0".repeat(-exponent - 1)}${digits}`;
  else if (digits.length <= exponent + 1) text = `${digits.padEnd(exponent + 1, "0")}.0`;
  else text = `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
  return negative ? `-${text}` : text;
}
