import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { NotAuthentic } from "./auth";
import type { CallLog } from "./call-log";
import type { FaultRule, Faults } from "./faults";
import { type Reply, type RequestHead, readHead } from "./http";
import type { IdleWatch } from "./lifecycle";
import { ApiError } from "./protocol";
import { denied, distrusted, guessProtocol, type Protocol, throttled } from "./refusal";
import { type Job, type Prepare, renderError } from "./requests";

/** What a server needs to answer requests. */
export interface ServerParts {
  readonly prepare: Prepare;
  readonly control: (head: RequestHead, body: AsyncIterable<Uint8Array>) => Promise<Reply>;
  readonly faults: Faults;
  readonly log: CallLog;
  readonly idle: IdleWatch;
}

/** How an exchange ended: with an answer, or with none because a fault wants it so. */
type Outcome = { readonly kind: "reply"; readonly reply: Reply } | { readonly kind: "silence" };

const graceMs = 3000;

/** Serves the lake over HTTP on the loopback interface. */
export class LakeServer {
  readonly #parts: ServerParts;
  readonly #http: Server;

  /** Prepares the server; it listens when told so. */
  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#http = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 });
    this.#http.on("request", (request, response) => {
      const leave = this.#parts.idle.enter();
      response.once("close", leave);
      void this.#serve(request, response);
    });
  }

  /** Listens on a port of 127.0.0.1 and answers the address; port 0 means any. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(port, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Stops listening; requests that are under way get a moment to end. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeIdleConnections();
    const deadline = setTimeout(() => this.#http.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(deadline);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
      const outcome = await this.#exchange(request, requestId, gone.signal);
      if (outcome.kind === "reply") {
        await send(response, request.method ?? "GET", outcome.reply, requestId);
      }
    } catch (error) {
      if (error instanceof ApiError && !response.headersSent) {
        response.writeHead(error.status).end();
        return;
      }
      // The client went away in the middle: there is nobody to tell.
      response.destroy();
    }
  }

  async #exchange(
    request: IncomingMessage,
    requestId: string,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const began = performance.now();
    const head = readHead(request.method ?? "GET", request.url ?? "/", request.headers);
    // A refusal in the middle of a body must not take the connection away before it is told.
    const body = request.iterator({ destroyOnReturn: false });
    if (head.path.startsWith("/_lake/")) {
      return { kind: "reply", reply: await this.#parts.control(head, body) };
    }
    let job: Job;
    try {
      job = await this.#parts.prepare({ head, body, requestId, signal });
    } catch (error) {
      const protocol = guessProtocol(head);
      const refusal = error instanceof NotAuthentic ? distrusted(error.reason, protocol) : error;
      const { reply, code } = renderError(refusal, protocol, head, requestId);
      this.#note(unknownJob(protocol), head, requestId, began, reply.status, code);
      return { kind: "reply", reply };
    }
    return this.#run(job, head, requestId, began, request, signal);
  }

  async #run(
    job: Job,
    head: RequestHead,
    requestId: string,
    began: number,
    request: IncomingMessage,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const rules = this.#parts.faults.strike(job);
    const name = rules.map((rule) => `${rule.effect}-${rule.when}`).join(",");
    const note = (status: number, code: string | undefined): void =>
      this.#note(job, head, requestId, began, status, code, name);
    const suffer = async (when: FaultRule["when"]): Promise<boolean> => {
      for (const rule of rules.filter((candidate) => candidate.when === when)) {
        if (await inflict(rule, job.protocol, signal, () => note(0, rule.effect))) {
          if (rule.effect === "drop") {
            request.socket.destroy();
          }
          return true;
        }
      }
      return false;
    };
    let reply: Reply;
    let code: string | undefined;
    try {
      if (await suffer("before")) {
        return { kind: "silence" };
      }
      reply = await job.run();
      if (await suffer("after")) {
        discard(reply);
        return { kind: "silence" };
      }
    } catch (error) {
      ({ reply, code } = renderError(error, job.protocol, head, requestId, job.service));
    }
    note(reply.status, code);
    return { kind: "reply", reply };
  }

  #note(
    job: Omit<Job, "run" | "protocol">,
    head: RequestHead,
    id: string,
    began: number,
    status: number,
    code: string | undefined,
    fault = "",
  ): void {
    this.#parts.log.append({
      time: new Date().toISOString(),
      id,
      service: job.service,
      operation: job.operation,
      principal: job.principal,
      agent: head.headers["user-agent"] ?? "",
      parameters: job.parameters,
      writing: job.writing,
      status,
      ...(code === undefined ? {} : { code }),
      ...(fault === "" ? {} : { fault }),
      ms: Math.round(performance.now() - began),
    });
  }
}

/** Does to a call what a rule says; answers whether the client is to be left without an answer. */
async function inflict(
  rule: FaultRule,
  protocol: Protocol,
  signal: AbortSignal,
  noteSilence: () => void,
): Promise<boolean> {
  switch (rule.effect) {
    case "refuse":
      throw denied(protocol);
    case "throttle":
      throw throttled(protocol);
    case "error":
      throw new ApiError(
        rule.code ?? "InternalFailure",
        rule.message ?? "A fault was asked for",
        rule.status ?? 500,
      );
    case "delay":
      await wait(rule.delayMs, undefined, { signal });
      return false;
    case "hang":
    case "drop":
      noteSilence();
      return true;
    case "die":
      noteSilence();
      process.kill(process.pid, "SIGKILL");
      return true;
  }
}

async function send(
  response: ServerResponse,
  method: string,
  reply: Reply,
  requestId: string,
): Promise<void> {
  const { body } = reply;
  const length = typeof body === "string" ? { "content-length": Buffer.byteLength(body) } : {};
  response.writeHead(reply.status, {
    ...(body === undefined ? { "content-length": 0 } : length),
    ...reply.headers,
    "x-amzn-requestid": requestId,
    "x-amz-request-id": requestId,
  });
  if (method === "HEAD" || !(body instanceof Readable)) {
    discard(reply);
    response.end(method === "HEAD" ? undefined : body);
    return;
  }
  await pipeline(body, response);
}

function discard(reply: Reply): void {
  if (reply.body instanceof Readable) {
    reply.body.destroy();
  }
}

function unknownJob(protocol: Protocol): Omit<Job, "run" | "protocol"> {
  const service = protocol === "s3" ? "s3" : protocol === "query" ? "sts" : "glue";
  return { service, operation: "", principal: "", parameters: {}, writing: false };
}
