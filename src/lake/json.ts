import type { Reply } from "./http";
import { ApiError, type Call, type JsonService } from "./protocol";

/** Parses the body of an AWS-JSON call. */
export function parseJsonInput(body: Buffer): Record<string, unknown> {
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
    if (typeof input === "object" && input !== null && !Array.isArray(input)) {
      return input as Record<string, unknown>;
    }
  } catch {
    // Refused below, in the words of the protocol.
  }
  throw new ApiError("SerializationException", "The request is not a JSON object");
}

/** Answers a call of an AWS-JSON service. */
export async function callJson(service: JsonService, call: Call): Promise<Reply> {
  const operation = Object.hasOwn(service, call.operation) ? service[call.operation] : undefined;
  if (operation === undefined || !/^[A-Z]/.test(call.operation)) {
    throw new ApiError(
      "UnknownOperationException",
      `The lake does not support the operation ${call.operation}`,
    );
  }
  const output = await operation(call.input as Record<string, unknown>, call);
  return { status: 200, headers: jsonHeaders, body: JSON.stringify(output, wireValue) };
}

/** Renders a refusal in the form of AWS-JSON. */
export function jsonError(error: ApiError): Reply {
  // Services differ in the spelling of the message, and clients read either.
  const body = {
    __type: error.code,
    Message: error.message,
    message: error.message,
    ...error.extra,
  };
  return { status: error.status, headers: jsonHeaders, body: JSON.stringify(body, wireValue) };
}

const jsonHeaders = { "content-type": "application/x-amz-json-1.1" };

function wireValue(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const raw = this[key];
  if (raw instanceof Date) {
    return raw.getTime() / 1000;
  }
  if (raw instanceof Uint8Array) {
    return Buffer.from(raw).toString("base64");
  }
  return typeof value === "bigint" ? Number(value) : value;
}
