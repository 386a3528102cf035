import http from "node:http";
import type { AddressInfo } from "node:net";

/** Is one call as the wire shows it. */
export interface WireCall {
  readonly number: number;
  /** "AWSGlue.UpdateTable", or "PUT /bucket/key". */
  readonly name: string;
  readonly writes: boolean;
}

/** Stands between a client and the lake, and may act before and after each call. */
export interface Proxy {
  readonly url: string;
  /** Every call since the last `reset`, in order. */
  readonly calls: readonly WireCall[];
  /** Runs before each call is passed on and after it took effect; calls wait for it. */
  between: ((call: WireCall, moment: "before" | "after") => Promise<void> | void) | undefined;
  /** From now on nothing gets through: to the lake, the client is as good as killed. */
  cut: () => void;
  /** Lets calls through again and forgets what was counted. */
  reset: () => void;
  readonly close: () => Promise<void>;
}

const readOnly = /\.(Get|List|BatchGet|Search)|^(GET|HEAD) |^POST \/GetDataLake/;

/** Opens a proxy to a lake. The host name is passed on as the client signed it. */
export async function openProxy(lakeUrl: string): Promise<Proxy> {
  const target = new URL(lakeUrl);
  const agent = new http.Agent({ keepAlive: true });
  const calls: WireCall[] = [];
  let dead = false;
  let turn: Promise<void> = Promise.resolve();

  const server = http.createServer((request, response) => {
    void handle(request, response).catch(() => request.socket.destroy());
  });

  const handle = async (
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    // Unsigned requests only ask whether anybody is there.
    if (request.headers.authorization === undefined) {
      const answer = await forward(request, Buffer.concat(chunks));
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
      return;
    }
    if (dead) {
      request.socket.destroy();
      return;
    }
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const name = String(request.headers["x-amz-target"] ?? `${request.method} ${path}`);
    const call = { number: calls.length + 1, name, writes: !readOnly.test(name) };
    calls.push(call);
    // One at a time, so that "between two calls" means what it says.
    const mine = turn.then(() => proxy.between?.(call, "before"));
    turn = mine.then(undefined, () => undefined);
    await mine;
    if (dead) {
      request.socket.destroy();
      return;
    }
    const answer = await forward(request, Buffer.concat(chunks));
    await proxy.between?.(call, "after");
    if (dead) {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  };

  const forward = (
    request: http.IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: http.OutgoingHttpHeaders; body: Buffer }> =>
    new Promise((resolve, reject) => {
      const { expect: _, "transfer-encoding": __, ...headers } = request.headers;
      const passed = http.request(
        {
          agent,
          host: target.hostname,
          port: target.port,
          method: request.method,
          path: request.url,
          headers: { ...headers, "content-length": body.length },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on("data", (part: Buffer) => parts.push(part));
          answer.on("end", () => {
            const { "transfer-encoding": ___, ...rest } = answer.headers;
            const whole = Buffer.concat(parts);
            resolve({ status: answer.statusCode ?? 500, headers: rest, body: whole });
          });
          answer.on("error", reject);
        },
      );
      passed.on("error", reject);
      passed.end(body);
    });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: Proxy = {
    url: `http://127.0.0.1:${port}`,
    calls,
    between: undefined,
    cut: () => {
      dead = true;
    },
    reset: () => {
      dead = false;
      calls.length = 0;
      turn = Promise.resolve();
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return proxy;
}
