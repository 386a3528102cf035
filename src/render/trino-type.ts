const plain: Readonly<Record<string, string>> = {
  string: "varchar",
  int: "integer",
  float: "real",
  binary: "varbinary",
  timestamp: "timestamp(3)",
};

/** Translates a column type from Glue's (Hive's) spelling to Trino's. */
export function trinoType(hive: string): string {
  const type = hive.trim().toLowerCase();
  const nested = /^(array|map|struct)<(.*)>$/s.exec(type);
  if (nested === null) return plain[type] ?? type;
  const [, kind = "", inside = ""] = nested;
  const parts = splitTop(inside);
  if (kind !== "struct") return `${kind}(${parts.map(trinoType).join(", ")})`;
  const fields = parts.map((part) => {
    const colon = part.indexOf(":");
    return `"${part.slice(0, colon).trim()}" ${trinoType(part.slice(colon + 1))}`;
  });
  return `row(${fields.join(", ")})`;
}

/** Splits at the commas that lie in no bracket. */
function splitTop(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (sign === "<" || sign === "(") depth += 1;
    else if (sign === ">" || sign === ")") depth -= 1;
    else if (sign === "," && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim());
}
