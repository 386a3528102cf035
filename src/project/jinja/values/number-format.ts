/** Writes a number with a fixed count of decimals; exact ties go to the even digit. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return special(value);
  const size = Math.abs(value);
  const text = size >= 1e21 ? wholeFixed(size, decimals) : size.toFixed(Math.min(decimals, 100));
  const rounded = size < 1e21 && isTie(size, decimals) ? towardsEven(size, decimals) : text;
  return value < 0 || Object.is(value, -0) ? `-${rounded}` : rounded;
}

function special(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

function wholeFixed(size: number, decimals: number): string {
  const whole = BigInt(size).toString();
  return decimals === 0 ? whole : `${whole}.${"0".repeat(decimals)}`;
}

function isTie(size: number, decimals: number): boolean {
  if (decimals > 60) return false;
  const [, fraction = ""] = size.toFixed(decimals + 30).split(".");
  return /^50*$/.test(fraction.slice(decimals));
}

function towardsEven(size: number, decimals: number): string {
  const exact = size.toFixed(decimals + 30);
  const point = exact.indexOf(".");
  const digits = exact.slice(0, point) + exact.slice(point + 1, point + 1 + decimals);
  const down = BigInt(digits);
  const even = down % 2n === 0n ? down : down + 1n;
  const text = even.toString().padStart(decimals + 1, "0");
  const cut = text.length - decimals;
  return decimals === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`;
}

/** Writes a number in scientific notation with Python's two-digit exponent. */
export function exponential(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return special(value);
  const [mantissa = "", power = "0"] = value.toExponential(Math.min(decimals, 100)).split("e");
  const exponent = Number(power);
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}

/** Writes a number as %g does. */
export function general(value: number, precision: number, keepZeros = false): string {
  if (!Number.isFinite(value)) return special(value);
  const digits = precision === 0 ? 1 : precision;
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split("e")[1]);
  const small = exponent < -4 || exponent >= digits;
  const text = small ? exponential(value, digits - 1) : fixed(value, digits - 1 - exponent);
  if (keepZeros) return text;
  const [mantissa = "", power] = text.split("e");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return power === undefined ? trimmed : `${trimmed}e${power}`;
}
