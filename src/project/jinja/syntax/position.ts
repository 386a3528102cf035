/** Holds a template's text, with line ends normalised, and finds lines and columns in it. */
export class Source {
  readonly name: string;
  readonly text: string;
  private readonly firstLine: number;
  private lineStarts: readonly number[] | undefined;

  constructor(text: string, name: string, firstLine = 1) {
    this.name = name;
    this.firstLine = firstLine;
    this.text = text.includes("\r") ? text.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : text;
  }

  /** Gives the place of an offset in the normalised text. */
  placeOf(offset: number): { template: string; line: number; column: number } {
    this.lineStarts ??= startsOfLines(this.text);
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (starts[low] ?? 0) + 1;
    return { template: this.name, line: low + this.firstLine, column };
  }
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
