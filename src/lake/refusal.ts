import type { Distrust } from "./auth";
import type { RequestHead } from "./http";
import { ApiError, type Call } from "./protocol";

/** The way a service words its requests and answers. */
export type Protocol = "json" | "query" | "s3";

/** Guesses the protocol of a request whose signature does not say its service. */
export function guessProtocol(head: RequestHead): Protocol {
  if (head.headers["x-amz-target"] !== undefined) {
    return "json";
  }
  const form = head.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  return form === true && head.path === "/" ? "query" : "s3";
}

/** Answers the protocol of a service. */
export function protocolOf(service: Call["service"]): Protocol {
  return service === "s3" ? "s3" : service === "sts" ? "query" : "json";
}

type Wording = Readonly<Record<Protocol, string>>;

const distrustCodes: Readonly<Record<Distrust, Wording>> = {
  missing: {
    s3: "AccessDenied",
    json: "MissingAuthenticationTokenException",
    query: "MissingAuthenticationToken",
  },
  malformed: {
    s3: "AuthorizationHeaderMalformed",
    json: "IncompleteSignatureException",
    query: "IncompleteSignature",
  },
  "unknown-key": {
    s3: "InvalidAccessKeyId",
    json: "UnrecognizedClientException",
    query: "InvalidClientTokenId",
  },
  mismatch: {
    s3: "SignatureDoesNotMatch",
    json: "InvalidSignatureException",
    query: "SignatureDoesNotMatch",
  },
  skewed: {
    s3: "RequestTimeTooSkewed",
    json: "InvalidSignatureException",
    query: "SignatureDoesNotMatch",
  },
  expired: {
    s3: "AccessDenied",
    json: "InvalidSignatureException",
    query: "ExpiredToken",
  },
};

const distrustTexts: Readonly<Record<Distrust, string>> = {
  missing: "Access Denied: the request is not signed",
  malformed: "The authorization of the request is malformed",
  "unknown-key": "The AWS Access Key Id you provided does not exist in our records.",
  mismatch:
    "The request signature we calculated does not match the signature you provided. " +
    "Check your key and signing method.",
  skewed: "The difference between the request time and the current time is too large.",
  expired: "Request has expired",
};

/** Words the refusal of a request that is not signed by a key of the lake. */
export function distrusted(reason: Distrust, protocol: Protocol): ApiError {
  return new ApiError(distrustCodes[reason][protocol], distrustTexts[reason], 403);
}

/** Words a refusal that a fault asked for. */
export function denied(protocol: Protocol): ApiError {
  const code = protocol === "json" ? "AccessDeniedException" : "AccessDenied";
  return new ApiError(code, "Access Denied", protocol === "json" ? 400 : 403);
}

/** Words the refusal of a caller that calls too often. */
export function throttled(protocol: Protocol): ApiError {
  switch (protocol) {
    case "s3":
      return new ApiError("SlowDown", "Please reduce your request rate.", 503);
    case "json":
      return new ApiError("ThrottlingException", "Rate exceeded", 400);
    case "query":
      return new ApiError("Throttling", "Rate exceeded", 400);
  }
}

/** Words a failure that is the lake's own. */
export function failed(error: unknown, service: Call["service"]): ApiError {
  const text = error instanceof Error ? error.message : String(error);
  const codes: Readonly<Record<Call["service"], string>> = {
    s3: "InternalError",
    sts: "InternalFailure",
    glue: "InternalServiceException",
    athena: "InternalServerException",
    lakeformation: "InternalServiceException",
  };
  return new ApiError(codes[service], `We encountered an internal error: ${text}`, 500);
}
