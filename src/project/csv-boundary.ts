const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Finds the end of the last whole record in a block that starts with a record; 0 if none ends. */
export function recordBoundary(block: Uint8Array, delimiter: string): number {
  const separator = delimiter.charCodeAt(0);
  let boundary = 0;
  let quoted = false;
  let atFieldStart = true;
  for (let at = 0; at < block.length; at += 1) {
    const byte = block[at];
    if (quoted) {
      // A doubled quote closes and opens again, which leaves us where we were.
      if (byte === QUOTE) {
        if (block[at + 1] === QUOTE) at += 1;
        else quoted = false;
      }
      continue;
    }
    if (byte === QUOTE && atFieldStart) quoted = true;
    atFieldStart = byte === separator || byte === NEWLINE || byte === RETURN;
    if (byte === NEWLINE) boundary = at + 1;
  }
  return boundary;
}
