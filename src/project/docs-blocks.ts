const block = /\{%[-+]?\s*docs\s+(\w+)\s*[-+]?%\}([\s\S]*?)\{%[-+]?\s*enddocs\s*[-+]?%\}/g;

/** Finds the `{% docs %}` blocks of Markdown files: name → text. */
export function docsBlocks(texts: readonly string[]): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>();
  for (const text of texts) {
    if (!text.includes("enddocs")) continue;
    for (const match of text.matchAll(block)) {
      blocks.set(match[1] ?? "", (match[2] ?? "").trim());
    }
  }
  return blocks;
}
