import * as pulumi from "@pulumi/pulumi";
import { describeError } from "../errors";

/** A project's faults are the user's to mend: their text says all, a stack trace would bury it. */
export function orRunError<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new pulumi.RunError(describeError(cause));
  }
}
