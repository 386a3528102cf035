const SIMPLE: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Resolves the escapes of a Python string literal; unknown ones stay as they are written. */
export function unescapeString(body: string, fail: (message: string) => Error): string {
  let out = "";
  let from = 0;
  for (let at = body.indexOf("\\"); at >= 0; at = body.indexOf("\\", from)) {
    out += body.slice(from, at);
    const char = body[at + 1] ?? "";
    const simple = SIMPLE[char];
    const digits = HEX_LENGTH[char];
    if (simple !== undefined) {
      out += simple;
      from = at + 2;
    } else if (digits !== undefined) {
      const hex = body.slice(at + 2, at + 2 + digits);
      const code = Number.parseInt(hex, 16);
      if (hex.length < digits || !/^[\da-f]+$/i.test(hex) || code > 0x10ffff)
        throw fail(`truncated \\${char}${"X".repeat(digits)} escape`);
      out += String.fromCodePoint(code);
      from = at + 2 + digits;
    } else if (char >= "0" && char <= "7") {
      const octal = /^[0-7]{1,3}/.exec(body.slice(at + 1, at + 4))?.[0] ?? "0";
      out += String.fromCharCode(Number.parseInt(octal, 8));
      from = at + 1 + octal.length;
    } else {
      out += `\\${char}`;
      from = at + 2;
    }
  }
  return out + body.slice(from);
}
