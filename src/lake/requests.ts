import { type Claim, NotAuthentic, readClaim, type Signature, sha256, verify } from "./auth";
import { summarize } from "./call-log";
import { param, type Reply, type RequestHead, readBody } from "./http";
import { callJson, jsonError, parseJsonInput } from "./json";
import type { Credentials } from "./lifecycle";
import { ApiError, type Call, type JsonService } from "./protocol";
import { failed, type Protocol, protocolOf } from "./refusal";
import { callS3 } from "./s3";
import { s3Error } from "./s3/request";
import { routeS3 } from "./s3/route";
import type { Services } from "./services";
import type { LakeStore } from "./store/open";
import { callSts, readQueryCall, stsError } from "./sts";

/** A request as the server hands it over. */
export interface Incoming {
  readonly head: RequestHead;
  readonly body: AsyncIterable<Uint8Array>;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** A call that is known to be authentic and only has to be run. */
export interface Job {
  readonly service: Call["service"];
  readonly protocol: Protocol;
  readonly operation: string;
  readonly principal: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly writing: boolean;
  readonly run: () => Promise<Reply>;
}

/** Authenticates a request and finds out which call it is. */
export type Prepare = (incoming: Incoming) => Promise<Job>;

const bodyLimit = 16 * 1024 * 1024;

const targets: Readonly<Record<string, "athena" | "glue">> = {
  AmazonAthena: "athena",
  AWSGlue: "glue",
};

/** Prepares requests to a lake, by the service in the scope of their signature. */
export function preparing(store: LakeStore, credentials: Credentials, services: Services): Prepare {
  const secretOf = (id: string): string | undefined =>
    id === credentials.accessKeyId ? credentials.secretAccessKey : undefined;
  return async (incoming) => {
    const { head } = incoming;
    const claim = readClaim(head);
    if (claim.service === "s3") {
      const payload =
        head.headers["x-amz-content-sha256"] ??
        param(head, "X-Amz-Content-Sha256") ??
        "UNSIGNED-PAYLOAD";
      return s3Job(incoming, store, verify(head, claim, payload, secretOf, Date.now()));
    }
    // The key is looked up before the body is read: strangers cannot make the lake hold theirs.
    if (secretOf(claim.accessKeyId) === undefined) {
      throw new NotAuthentic("unknown-key");
    }
    const body = await readBody(incoming.body, bodyLimit);
    verify(head, claim, sha256(body), secretOf, Date.now());
    return claim.service === "sts"
      ? stsJob(incoming, claim, body)
      : jsonJob(incoming, claim, body, services);
  };
}

/** Renders what an operation threw in the form of a protocol. */
export function renderError(
  thrown: unknown,
  protocol: Protocol,
  head: RequestHead,
  requestId: string,
  service: Call["service"] = "s3",
): { readonly reply: Reply; readonly code: string } {
  const error = thrown instanceof ApiError ? thrown : failed(thrown, service);
  return { reply: renderRefusal(error, protocol, head, requestId), code: error.code };
}

function renderRefusal(
  error: ApiError,
  protocol: Protocol,
  head: RequestHead,
  requestId: string,
): Reply {
  switch (protocol) {
    case "s3":
      return s3Error(error, head, requestId);
    case "json":
      return jsonError(error);
    case "query":
      return {
        status: error.status,
        headers: { "content-type": "text/xml" },
        body: stsError(error, requestId),
      };
  }
}

function s3Job(incoming: Incoming, store: LakeStore, signature: Signature): Job {
  const { head, body } = incoming;
  const route = routeS3(head);
  const { bucket, key, operation, writing } = route;
  const names = ["prefix", "delimiter", "uploadId", "partNumber", "continuation-token"];
  const asked = names.flatMap((name) => {
    const value = param(head, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const source = head.headers["x-amz-copy-source"];
  const parameters: Record<string, unknown> = {
    bucket,
    ...(key === "" ? {} : { key }),
    ...(source === undefined ? {} : { source }),
    ...Object.fromEntries(asked),
  };
  const request = { ...route, head, body, signature, store, notes: parameters };
  return {
    service: "s3",
    protocol: "s3",
    operation,
    principal: signature.principal,
    parameters,
    writing,
    run: () => callS3(request),
  };
}

function stsJob(incoming: Incoming, claim: Claim, body: Buffer): Job {
  const { head, requestId, signal } = incoming;
  const query = Object.fromEntries(head.query);
  const input: Readonly<Record<string, string>> = {
    ...query,
    ...readQueryCall(body.toString("utf8")),
  };
  const operation = input["Action"] ?? "";
  const call = toCall("sts", operation, input, claim, signal);
  return {
    service: "sts",
    protocol: "query",
    operation,
    principal: claim.accessKeyId,
    parameters: summarize(input),
    writing: false,
    run: async () => ({
      status: 200,
      headers: { "content-type": "text/xml" },
      body: await callSts(call, requestId),
    }),
  };
}

function jsonJob(incoming: Incoming, claim: Claim, body: Buffer, services: Services): Job {
  const target = incoming.head.headers["x-amz-target"] ?? "";
  const [prefix = "", operation = ""] = target.split(".");
  const service = targets[prefix];
  if (service === undefined) {
    throw new ApiError(
      "UnknownOperationException",
      `The lake does not support the service ${claim.service} (${target})`,
    );
  }
  const input = parseJsonInput(body);
  const call = toCall(service, operation, input, claim, incoming.signal);
  const load: () => Promise<JsonService> = services[service];
  return {
    service,
    protocol: protocolOf(service),
    operation,
    principal: claim.accessKeyId,
    parameters: summarize(input),
    writing: !/^(Get|List|BatchGet|Search)/.test(operation),
    run: async () => callJson(await load(), call),
  };
}

function toCall(
  service: Call["service"],
  operation: string,
  input: unknown,
  claim: Claim,
  signal: AbortSignal,
): Call {
  return {
    service,
    operation,
    input,
    principal: claim.accessKeyId,
    region: claim.region,
    signal,
  };
}
