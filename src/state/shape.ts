import { hashOf } from "./fingerprint";
import type { Column, RelationKind } from "./relation";

/** Holds what readers of a relation depend on in the catalog. */
export interface ShapeInput {
  readonly kind: RelationKind;
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
  readonly location?: string;
  readonly viewText?: string;
}

/** Digests what readers depend on: kind, columns with types, location or view text. */
export function shapeOf(input: ShapeInput): string {
  const { kind, location, viewText } = input;
  return hashOf({
    kind,
    columns: input.columns.map(typed),
    partitionKeys: input.partitionKeys.map(typed),
    ...(kind === "view" ? { viewText } : { location }),
  });
}

function typed(column: Column): readonly string[] {
  return [column.name.toLowerCase(), column.type.toLowerCase()];
}

/** Holds what documents a relation in the catalog. */
export interface DocsShapeInput {
  readonly description?: string;
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Parameter names that documentation wrote; others belong to engines and are not compared. */
  readonly documented: readonly string[];
}

/** Digests description, comments and the parameters that documentation wrote. */
export function docsShapeOf(input: DocsShapeInput): string {
  const columns = [...input.columns, ...input.partitionKeys];
  return hashOf({
    description: input.description ?? "",
    comments: columns.map((column) => [column.name.toLowerCase(), column.comment ?? ""]),
    parameters: Object.fromEntries(
      input.documented.map((name) => [name, input.parameters[name] ?? null]),
    ),
  });
}
