import { ApiError } from "../protocol";

/**
 * Reads the Expression of GetTables: a regular expression over the whole name. Clients of the Hive
 * metastore also send `a*|*b`, so a star with nothing before it that could repeat means any text.
 */
export function namePattern(expression: string | undefined): (name: string) => boolean {
  if (expression === undefined || expression === "") {
    return () => true;
  }
  const source = expression.replaceAll(/(?<![.\])}\\])\*/g, ".*");
  const pattern = compile(`^(?:${source})$`);
  if (pattern === undefined) {
    throw new ApiError(
      "InvalidInputException",
      `Expression '${expression}' is not a valid regular expression.`,
    );
  }
  return (name) => pattern.test(name);
}

function compile(source: string): RegExp | undefined {
  try {
    return new RegExp(source, "i");
  } catch {
    return undefined;
  }
}
