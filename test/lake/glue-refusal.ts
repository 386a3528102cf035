import { GlueServiceException } from "@aws-sdk/client-glue";

/** Waits for a refusal and answers its code and message. */
export async function refusal(act: Promise<unknown>): Promise<readonly [string, string]> {
  try {
    await act;
  } catch (error) {
    if (error instanceof GlueServiceException) {
      return [error.name, error.message];
    }
    throw error;
  }
  throw new Error("it was not refused");
}
