/** Sets where a line may be broken. */
export interface WrapOptions {
  readonly breakLong: boolean;
  readonly hyphens: boolean;
}

const AT_SPACE = /(\s+)/;
const AFTER_HYPHEN = /(?<=[\p{L}\p{N}_]{2}-)(?=[\p{L}_])/u;

function chunksOf(text: string, hyphens: boolean): string[] {
  const words = text.split(AT_SPACE).filter((chunk) => chunk !== "");
  return hyphens ? words.flatMap((word) => word.split(AFTER_HYPHEN)) : words;
}

/** Breaks one line into lines of a width, as Python's textwrap does. */
export function wrapText(text: string, width: number, options: WrapOptions): string[] {
  const chunks = chunksOf(text, options.hyphens).reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    if (lines.length > 0 && chunks.at(-1)?.trim() === "") chunks.pop();
    const line: string[] = [];
    let used = 0;
    for (let next = chunks.at(-1); next !== undefined; next = chunks.at(-1)) {
      if (used + next.length > width) break;
      line.push(next);
      used += next.length;
      chunks.pop();
    }
    const long = chunks.at(-1);
    if (long !== undefined && long.length > width) breakChunk(chunks, line, width - used, options);
    while (line.length > 0 && line.at(-1)?.trim() === "") line.pop();
    if (line.length > 0) lines.push(line.join(""));
  }
  return lines;
}

function breakChunk(chunks: string[], line: string[], room: number, options: WrapOptions): void {
  const chunk = chunks.pop() ?? "";
  if (options.breakLong) {
    const size = Math.max(1, room);
    line.push(chunk.slice(0, size));
    chunks.push(chunk.slice(size));
  } else if (line.length === 0) line.push(chunk);
  else chunks.push(chunk);
}
