/**
 * A single value of a partition or a bound: date as days, time and timestamps as microseconds,
 * decimal as its digits without the point, uuid as text, binary as bytes.
 */
export type Single = boolean | number | bigint | string | Uint8Array;

const scaleOf = (type: string): number => Number(type.match(/,\s*(\d+)\)$/)?.[1] ?? 0);

const isDecimal = (type: string): boolean => type.startsWith("decimal");

const isBinary = (type: string): boolean => type === "binary" || type.startsWith("fixed");

function unscaled(text: string, scale: number): bigint {
  const [, sign = "", whole = "0", digits = ""] = text.match(/^(-?)(\d*)\.?(\d*)$/) ?? [];
  const value = BigInt((whole === "" ? "0" : whole) + digits.padEnd(scale, "0").slice(0, scale));
  return sign === "-" ? -value : value;
}

function micros(text: string): bigint | undefined {
  const m = text.match(/^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:\+00)?$/);
  if (m === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = m
    .slice(1, 7)
    .map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return BigInt(date.getTime()) * 1000n + BigInt((m[7] ?? "").padEnd(6, "0"));
}

function days(text: string): number | undefined {
  const m = text.match(/^(\d{4,})-(\d\d)-(\d\d)$/);
  if (m === null) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(m[1]), Number(m[2]) - 1, Number(m[3]));
  return Math.round(date.getTime() / 86_400_000);
}

/** Reads a value from DuckDB's text for it; what cannot be a value here is undefined. */
export function singleFromText(type: string, text: string): Single | undefined {
  switch (type) {
    case "boolean":
      return text === "true" || text === "1";
    case "int":
      return Number(text);
    case "date":
      return /^-?\d+$/.test(text) ? Number(text) : days(text);
    case "long":
      return BigInt(text);
    case "timestamp":
    case "timestamptz":
    case "time":
      return /^-?\d+$/.test(text) ? BigInt(text) : micros(text);
    case "float":
    case "double": {
      const number = Number(text.replace(/^(-?)inf$/i, "$1Infinity"));
      return Number.isNaN(number) ? undefined : number;
    }
    case "string":
    case "uuid":
      return text;
    default:
      if (isDecimal(type)) return unscaled(text, scaleOf(type));
      return isBinary(type) ? Buffer.from(text, "hex") : undefined;
  }
}

/** Writes a number with the fewest bytes, two's complement, most significant first. */
export function bigEndian(value: bigint): Buffer {
  let size = 1;
  while (value < -(1n << BigInt(8 * size - 1)) || value >= 1n << BigInt(8 * size - 1)) size += 1;
  const hex = BigInt.asUintN(8 * size, value).toString(16);
  return Buffer.from(hex.padStart(2 * size, "0"), "hex");
}

function fromBigEndian(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const value = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  return BigInt.asIntN(8 * bytes.length, value);
}

/** Writes a value as bounds keep it (the specification's single-value serialization). */
export function singleToBytes(type: string, value: Single): Buffer {
  const buffer = Buffer.alloc(type === "int" || type === "date" || type === "float" ? 4 : 8);
  switch (type) {
    case "boolean":
      return Buffer.from([value === true ? 1 : 0]);
    case "int":
    case "date":
      buffer.writeInt32LE(Number(value));
      return buffer;
    case "long":
    case "timestamp":
    case "timestamptz":
    case "time":
      buffer.writeBigInt64LE(BigInt(value as bigint));
      return buffer;
    case "float":
      buffer.writeFloatLE(Number(value));
      return buffer;
    case "double":
      buffer.writeDoubleLE(Number(value));
      return buffer;
    case "string":
      return Buffer.from(String(value));
    case "uuid":
      return Buffer.from(String(value).replaceAll("-", ""), "hex");
    default:
      return isDecimal(type)
        ? bigEndian(BigInt(value as bigint))
        : Buffer.from(value as Uint8Array);
  }
}

/** Reads a value from the bytes of a bound; an int's bound may be left of a column now long. */
export function singleFromBytes(type: string, bytes: Uint8Array): Single | undefined {
  const buffer = Buffer.from(bytes);
  const fits = (size: number): boolean => buffer.length === size;
  switch (type) {
    case "boolean":
      return buffer[0] === 1;
    case "int":
    case "date":
      return fits(4) ? buffer.readInt32LE() : undefined;
    case "long":
      if (fits(4)) return BigInt(buffer.readInt32LE());
      return fits(8) ? buffer.readBigInt64LE() : undefined;
    case "timestamp":
    case "timestamptz":
    case "time":
      return fits(8) ? buffer.readBigInt64LE() : undefined;
    case "float":
      return fits(4) ? buffer.readFloatLE() : undefined;
    case "double":
      if (fits(4)) return buffer.readFloatLE();
      return fits(8) ? buffer.readDoubleLE() : undefined;
    case "string":
      return buffer.toString();
    case "uuid":
      return uuidText(buffer);
    default:
      return isDecimal(type) ? fromBigEndian(buffer) : buffer;
  }
}

/** Writes sixteen bytes as a uuid. */
export const uuidText = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** Writes a value as a person reads it in folder names and metadata tables. */
export function singleText(type: string, value: Single): string {
  switch (type) {
    case "date":
      return new Date(Number(value) * 86_400_000).toISOString().slice(0, 10);
    case "timestamp":
    case "timestamptz": {
      const all = BigInt(value as bigint);
      const left = ((all % 1_000_000n) + 1_000_000n) % 1_000_000n;
      const seconds = new Date(Number((all - left) / 1000n)).toISOString().slice(0, 19);
      return left === 0n ? seconds : `${seconds}.${String(left).padStart(6, "0")}`;
    }
    default:
      if (isDecimal(type)) return decimalText(BigInt(value as bigint), scaleOf(type));
      return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
  }
}

function decimalText(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const sign = value < 0n ? "-" : "";
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(digits.length - scale)}`;
}
