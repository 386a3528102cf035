import {
  type Context,
  callValue,
  fromHost,
  PyDict,
  PyError,
  PyIterator,
  type PyObject,
  PySet,
  PyTuple,
  str,
  toJson,
  toList,
  type Value,
} from "../../../src/project/jinja";

class Relation implements PyObject {
  readonly pyType = "Relation";
  private readonly parts: readonly string[];

  constructor(parts: readonly string[]) {
    this.parts = parts;
  }

  str(): string {
    return this.parts.map((part) => `"${part}"`).join(".");
  }

  getAttr(name: string): Value | undefined {
    if (name === "render") return () => this.str();
    if (name !== "include") return undefined;
    return (_args, kwargs) =>
      new Relation(kwargs.get("database") === false ? this.parts.slice(1) : this.parts);
  }
}

function object(pyType: string, values: Readonly<Record<string, Value>>): PyObject {
  return { pyType, getAttr: (name) => (Object.hasOwn(values, name) ? values[name] : undefined) };
}

function match(pattern: Value, text: Value): Value {
  const found = new RegExp(`^(?:${str(pattern)})`).exec(str(text));
  if (found === null) return null;
  return object("re.Match", {
    group: (args) => found[typeof args[0] === "number" ? args[0] : 0] ?? null,
  });
}

function zip(args: readonly Value[]): Value {
  const lists = args.map(toList);
  const length = Math.min(...lists.map((list) => list.length));
  const rows = Array.from({ length }, (_, i) => new PyTuple(lists.map((list) => list[i] ?? null)));
  return new PyIterator(rows, "zip");
}

/** Makes the context the cases taken from Python were rendered with. */
export function pythonCaseContext(): Context {
  const values = fromHost({
    xs: [3, 1, 2],
    d: { b: 1, a: null, c: [1, 2.5] },
    s: "Hello World",
    n: null,
    t: true,
    users: [
      { name: "Bob", age: 5, g: "x" },
      { name: "amy", age: 7, g: "y" },
      { name: "Cy", age: null, g: "x" },
    ],
    f: 2.5,
    big: 2n ** 70n,
    txt: "a\nb\n\nc",
    u: "é😀ß",
  });
  const context = new Map<string, Value>([
    ["zip", zip],
    ["set", (args) => new PySet(toList(args[0] ?? []))],
  ]);
  if (values instanceof PyDict)
    for (const [key, value] of values.entries()) context.set(str(key), value);
  return context;
}

/** Makes a host as small as the conformance cases need: ref, config, dispatch and so on. */
export function caseHost(values: unknown): Context {
  const captured = new PyDict();
  let statement = "";
  const ref = (args: readonly Value[]): Value => new Relation(["db", "sc", str(args[0] ?? "")]);
  const context: Record<string, Value> = {
    ref,
    config: (_args, kwargs) => {
      for (const [key, value] of kwargs) captured.set(key, value);
      return "";
    },
    captured_config: () => toJson(captured),
    dispatch: () => (args) => `P${str(args[0] ?? null)}${str(ref(["q"]))}`,
    hostcall: (args) => callValue(args[0] ?? null, args.slice(1)),
    dbt_utils: object("Namespace", { star: (args) => `*${str(args[0] ?? null)}` }),
    target: object("Target", { name: "dev" }),
    var: (args) => args[1] ?? null,
    modules: object("Modules", { re: object("re", { match: ([p = "", t = ""]) => match(p, t) }) }),
    set: (args) => new PySet(toList(args[0] ?? [])),
    zip,
    exceptions: object("Exceptions", {
      raise_compiler_error: (args) => {
        throw new Error(`CompilationError: ${str(args[0] ?? null)}`);
      },
    }),
    statement: (args, kwargs) => {
      const caller = kwargs.get("caller");
      if (caller === undefined) throw new PyError("TypeError", "statement has no body");
      statement = `${str(args[0] ?? null)}:${str(callValue(caller, []))}`;
      return "";
    },
    stmt: () => statement,
  };
  const given = fromHost(values);
  if (given instanceof PyDict)
    for (const [key, value] of given.entries()) context[str(key)] = value;
  return new Map(Object.entries(context));
}
