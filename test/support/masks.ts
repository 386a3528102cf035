import { stagingSuffix, uniquePart } from "../../src/state";

const attempts = Array.from({ length: 12 }, (_, index) => index + 1);

/**
 * Gives readable names to what differs from run to run or means nothing to a reader. Each mask is
 * an exact text that is known to be an id: nothing is masked because it looks like one.
 */
export class Masks {
  private readonly names = new Map<string, string>();

  constructor(private readonly owner: string) {}

  /** Names the unique parts of a relation's locations and staging relations. */
  relation(key: string): void {
    for (const attempt of attempts) {
      const id = { owner: this.owner, relation: key, attempt };
      this.names.set(uniquePart(id), `[attempt ${attempt}]`);
      this.names.set(stagingSuffix(id), `__af_[${attempt}]`);
    }
  }

  /** Names any other text. */
  name(text: string, as: string): void {
    if (text !== "") this.names.set(text, `[${as}]`);
  }

  /** Puts names in place of all known texts, the longest first. */
  apply(text: string): string {
    const known = [...this.names].sort(([a], [b]) => b.length - a.length);
    return known.reduce((masked, [from, to]) => masked.replaceAll(from, to), text);
  }
}
