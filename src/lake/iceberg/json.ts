/**
 * Reads and writes JSON whose whole numbers may be too big for a number of JavaScript: snapshot
 * ids have 63 bits. Big ones become bigints and go back as they came.
 */
const big = "\u0000big:";

/** Reads JSON; whole numbers beyond 2^53 become bigints. */
export function parseJson(text: string): unknown {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') ? token : `"${JSON.stringify(big).slice(1, -1)}${token}"`,
  );
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === "string" && value.startsWith(big) ? BigInt(value.slice(big.length)) : value,
  );
}

/** Writes JSON with bigints as plain numbers. */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? `${big}${item}` : item,
  );
  return text.replaceAll(/"\\u0000big:(-?\d+)"/g, "$1");
}
