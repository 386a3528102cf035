/**
 * Every error this project raises on purpose. Three classes by who must act, one table of permanent
 * codes. Compare codes, never text. `docs/errors.md` is written from this table.
 */

/** Gives every code its title and the hint that is shown when the thrower has no better one. */
export const codes = {
  AF100: [
    "project file is missing",
    "Point `athenaform:projectDir` at the folder with dbt_project.yml",
  ],
  AF101: ["YAML does not parse", "Mend the file at the line given"],
  AF102: ["Jinja does not parse or render", "Mend the template at the line given"],
  AF103: ["ref names no node", "Check the spelling, or add the model or seed it names"],
  AF104: ["source is not declared", "Declare it under `sources:` in a properties file"],
  AF105: ["models depend on each other in a circle", "Break the circle at one of the refs shown"],
  AF106: ["two nodes build one relation", "Give one of them another alias or schema"],
  AF107: ["name is not lower case", "Glue stores names in lower case: rename it, or set an alias"],
  AF108: ["config value is not valid", "Use one of the values listed in the message"],
  AF109: ["profile or target is missing", "Add it to profiles.yml, or set `profile` and `target`"],
  AF110: ["variable is not set", "Set it under `vars:`, in `athenaform:vars`, or give a default"],
  AF111: ["environment variable is not set", "Export it, or give env_var() a default"],
  AF112: ["seed file is not valid CSV", "Mend the row at the line given"],
  AF113: ["locations overlap", "Give each relation a location of its own"],
  AF114: [
    "location must be unique",
    "Use a naming that ends in `unique`, and no external_location",
  ],
  AF115: ["feature is not supported yet", "See the table of limits in README.md"],
  AF116: ["macro is not defined", "Add the macro, or install the package that has it"],
  AF117: ["macro raised a compiler error", "The message is the project's own"],
  AF118: ["property names a node that does not exist", "Check the spelling of the name"],
  AF119: ["name is given twice", "Give each a name of its own, or merge the two"],
  AF120: [
    "selection is not valid",
    "Write it as dbt does: names, `tag:`, `path:`, `+` for the graph",
  ],
  AF121: ["selection leaves out what it needs", "Select it too, or build it first"],
  AF122: ["relation is protected", "Leave it out of the change, or out of `athenaform:protect`"],
  AF123: ["plan goes beyond a budget", "Select less, or raise the budget"],
  AF200: ["lake refused a call", "See the AWS error in the message"],
  AF201: ["query failed", "See the Athena error in the message"],
  AF202: ["relation exists and is not ours", "Set `athenaform:adopt` to take it over, or drop it"],
  AF203: ["relation changed while it was being replaced", "Run the preview again"],
  AF204: ["record is held by another run", "Wait for the other run to end, then try again"],
  AF205: ["relation does not match what was planned", "Run the preview again"],
  AF206: ["record was written by a newer athenaform", "Upgrade athenaform"],
  AF207: ["location is not empty and not ours", "Empty it, or choose another location"],
  AF208: ["local lake did not start", "See the log named in the message"],
  AF209: ["run was interrupted", "Run `pulumi up` again: it takes up where this one stopped"],
  AF300: ["toolchain is incomplete", "Install what the message names"],
  AF900: ["an invariant of athenaform broke", "Please report it with the plan that led to it"],
} as const satisfies Record<string, readonly [title: string, hint: string]>;

/** Names one row of the table of codes. */
export type Code = keyof typeof codes;

/** Says where the cause lies: a file with line and column, or a relation or node. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly relation?: string;
}

/** Holds what an error says beside its message. */
export interface Details {
  readonly hint?: string;
  readonly where?: Place;
  readonly cause?: unknown;
}

/** Is what every error of ours has: a code that stays, and beside the message a hint and a place. */
export abstract class CodedError extends Error {
  readonly hint: string;
  readonly where: Place | undefined;

  constructor(
    readonly code: Code,
    message: string,
    details: Details = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.hint = details.hint ?? codes[code][1];
    this.where = details.where;
  }
}

/** Reports a fault that the author of the project mends. */
export class ProjectError extends CodedError {
  override readonly name = "ProjectError";
}

/** Reports that AWS refused, or that the lake is not as it must be. */
export class LakeError extends CodedError {
  override readonly name = "LakeError";
}

/** Reports that one of our own invariants broke. */
export class Bug extends CodedError {
  override readonly name = "Bug";
  constructor(message: string, details: Details = {}) {
    super("AF900", message, details);
  }
}

/** Carries every fault of a project at once, so that a user mends them in one go. */
export class ProjectErrors extends Error {
  override readonly name = "ProjectErrors";
  constructor(readonly errors: readonly ProjectError[]) {
    super(errors.map(describeError).join("\n\n"));
  }
}

/** Renders an error with its code, place and hint, as users see it. */
export function describeError(error: unknown): string {
  if (error instanceof ProjectErrors) return error.message;
  if (!(error instanceof CodedError)) return error instanceof Error ? error.message : String(error);
  const place = error.where === undefined ? "" : placeText(error.where);
  const at = place === "" ? "" : `\n  at ${place}`;
  return `${error.code} ${error.message}${at}\n  hint: ${error.hint}`;
}

function placeText(where: Place): string {
  const parts: string[] = [];
  if (where.file !== undefined) {
    const line = where.line === undefined ? "" : `:${where.line}`;
    const column = where.column === undefined ? "" : `:${where.column}`;
    parts.push(`${where.file}${line}${column}`);
  }
  if (where.relation !== undefined) parts.push(where.relation);
  return parts.join(", ");
}
