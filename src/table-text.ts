/** Lays rows out as a table for a terminal: columns padded, header underlined. */
export function tableText(rows: readonly (readonly string[])[], indent = ""): string {
  const [header = []] = rows;
  const widths = header.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `${indent}${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd();
  const rule = `${indent}${widths.map((width) => "─".repeat(width)).join("  ")}`;
  return [line(header), rule, ...rows.slice(1).map(line)].map((text) => `${text}\n`).join("");
}
