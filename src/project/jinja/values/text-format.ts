import { PyError, valueError } from "../errors";
import { keyError } from "./dict";
import { formatValue } from "./format-spec";
import { repr, str } from "./text";
import type { Kwargs, Value } from "./value";

/** Gives the attribute and item look-ups that field names may use. */
export interface FieldAccess {
  readonly attribute: (value: Value, name: string) => Value;
  readonly item: (value: Value, key: Value) => Value;
}

/** Formats as `template.format(*args, **kwargs)` does. */
export function formatText(
  template: string,
  args: readonly Value[],
  named: (name: string) => Value | undefined,
  access: FieldAccess,
): string {
  return new Formatter(args, named, access).format(template);
}

/** Makes the look-up of named fields in keyword arguments. */
export function inKwargs(kwargs: Kwargs): (name: string) => Value | undefined {
  return (name) => kwargs.get(name);
}

const FIELD = /^([^.[!:]*)((?:\.[^.[!:]+|\[[^\]]*\])*)(?:!([rsa]))?(?::(.*))?$/s;
const STEP = /\.([^.[]+)|\[([^\]]*)\]/g;

class Formatter {
  private automatic = 0;
  private numbering: "manual" | "automatic" | undefined;
  private readonly args: readonly Value[];
  private readonly named: (name: string) => Value | undefined;
  private readonly access: FieldAccess;

  constructor(
    args: readonly Value[],
    named: (name: string) => Value | undefined,
    access: FieldAccess,
  ) {
    this.args = args;
    this.named = named;
    this.access = access;
  }

  format(template: string): string {
    let out = "";
    let at = 0;
    while (at < template.length) {
      const char = template[at];
      if (char !== "{" && char !== "}") {
        const next = nextBrace(template, at);
        out += template.slice(at, next);
        at = next;
      } else if (template[at + 1] === char) {
        out += char;
        at += 2;
      } else if (char === "}") {
        throw valueError("Single '}' encountered in format string");
      } else {
        const end = closing(template, at);
        out += this.field(template.slice(at + 1, end));
        at = end + 1;
      }
    }
    return out;
  }

  private field(text: string): string {
    const match = FIELD.exec(text);
    if (match === null) throw valueError(`Invalid format field '{${text}}'`);
    const [, name = "", path = "", conversion, spec = ""] = match;
    let value = this.lookup(name);
    for (const [, attribute, key = ""] of path.matchAll(STEP)) {
      if (attribute !== undefined) value = this.access.attribute(value, attribute);
      else value = this.access.item(value, /^\d+$/.test(key) ? Number(key) : key);
    }
    if (conversion !== undefined) value = conversion === "s" ? str(value) : repr(value);
    return formatValue(value, spec.includes("{") ? this.format(spec) : spec);
  }

  private indexOf(name: string): number {
    const numbered = /^\d+$/.test(name);
    if (name !== "" && !numbered) return -1;
    const way = numbered ? "manual" : "automatic";
    this.numbering ??= way;
    if (this.numbering !== way)
      throw valueError(
        numbered
          ? "cannot switch from automatic field numbering to manual field specification"
          : "cannot switch from manual field specification to automatic field numbering",
      );
    return numbered ? Number(name) : this.automatic++;
  }

  private lookup(name: string): Value {
    const index = this.indexOf(name);
    if (index < 0) {
      const value = this.named(name);
      if (value === undefined) throw keyError(name);
      return value;
    }
    const value = this.args[index];
    if (value === undefined)
      throw new PyError(
        "IndexError",
        `Replacement index ${index} out of range for positional args tuple`,
      );
    return value;
  }
}

function nextBrace(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === "{" || text[i] === "}") return i;
  return text.length;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  throw valueError("Single '{' encountered in format string");
}
