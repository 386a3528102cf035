import { ApiError } from "../protocol";

/** Refuses a request in the words of Athena's InvalidRequestException. */
export function invalid(message: string, code = "INVALID_INPUT"): ApiError {
  return new ApiError("InvalidRequestException", message, 400, { AthenaErrorCode: code });
}

/** Reads a text member of a request; undefined when it is absent. */
export function optionalText(input: Record<string, unknown>, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw invalid(`${name} must be a string`);
  return value;
}

/** Reads a text member that a request must have. */
export function text(input: Record<string, unknown>, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined || value === "") throw invalid(`${name} is required`);
  return value;
}

/** Reads an object member of a request; an absent one is empty. */
export function record(input: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = input[name];
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw invalid(`${name} must be a structure`);
  }
  return { ...value };
}

/** Reads a member that is a list of texts; an absent one is empty. */
export function texts(input: Record<string, unknown>, name: string): readonly string[] {
  const value = input[name] ?? [];
  if (!Array.isArray(value)) throw invalid(`${name} must be a list`);
  return value.map((item) => {
    if (typeof item !== "string") throw invalid(`${name} must be a list of strings`);
    return item;
  });
}

/** Reads a whole number within limits, as MaxResults has them. */
export function count(
  input: Record<string, unknown>,
  name: string,
  limits: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const value = input[name] ?? limits.otherwise;
  const { least, most } = limits;
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
    throw invalid(`${name} must be between ${least} and ${most}`);
  }
  return value;
}

/** One page of a list and the token of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** Cuts a page off a lazy list; the token is the text of the last item's key. */
export function page<T>(items: Iterable<T>, size: number, keyOf: (item: T) => string): Page<T> {
  const taken: T[] = [];
  for (const item of items) {
    const last = taken.at(-1);
    if (taken.length === size && last !== undefined) {
      return { items: taken, nextToken: Buffer.from(keyOf(last)).toString("base64url") };
    }
    taken.push(item);
  }
  return { items: taken, nextToken: undefined };
}

/** Reads the key that a NextToken stands for. */
export function tokenKey(input: Record<string, unknown>): string | undefined {
  const token = optionalText(input, "NextToken");
  return token === undefined ? undefined : Buffer.from(token, "base64url").toString();
}
