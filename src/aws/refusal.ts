import { LakeError, type Place } from "../errors";

/** Tells the code of an error that AWS answered, or "" for anything else. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** Tells the HTTP status of an error that AWS answered. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null) return undefined;
  if (!("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

/** Turns what a call threw into the one error that says which act failed and why. */
export function refusal(act: string, error: unknown, where?: Place): LakeError {
  if (error instanceof LakeError) return error;
  const fact = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new LakeError("AF200", `Cannot ${act}: ${fact}`, {
    cause: error,
    ...(where === undefined ? {} : { where }),
  });
}

/** Runs a call; what it throws names the act. */
export async function calling<T>(act: string, call: () => Promise<T>, where?: Place): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw refusal(act, error, where);
  }
}
