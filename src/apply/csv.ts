/**
 * Reads CSV: fields may be quoted, quotes inside are doubled, and a quote in the middle of an
 * unquoted field is a character like any other. Blank lines between rows are left out.
 */
export function parseCsv(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const field = text[at] === '"' ? quoted(text, at, delimiter) : bare(text, at, delimiter);
      row.push(field.value);
      at = field.end;
      if (!text.startsWith(delimiter, at)) break;
      at += delimiter.length;
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    const [first] = rows;
    const blank = row.length === 1 && row[0] === "";
    if (!blank || first === undefined || first.length === 1) rows.push(row);
  }
  return rows;
}

interface Field {
  readonly value: string;
  readonly end: number;
}

function bare(text: string, start: number, delimiter: string): Field {
  let end = start;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") {
    if (text.startsWith(delimiter, end)) break;
    end += 1;
  }
  return { value: text.slice(start, end), end };
}

function quoted(text: string, start: number, delimiter: string): Field {
  let value = "";
  let from = start + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close < 0) return { value: value + text.slice(from), end: text.length };
    value += text.slice(from, close);
    if (text[close + 1] !== '"') {
      const rest = bare(text, close + 1, delimiter);
      return { value: value + rest.value, end: rest.end };
    }
    value += '"';
    from = close + 2;
  }
}

/** Prints rows as CSV for OpenCSVSerde: every value in quotes, and a backslash is an escape. */
export function printCsv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map((value) => `"${escaped(value)}"`).join(","));
  return `${lines.join("\n")}\n`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '""');
}
