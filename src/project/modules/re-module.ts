import {
  bind,
  callValue,
  isCallable,
  type PyFunction,
  type PyObject,
  PyTuple,
  type Value,
  valueError,
} from "../jinja";
import { textOf } from "../values";

const flagValues: Readonly<Record<string, number>> = {
  IGNORECASE: 2,
  I: 2,
  MULTILINE: 8,
  M: 8,
  DOTALL: 16,
  S: 16,
  UNICODE: 32,
  U: 32,
  VERBOSE: 64,
  X: 64,
};

/** Makes `modules.re`, on JavaScript's expressions. */
export function reModule(): Readonly<Record<string, Value>> {
  const functions = Object.fromEntries(
    Object.keys(methods).map((name): [string, PyFunction] => [
      name,
      (args, kwargs) => {
        const [pattern, ...rest] = args;
        const flags = kwargs.get("flags");
        const left = new Map(kwargs);
        left.delete("flags");
        const positional = rest[1];
        const isFlag = ["match", "search", "fullmatch", "findall", "finditer"].includes(name);
        const given = flags ?? (isFlag ? positional : undefined);
        const bits = typeof given === "number" ? given : 0;
        const compiled =
          pattern instanceof Pattern ? pattern : new Pattern(textOf(pattern ?? ""), bits);
        return compiled.run(name, rest, left);
      },
    ]),
  );
  return {
    ...flagValues,
    ...functions,
    compile: ([pattern, flags]) =>
      new Pattern(textOf(pattern ?? ""), typeof flags === "number" ? flags : 0),
    escape: ([text]) => textOf(text ?? "").replace(/[-.*+?^${}()|[\]\\#&~ \t\n]/g, "\\$&"),
  };
}

type Method = (
  pattern: Pattern,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
) => Value;

const methods: Readonly<Record<string, Method>> = {
  match: (pattern, [text]) => pattern.find(textOf(text ?? ""), "y"),
  search: (pattern, [text]) => pattern.find(textOf(text ?? ""), ""),
  fullmatch: (pattern, [text]) => {
    const whole = new RegExp(`^(?:${pattern.source})$(?![\\s\\S])`, pattern.flags.replace("m", ""));
    const found = whole.exec(textOf(text ?? ""));
    return found === null ? null : matchValue(found);
  },
  findall: (pattern, [text]) =>
    [...textOf(text ?? "").matchAll(pattern.make("g"))].map((found): Value => {
      const groups = found.slice(1).map((group) => group ?? "");
      if (groups.length === 0) return found[0];
      return groups.length === 1 ? (groups[0] ?? "") : new PyTuple(groups);
    }),
  finditer: (pattern, [text]) =>
    [...textOf(text ?? "").matchAll(pattern.make("g"))].map(matchValue),
  split: (pattern, [text]) =>
    textOf(text ?? "")
      .split(pattern.make(""))
      .map((part: string | undefined) => part ?? null),
  sub: (pattern, args, kwargs) => {
    const [replacement, text, count] = bind("sub", ["repl", "string", "count"], args, kwargs, 2);
    let left = typeof count === "number" && count > 0 ? count : Number.POSITIVE_INFINITY;
    const subject = textOf(text ?? "");
    let out = "";
    let from = 0;
    for (const found of subject.matchAll(pattern.make("g"))) {
      if (left-- <= 0) break;
      out += subject.slice(from, found.index) + replaced(replacement ?? "", found);
      from = found.index + found[0].length;
    }
    return out + subject.slice(from);
  },
};

function replaced(replacement: Value, found: RegExpMatchArray): string {
  if (isCallable(replacement)) return textOf(callValue(replacement, [matchValue(found)]));
  return textOf(replacement).replace(
    /\\(?:g<(\w+)>|(\d{1,2})|(.))/g,
    (whole, name: string | undefined, digits: string | undefined, letter: string | undefined) => {
      const group = name ?? digits;
      if (group !== undefined) {
        return (/^\d+$/.test(group) ? found[Number(group)] : found.groups?.[group]) ?? "";
      }
      return letter === "n" ? "\n" : letter === "t" ? "\t" : letter === "\\" ? "\\" : whole;
    },
  );
}

/** Is a compiled expression. */
class Pattern implements PyObject {
  readonly pyType = "re.Pattern";
  readonly source: string;
  readonly flags: string;

  constructor(
    private readonly written: string,
    bits: number,
  ) {
    const inline = /^\(\?([aiLmsux]+)\)/.exec(written);
    const letters = inline?.[1] ?? "";
    const has = (bit: number, letter: string): boolean =>
      (bits & bit) !== 0 || letters.includes(letter);
    this.flags = `${has(2, "i") ? "i" : ""}${has(8, "m") ? "m" : ""}${has(16, "s") ? "s" : ""}`;
    const body = written.slice(inline?.[0].length ?? 0);
    this.source = translate(has(64, "x") ? body.replace(/\s+|#.*$/gm, "") : body);
    this.make("");
  }

  make(more: string): RegExp {
    try {
      return new RegExp(this.source, this.flags + more);
    } catch {
      throw valueError(`the expression '${this.written}' is not supported`);
    }
  }

  find(text: string, more: string): Value {
    const found = this.make(more).exec(text);
    return found === null ? null : matchValue(found);
  }

  run(name: string, args: readonly Value[], kwargs: ReadonlyMap<string, Value>): Value {
    return methods[name]?.(this, args, kwargs) ?? null;
  }

  truthy(): boolean {
    return true;
  }

  str(): string {
    return `re.compile('${this.written}')`;
  }

  getAttr(name: string): Value | undefined {
    if (name === "pattern") return this.written;
    return Object.hasOwn(methods, name)
      ? (args, kwargs) => this.run(name, args, kwargs)
      : undefined;
  }
}

function translate(pattern: string): string {
  return pattern
    .replace(/\(\?P<(\w+)>/g, "(?<$1>")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replace(/\\A/g, "(?<![\\s\\S])")
    .replace(/\\Z/g, "(?![\\s\\S])");
}

function matchValue(found: RegExpMatchArray): PyObject {
  const group = (key: Value): Value =>
    (typeof key === "number" ? found[key] : found.groups?.[textOf(key)]) ?? null;
  const start = found.index ?? 0;
  const members: Readonly<Record<string, Value>> = {
    group: (args) => (args.length > 1 ? new PyTuple(args.map(group)) : group(args[0] ?? 0)),
    groups: () => new PyTuple(found.slice(1).map((one) => one ?? null)),
    groupdict: () => {
      const named = Object.entries(found.groups ?? {});
      return named.map(([key, value]): Value => [key, value ?? null]);
    },
    start: () => start,
    end: () => start + found[0].length,
    span: () => new PyTuple([start, start + found[0].length]),
    string: found.input ?? "",
  };
  return {
    pyType: "re.Match",
    truthy: () => true,
    getItem: group,
    getAttr: (name) => (Object.hasOwn(members, name) ? members[name] : undefined),
  };
}
