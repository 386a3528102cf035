import { ApiError } from "../protocol";

/**
 * Reads one member of a request. It answers the member as a typed value without what the API does
 * not know, notes broken constraints in `problems`, and throws when the JSON has another type.
 */
export interface Shape<T> {
  read(value: unknown, at: string, problems: string[]): T;
}

/** The type of the values that a shape reads. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

type Members = Readonly<Record<string, Shape<unknown>>>;

/** The type of a structure with these required and optional members. */
export type Structured<R extends Members, O extends Members> = {
  readonly [K in keyof R]: Shaped<R[K]>;
} & { readonly [K in keyof O]?: Shaped<O[K]> };

// Glue's single-line strings: no control characters but the tab.
const singleLine = /^[ -\uD7FF\uE000-\uFFFD\uD800-\uDFFF\t]*$/;
const singleLinePattern = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*";

/** Text of a length; a `line` has no line break. */
export function text(min: number, max: number, form: "line" | "free" = "free"): Shape<string> {
  return {
    read(value, at, problems) {
      if (typeof value !== "string") {
        throw mismatch(value, "String");
      }
      push(problems, value, at, outside("length", value.length, min, max));
      if (form === "line" && !singleLine.test(value)) {
        const rule = `Member must satisfy regular expression pattern: ${singleLinePattern}`;
        problems.push(problem(value, at, rule));
      }
      return value;
    },
  };
}

/** A whole number between two limits. */
export function integer(min: number, max: number): Shape<number> {
  return {
    read(value, at, problems) {
      if (typeof value !== "number" || !Number.isInteger(value)) {
        throw mismatch(value, "Integer");
      }
      push(problems, value, at, outside("value", value, min, max));
      return value;
    },
  };
}

/** A time in epoch seconds. */
export const timestamp: Shape<number> = {
  read(value) {
    if (typeof value !== "number") {
      throw mismatch(value, "Timestamp");
    }
    return value;
  },
};

/** True or false. */
export const flag: Shape<boolean> = {
  read(value) {
    if (typeof value !== "boolean") {
      throw mismatch(value, "Boolean");
    }
    return value;
  },
};

/** One of some words. */
export function oneOf<const W extends string>(...words: readonly W[]): Shape<W> {
  return {
    read(value, at, problems) {
      const word = words.find((each) => each === value);
      if (word === undefined) {
        const rule = `Member must satisfy enum value set: [${words.join(", ")}]`;
        problems.push(problem(value, at, rule));
      }
      return word ?? (words[0] as W);
    },
  };
}

/** A list of a length. */
export function list<T>(item: Shape<T>, min: number, max: number): Shape<readonly T[]> {
  return {
    read(value, at, problems) {
      if (!Array.isArray(value)) {
        throw mismatch(value, "List");
      }
      push(problems, value, at, outside("length", value.length, min, max));
      return value.map((each, index) => item.read(each, `${at}.${index + 1}.member`, problems));
    },
  };
}

/** A map from text to text. */
export function textMap(key: Shape<string>, item: Shape<string>): Shape<Record<string, string>> {
  return {
    read(value, at, problems) {
      return Object.fromEntries(
        Object.entries(asObject(value))
          .filter(([, each]) => each !== null)
          .map(([name, each]) => [
            key.read(name, `${at}.${name}.key`, problems),
            item.read(each, `${at}.${name}.member`, problems),
          ]),
      );
    },
  };
}

/** An object that is kept as it came. */
export const document: Shape<Readonly<Record<string, unknown>>> = { read: asObject };

/** A member that changes what an answer means and that this catalog cannot honour. */
export function unsupported(what: string): Shape<never> {
  return {
    read() {
      throw new ApiError("InvalidInputException", `${what} is not supported by the local lake.`);
    },
  };
}

/** An object with these members; null counts as absent, other members are dropped. */
export function structure<R extends Members, O extends Members>(
  required: R,
  optional: O,
): Shape<Structured<R, O>> {
  return {
    read(value, at, problems) {
      const object = asObject(value);
      const result: Record<string, unknown> = {};
      for (const [name, shape] of Object.entries({ ...required, ...optional })) {
        const member = object[name] ?? undefined;
        const place = at === "" ? lowerFirst(name) : `${at}.${lowerFirst(name)}`;
        if (member !== undefined) {
          result[name] = shape.read(member, place, problems);
        } else if (name in required) {
          problems.push(problem(null, place, "Member must not be null"));
        }
      }
      return result as Structured<R, O>;
    },
  };
}

/** Reads a whole request and refuses it when constraints are broken, naming all of them. */
export function readRequest<T>(shape: Shape<T>, value: unknown): T {
  const problems: string[] = [];
  const result = shape.read(value, "", problems);
  if (problems.length > 0) {
    const noun = problems.length === 1 ? "error" : "errors";
    throw new ApiError(
      "ValidationException",
      `${problems.length} validation ${noun} detected: ${problems.join("; ")}`,
    );
  }
  return result;
}

/** Says which limit a number breaks: of a `value`, or of the `length` of something. */
function outside(what: string, size: number, min: number, max: number): string | undefined {
  if (size < min) return `Member must have ${what} greater than or equal to ${min}`;
  if (size > max) return `Member must have ${what} less than or equal to ${max}`;
  return undefined;
}

function push(problems: string[], value: unknown, at: string, rule: string | undefined): void {
  if (rule !== undefined) problems.push(problem(value, at, rule));
}

function problem(value: unknown, at: string, rule: string): string {
  const shown = typeof value === "string" ? `'${value}'` : `'${JSON.stringify(value)}'`;
  return `Value ${value === null ? "null" : shown} at '${at}' failed to satisfy constraint: ${rule}`;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw mismatch(value, "Structure");
  }
  return value as Readonly<Record<string, unknown>>;
}

function mismatch(value: unknown, wanted: string): ApiError {
  const found = Array.isArray(value) ? "list" : value === null ? "null" : typeof value;
  return new ApiError(
    "SerializationException",
    `${found.toUpperCase()}_VALUE can not be converted to a ${wanted}`,
  );
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
