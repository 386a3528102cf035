import { createHash, createHmac } from "node:crypto";
import { crc32 } from "node:zlib";
import { murmur3 } from "./murmur3";
import { xxHash64 } from "./xxhash64";

/** Is a value as it crosses between DuckDB and a function here. */
export type Value = string | bigint | boolean | Uint8Array;

type Kind = "varchar" | "bigint" | "boolean" | "blob";

/** Is a function on plain values that DuckDB calls; NULL in gives NULL out. */
export interface NativeFunction {
  readonly name: string;
  readonly takes: readonly Kind[];
  readonly gives: Kind;
  readonly run: (...args: readonly Value[]) => Value | null;
}

const bytes = (value: Value | undefined): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(String(value ?? ""));

const text = (value: Value | undefined): string => String(value ?? "");

/** Spells a floating-point number as Trino's cast to varchar does: 1.5E0, 1E10, NaN. */
function numberText(value: Value | undefined): string {
  const shown = text(value).toLowerCase();
  if (shown.includes("nan")) return "NaN";
  if (shown.includes("inf")) return shown.startsWith("-") ? "-Infinity" : "Infinity";
  const number = Number(shown);
  if (number === 0) return Object.is(number, -0) ? "-0E0" : "0E0";
  return number.toExponential().replace("e+", "E").replace("e", "E");
}

function urlPart(value: Value | undefined, part: string): string | null {
  let url: URL;
  try {
    url = new URL(text(value));
  } catch {
    return null;
  }
  const parts = new Map([
    ["host", url.hostname],
    ["path", url.pathname],
    ["query", url.search.slice(1)],
    ["protocol", url.protocol.slice(0, -1)],
    ["fragment", url.hash.slice(1)],
  ]);
  if (part === "port") return url.port === "" ? null : url.port;
  return parts.get(part) ?? null;
}

function urlParameter(value: Value | undefined, name: string): string | null {
  const query = urlPart(value, "query");
  return query === null ? null : new URLSearchParams(query).get(name);
}

function urlEncode(value: string): string {
  return encodeURIComponent(value)
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function soundex(value: string): string {
  const codes = new Map<string, string>();
  for (const [code, letters] of Object.entries({
    1: "BFPV",
    2: "CGJKQSXZ",
    3: "DT",
    4: "L",
    5: "MN",
    6: "R",
  })) {
    for (const letter of letters) codes.set(letter, code);
  }
  const letters = value.toUpperCase().replace(/[^A-Z]/g, "");
  let result = letters.slice(0, 1);
  let last = codes.get(result) ?? "";
  for (const letter of letters.slice(1)) {
    const code = codes.get(letter) ?? "";
    if (code !== "" && code !== last) result += code;
    if (!"HW".includes(letter)) last = code;
  }
  return result === "" ? "" : result.padEnd(4, "0").slice(0, 4);
}

function luhn(value: string): boolean {
  let sum = 0;
  for (const [index, digit] of [...value].reverse().entries()) {
    const doubled = index % 2 === 1 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function fromBase(value: string, base: bigint): bigint {
  const radix = Number(base);
  let result = 0n;
  for (const digit of value.replace(/^[-+]/, "").toLowerCase()) {
    const number = Number.parseInt(digit, radix);
    if (Number.isNaN(number)) {
      throw new Error(`INVALID_FUNCTION_ARGUMENT: Not a valid base-${radix} number: ${value}`);
    }
    result = result * base + BigInt(number);
  }
  return value.startsWith("-") ? -result : result;
}

function bigEndian(value: bigint): Uint8Array {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(value);
  return buffer;
}

function readableSeconds(value: Value | undefined): string {
  let left = Math.round(Number(text(value)));
  const units = [
    ["week", 604800],
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ] as const;
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.length === 0 ? "0 seconds" : parts.join(", ");
}

function littleEndian(value: bigint): Uint8Array {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64LE(value);
  return buffer;
}

/** Gives a decimal's digits as the fewest bytes of a whole number, most significant first. */
function decimalBytes(value: string): Uint8Array {
  const digits = BigInt(value.replace(".", ""));
  let size = 1;
  while (BigInt.asIntN(8 * size, digits) !== digits) size += 1;
  const hex = BigInt.asUintN(8 * size, digits).toString(16);
  return Buffer.from(hex.padStart(2 * size, "0"), "hex");
}

const sha512 = (value: Value | undefined) => createHash("sha512").update(bytes(value)).digest();

/** Holds the functions of Trino that DuckDB cannot be made to compute by itself. */
export const NATIVE: readonly NativeFunction[] = [
  { name: "trino_number_text", takes: ["varchar"], gives: "varchar", run: (v) => numberText(v) },
  { name: "trino_sha512", takes: ["blob"], gives: "blob", run: (v) => sha512(v) },
  { name: "trino_xxhash64", takes: ["blob"], gives: "blob", run: (v) => xxHash64(bytes(v)) },
  { name: "trino_crc32", takes: ["blob"], gives: "bigint", run: (v) => BigInt(crc32(bytes(v))) },
  {
    name: "trino_hmac_sha256",
    takes: ["blob", "blob"],
    gives: "blob",
    run: (value, key) => createHmac("sha256", bytes(key)).update(bytes(value)).digest(),
  },
  {
    name: "trino_from_big_endian_64",
    takes: ["blob"],
    gives: "bigint",
    run: (value) => Buffer.from(bytes(value)).readBigInt64BE(),
  },
  {
    name: "trino_to_big_endian_64",
    takes: ["bigint"],
    gives: "blob",
    run: (value) => bigEndian(BigInt(text(value))),
  },
  {
    name: "trino_url_part",
    takes: ["varchar", "varchar"],
    gives: "varchar",
    run: (value, part) => urlPart(value, text(part)),
  },
  {
    name: "trino_url_parameter",
    takes: ["varchar", "varchar"],
    gives: "varchar",
    run: (value, name) => urlParameter(value, text(name)),
  },
  {
    name: "trino_url_encode",
    takes: ["varchar"],
    gives: "varchar",
    run: (v) => urlEncode(text(v)),
  },
  {
    name: "trino_url_decode",
    takes: ["varchar"],
    gives: "varchar",
    run: (value) => decodeURIComponent(text(value).replaceAll("+", " ")),
  },
  { name: "lake_murmur3", takes: ["blob"], gives: "bigint", run: (v) => BigInt(murmur3(bytes(v))) },
  {
    name: "lake_murmur3_long",
    takes: ["bigint"],
    gives: "bigint",
    run: (value) => BigInt(murmur3(littleEndian(BigInt(text(value))))),
  },
  {
    name: "lake_murmur3_decimal",
    takes: ["varchar"],
    gives: "bigint",
    run: (value) => BigInt(murmur3(decimalBytes(text(value)))),
  },
  { name: "trino_soundex", takes: ["varchar"], gives: "varchar", run: (v) => soundex(text(v)) },
  { name: "trino_luhn", takes: ["varchar"], gives: "boolean", run: (v) => luhn(text(v)) },
  {
    name: "trino_from_base",
    takes: ["varchar", "bigint"],
    gives: "bigint",
    run: (value, base) => fromBase(text(value), BigInt(text(base))),
  },
  {
    name: "trino_to_base",
    takes: ["bigint", "bigint"],
    gives: "varchar",
    run: (value, base) => BigInt(text(value)).toString(Number(text(base))),
  },
  {
    name: "trino_normalize",
    takes: ["varchar", "varchar"],
    gives: "varchar",
    run: (value, form) => text(value).normalize(text(form)),
  },
  {
    name: "trino_readable_seconds",
    takes: ["varchar"],
    gives: "varchar",
    run: (value) => readableSeconds(value),
  },
];
