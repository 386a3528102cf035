const SURROGATE = /[\ud800-\udfff]/;

/** Says whether a string has characters outside the basic plane. */
export function isWide(text: string): boolean {
  return SURROGATE.test(text);
}

/** Counts characters as Python does. */
export function textLength(text: string): number {
  return isWide(text) ? Array.from(text).length : text.length;
}

/** Gives a string's characters as Python sees them. */
export function characters(text: string): string[] {
  return isWide(text) ? Array.from(text) : text.split("");
}

/** Orders two strings by code point. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  if (!isWide(left) && !isWide(right)) return left < right ? -1 : 1;
  const a = Array.from(left, (char) => char.codePointAt(0) ?? 0);
  const b = Array.from(right, (char) => char.codePointAt(0) ?? 0);
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
