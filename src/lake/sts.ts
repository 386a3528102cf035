import { parseQuery } from "./http";
import { ApiError, accountId, type Call } from "./protocol";
import { document, element, members } from "./xml";

const namespace = ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

/** Reads a call of the query protocol. */
export function readQueryCall(form: string): Readonly<Record<string, string>> {
  return Object.fromEntries(parseQuery(form));
}

/** Answers an operation of STS. */
export async function callSts(call: Call, requestId: string): Promise<string> {
  if (call.operation !== "GetCallerIdentity") {
    throw new ApiError("InvalidAction", `Could not find operation ${call.operation}`);
  }
  const result = members({
    Arn: `arn:aws:iam::${accountId}:user/lake`,
    UserId: call.principal.replace(/^AKIA/, "AIDA"),
    Account: accountId,
  });
  return document(
    element(
      `${call.operation}Response`,
      [
        element(`${call.operation}Result`, result),
        element("ResponseMetadata", element("RequestId", requestId)),
      ],
      namespace,
    ),
  );
}

/** Renders a refusal in the form of the query protocol. */
export function stsError(error: ApiError, requestId: string): string {
  const fault = members({
    Type: error.status < 500 ? "Sender" : "Receiver",
    Code: error.code,
    Message: error.message,
  });
  return document(
    element("ErrorResponse", [element("Error", fault), element("RequestId", requestId)], namespace),
  );
}
