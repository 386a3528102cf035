const NULLS = new Set(["", "~", "null", "Null", "NULL"]);
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(?:0b[01_]+|0x[\da-fA-F_]+|0[0-7_]*|[1-9][\d_]*(?::[0-5]?\d)*)$/;
const FLOAT =
  /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|[-+]?\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const STARTS_LIKE_A_VALUE = /^[-+.~0-9nNyYtTfFoO]|^$/;

/** Is a number written with a point, which Python prints with one: 1.0 is not 1. */
export class YamlFloat {
  constructor(readonly value: number) {}
}

/** Gives the value of a scalar as PyYAML resolves it. */
export function scalarOf(source: unknown, plain: boolean, tag?: string): unknown {
  const text = source === null || source === undefined ? "" : String(source);
  if (!plain || tag === "tag:yaml.org,2002:str") return source === null && plain ? null : text;
  if (!STARTS_LIKE_A_VALUE.test(text)) return text;
  if (NULLS.has(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (INTEGER.test(text)) return integerOf(text.replaceAll("_", ""));
  if (FLOAT.test(text)) return new YamlFloat(floatOf(text.replaceAll("_", "").toLowerCase()));
  return text;
}

function integerOf(text: string): number | bigint {
  const negative = text.startsWith("-");
  const digits = text.replace(/^[-+]/, "");
  const magnitude = magnitudeOf(digits);
  const signed = negative ? -magnitude : magnitude;
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

function magnitudeOf(digits: string): bigint {
  if (digits.includes(":")) {
    return digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  }
  if (digits.length > 1 && /^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  return BigInt(digits);
}

function floatOf(text: string): number {
  if (text.endsWith(".inf")) return text.startsWith("-") ? -Infinity : Infinity;
  if (text === ".nan") return Number.NaN;
  return Number(text);
}
