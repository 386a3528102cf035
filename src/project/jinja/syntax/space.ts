/** Says whether a UTF-16 code unit is white space for Python's str.strip and \s. */
export function isSpaceCode(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
  if (code < 0x85) return false;
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Gives the first offset at or after `at` that is not white space. */
export function skipSpace(text: string, at: number): number {
  let i = at;
  while (i < text.length && isSpaceCode(text.charCodeAt(i))) i++;
  return i;
}

/** Gives the offset after the last character before `end` that is not white space. */
export function skipSpaceBack(text: string, end: number, from = 0): number {
  let i = end;
  while (i > from && isSpaceCode(text.charCodeAt(i - 1))) i--;
  return i;
}
