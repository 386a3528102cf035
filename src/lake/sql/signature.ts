import { coerce } from "./cast";
import type { Position } from "./error";
import { parseType, type SqlType } from "./types";
import { coercible, commonType, sameType, type Typed, UNKNOWN } from "./typing";

/** Is the type of a parameter: a Trino type in which T, U, K, V stand for any. */
export type Pattern =
  | { readonly kind: "type"; readonly type: SqlType }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "array"; readonly element: Pattern }
  | { readonly kind: "map"; readonly key: Pattern; readonly value: Pattern };

/** Is one form of a function: what it takes, what it gives, and the DuckDB text with $1, $2 … */
export interface Signature {
  readonly params: readonly Pattern[];
  /** Says that the last parameter may come any number of times, also none. */
  readonly variadic: boolean;
  readonly result: Pattern;
  readonly template: string;
}

/** Says which type each variable of a signature stands for in one call. */
export type Bindings = Map<string, SqlType>;

/** Reads "(array(T), T) bigint". */
export function signature(text: string, template: string): Signature {
  const reader = new PatternReader(text);
  const { params, variadic } = reader.params();
  return { params, variadic, result: reader.pattern(), template };
}

class PatternReader {
  private readonly tokens: readonly string[];
  private next = 0;

  constructor(text: string) {
    this.tokens =
      text.match(/\.\.\.|[(),]|[\w ]+?(?=\s*(?:[(),]|\.\.\.|$))/g)?.map((t) => t.trim()) ?? [];
  }

  params(): { readonly params: readonly Pattern[]; readonly variadic: boolean } {
    const params: Pattern[] = [];
    let variadic = false;
    this.next++;
    while (this.tokens[this.next] !== ")") {
      params.push(this.pattern());
      if (this.tokens[this.next] === "...") {
        variadic = true;
        this.next++;
      }
      if (this.tokens[this.next] === ",") this.next++;
    }
    this.next++;
    return { params, variadic };
  }

  pattern(): Pattern {
    const word = this.tokens[this.next++] ?? "";
    if (/^[A-Z]$/.test(word)) return { kind: "variable", name: word };
    if (word === "array" || word === "map") {
      const { params } = this.params();
      const [first, second] = params;
      if (first === undefined) throw new Error(`incomplete signature near ${word}`);
      if (word === "array") return { kind: "array", element: first };
      if (second === undefined) throw new Error(`incomplete signature near ${word}`);
      return { kind: "map", key: first, value: second };
    }
    if (this.tokens[this.next] === "(") {
      const start = this.next;
      while (this.tokens[this.next++] !== ")");
      const base = word + this.tokens.slice(start, this.next).join("");
      const zone = this.tokens[this.next]?.startsWith("with ")
        ? ` ${this.tokens[this.next++]}`
        : "";
      return { kind: "type", type: parseType(base + zone) };
    }
    return { kind: "type", type: parseType(word) };
  }
}

/** Binds the variables of a pattern so that it takes a type; false when it cannot. */
export function bind(pattern: Pattern, type: SqlType, bindings: Bindings): boolean {
  switch (pattern.kind) {
    case "type":
      return coercible(type, pattern.type) || looser(type, pattern.type);
    case "variable": {
      const common = commonType(bindings.get(pattern.name) ?? UNKNOWN, type);
      if (common === undefined) return false;
      bindings.set(pattern.name, common);
      return true;
    }
    case "array":
      if (type.kind === "unknown") return bind(pattern.element, UNKNOWN, bindings);
      return type.kind === "array" && bind(pattern.element, type.element, bindings);
    case "map":
      if (type.kind === "unknown") {
        return bind(pattern.key, UNKNOWN, bindings) && bind(pattern.value, UNKNOWN, bindings);
      }
      return (
        type.kind === "map" &&
        bind(pattern.key, type.key, bindings) &&
        bind(pattern.value, type.value, bindings)
      );
  }
}

/** Lets any precision of a time stand for the one a signature names. */
function looser(type: SqlType, wanted: SqlType): boolean {
  if (type.kind === "char" && wanted.kind === "varchar") return true;
  if (wanted.kind !== "timestamp" || type.kind !== "timestamp") {
    return type.kind === "time" && wanted.kind === "time";
  }
  return type.zone === wanted.zone || wanted.zone;
}

/** Tells whether a pattern takes a type as it is. */
export function exact(pattern: Pattern, type: SqlType): boolean {
  if (pattern.kind !== "type") return true;
  if (sameType(pattern.type, type)) return true;
  if (pattern.type.kind === "timestamp" && type.kind === "timestamp") {
    return pattern.type.zone === type.zone;
  }
  return pattern.type.kind === type.kind && pattern.type.kind === "varchar";
}

/** Gives the type of a pattern whose variables are bound. */
export function typeOf(pattern: Pattern, bindings: Bindings): SqlType {
  switch (pattern.kind) {
    case "type":
      return pattern.type;
    case "variable":
      return bindings.get(pattern.name) ?? UNKNOWN;
    case "array":
      return { kind: "array", element: typeOf(pattern.element, bindings) };
    case "map":
      return {
        kind: "map",
        key: typeOf(pattern.key, bindings),
        value: typeOf(pattern.value, bindings),
      };
  }
}

/** Gives an argument's text in the type its parameter asks for. */
export function passed(value: Typed, pattern: Pattern, bindings: Bindings, at: Position): string {
  const type = typeOf(pattern, bindings);
  const { type: from } = value;
  const timed = from.kind === "timestamp" && type.kind === "timestamp" && from.zone === type.zone;
  const text = type.kind === "varchar" && (from.kind === "varchar" || from.kind === "char");
  if (timed || text || (from.kind === "time" && type.kind === "time")) return value.sql;
  return coerce(value, type, at, "argument").sql;
}

/** Writes the arguments into the text of a signature; $* stands for all that are left. */
export function fill(template: string, args: readonly string[]): string {
  const fixed = new Set<number>();
  for (const match of template.matchAll(/\$(\d)/g)) fixed.add(Number(match[1]) - 1);
  const others = args.filter((_arg, index) => !fixed.has(index));
  return template.replace(/\$(\d|\*)/g, (_all, which: string) =>
    which === "*" ? others.join(", ") : (args[Number(which) - 1] ?? "NULL"),
  );
}
