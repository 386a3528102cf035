/**
 * Brings what the Pulumi CLI prints into a form that is the same in every run: progress goes, a
 * resource keeps its last row, rows stand in the order of their types and names.
 */
export function stableText(printed: string): string {
  const text = printed.replaceAll("pulumi-nodejs:dynamic/athena:", "athena:");
  const sections = sectionsOf(text.split("\n"));
  const rows = lastRows(sections.get("") ?? []);
  const parts = [rows.join("\n")];
  const diagnostics = sections.get("Diagnostics:");
  if (diagnostics !== undefined) parts.push(`Diagnostics:\n${sortedBlocks(diagnostics)}`);
  for (const name of ["Outputs:", "Resources:"]) {
    const lines = sections.get(name);
    if (lines !== undefined) parts.push([name, ...lines].join("\n").trimEnd());
  }
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Drops from the detailed form what has no meaning to a reader: urns and the stack's own frame. */
export function stableDiff(printed: string): string {
  return printed
    .replaceAll("pulumi-nodejs:dynamic/athena:", "athena:")
    .split("\n")
    .filter((line) => !/^\s*\[(urn|provider)=/.test(line))
    .filter((line) => !/^(@ |Previewing )/.test(line))
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}

/** Keeps of the JSON form what a policy would read: each changed resource with what it says. */
export function stableJson(printed: string): string {
  const { steps } = JSON.parse(printed) as {
    readonly steps: readonly {
      readonly op: string;
      readonly urn: string;
      readonly newState?: { readonly inputs?: Readonly<Record<string, unknown>> };
    }[];
  };
  const shown = steps
    .filter((step) => step.op !== "same")
    .map(({ op, urn, newState }) => {
      const inputs = Object.entries(newState?.inputs ?? {});
      const plain = inputs.filter(([key]) => !key.startsWith("__"));
      const [, , kind = "", name = ""] = urn.split("::");
      const type = kind.split(/[$:]/).at(-1);
      return { op, resource: `${type} ${name}`, inputs: Object.fromEntries(plain) };
    })
    .sort((a, b) => (a.resource < b.resource ? -1 : 1));
  return JSON.stringify(shown, undefined, 2);
}

const heads = ["Diagnostics:", "Outputs:", "Resources:"];

function sectionsOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let name = "";
  for (const line of lines) {
    if (/^(@ |Previewing |Updating |Duration: )/.test(line)) continue;
    if (heads.includes(line)) {
      name = line;
      sections.set(name, []);
      continue;
    }
    const section = sections.get(name);
    if (section === undefined) sections.set(name, [line]);
    else section.push(line);
  }
  return sections;
}

const ranks = ["pulumi:Stack", "index:Project", "index:Folder", "Schema", "Seed", "Model"];

function lastRows(lines: readonly string[]): readonly string[] {
  const rows = new Map<string, string>();
  for (const line of lines) {
    const found = /^ (.{2}) ?(\S*:\S+) (\S+)(?: (.*))?$/.exec(line);
    if (found === null) continue;
    const [, op = "", type = "", name = "", rest = ""] = found;
    const rank = ranks.findIndex((end) => type.endsWith(end));
    const says = rest.trim() === "" ? "" : ` ${rest.trim()}`;
    const key = `${rank} ${type} ${name} `;
    // Before Pulumi knows what it will do it prints the row without a sign.
    rows.delete(key);
    const known = [...rows.keys()].some((other) => other.startsWith(key));
    if (op.trim() === "" && known) continue;
    rows.set(`${key}${op.trim()}`, ` ${op.trim().padEnd(2)} ${type} ${name}${says}`);
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row.trimEnd());
}

/** A block is a resource's line and what is indented below it. */
function sortedBlocks(lines: readonly string[]): string {
  const blocks: string[][] = [];
  for (const line of lines) {
    if (/^ {2}\S/.test(line)) blocks.push([line]);
    else if (line.trim() !== "") blocks.at(-1)?.push(line.trimEnd());
    else if (blocks.at(-1)?.at(-1) !== "") blocks.at(-1)?.push("");
  }
  const texts = blocks.map((block) => block.join("\n").trimEnd());
  return texts.sort().join("\n");
}
