import type { GlueTableInput } from "../aws";
import type { ColumnDoc, Docs } from "../state";

type GlueColumn = NonNullable<GlueTableInput["PartitionKeys"]>[number];

// Limits of the Glue API.
const longestDescription = 2048;
const longestComment = 255;
const longestKey = 255;
const longestValue = 512_000;

/** Holds a documented table and the names of the parameters that are documentation. */
export interface Documented {
  readonly input: GlueTableInput;
  readonly names: readonly string[];
}

/**
 * Writes what persist_docs asks into a table's definition (adapter semantics §3.14), and takes out
 * the parameters that earlier documentation wrote and that are wanted no longer.
 */
export function documented(
  input: GlueTableInput,
  docs: Docs,
  before: readonly string[],
): Documented {
  if (!docs.relation && !docs.columns) return { input, names: [] };
  let result = input;
  let names: readonly string[] = [];
  if (docs.relation) {
    const description = shortened(flat(docs.description), longestDescription);
    const wanted = {
      ...(description === "" ? {} : { comment: description }),
      ...parametersOf(docs.meta),
      ...docs.origin,
    };
    const kept = Object.entries(input.Parameters ?? {}).filter(([name]) => !before.includes(name));
    const { Description: _, ...rest } = result;
    result = { ...rest, Parameters: { ...Object.fromEntries(kept), ...wanted } };
    if (description !== "") result = { ...result, Description: description };
    names = Object.keys(wanted).sort();
  }
  if (docs.columns) result = withColumns(result, docs.columnDocs);
  return { input: result, names };
}

function withColumns(input: GlueTableInput, docs: readonly ColumnDoc[]): GlueTableInput {
  const byName = new Map(docs.map((doc) => [doc.name.toLowerCase(), doc]));
  const commented = (column: GlueColumn): GlueColumn => {
    const { Comment: _, Parameters: parameters, ...rest } = column;
    const doc = byName.get(column.Name?.toLowerCase() ?? "");
    const comment = shortened(flat(doc?.description ?? ""), longestComment);
    const all = { ...parameters, ...parametersOf(doc?.meta ?? {}) };
    return {
      ...rest,
      ...(comment === "" ? {} : { Comment: comment }),
      ...(Object.keys(all).length === 0 ? {} : { Parameters: all }),
    };
  };
  const { StorageDescriptor: storage, PartitionKeys: keys } = input;
  return {
    ...input,
    ...(storage === undefined
      ? {}
      : { StorageDescriptor: { ...storage, Columns: storage.Columns?.map(commented) } }),
    ...(keys === undefined ? {} : { PartitionKeys: keys.map(commented) }),
  };
}

/** Turns meta into parameters; a key that Glue would refuse is left out. */
function parametersOf(meta: Readonly<Record<string, unknown>>): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [key, value] of Object.entries(meta)) {
    if (key === "" || key.length > longestKey || /[^\u0020-\ud7ff\ue000-\ufffd\t]/.test(key))
      continue;
    parameters[key] = textOf(value).slice(0, longestValue);
  }
  return parameters;
}

/** Spells a value as dbt-athena does, which is Python's way. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Puts a text on one line: Glue refuses line breaks. */
function flat(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").join(" ");
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}
