import { sameText } from "./auth";
import type { CallLog } from "./call-log";
import { type Faults, parseRules } from "./faults";
import { param, type Reply, type RequestHead, readBody } from "./http";
import { parseJsonInput } from "./json";
import type { Endpoint } from "./lifecycle";
import { ApiError } from "./protocol";

/** What the control API works on. */
export interface ControlParts {
  readonly secret: string;
  readonly log: CallLog;
  readonly faults: Faults;
  readonly endpoint: () => Endpoint;
  readonly stop: () => void;
}

/**
 * Answers the control API, which no AWS client knows and only the holder of the key can use:
 * the header `x-lake-key` carries the secret key.
 *
 * - `GET /_lake/health`: where the lake is served and by which process
 * - `GET /_lake/calls?since=N`: the calls from a position of the log on, and the next position
 * - `GET`, `POST`, `DELETE /_lake/faults`: shows, replaces and removes the faults
 * - `POST /_lake/stop`: stops the server once this is answered
 */
export async function control(
  parts: ControlParts,
  head: RequestHead,
  body: AsyncIterable<Uint8Array>,
): Promise<Reply> {
  try {
    if (!sameText(head.headers["x-lake-key"] ?? "", parts.secret)) {
      throw new ApiError("AccessDenied", "The header x-lake-key must carry the lake's key", 403);
    }
    return json(200, await act(parts, head, body));
  } catch (error) {
    if (error instanceof ApiError) {
      return json(error.status, { code: error.code, message: error.message });
    }
    throw error;
  }
}

async function act(
  parts: ControlParts,
  head: RequestHead,
  body: AsyncIterable<Uint8Array>,
): Promise<object> {
  switch (`${head.method} ${head.path}`) {
    case "GET /_lake/health":
      return parts.endpoint();
    case "GET /_lake/calls":
      return parts.log.read(Number(param(head, "since") ?? 0) || 0);
    case "POST /_lake/faults":
      parts.faults.set(parseRules(parseJsonInput(await readBody(body, 1 << 20))));
      return { rules: parts.faults.list() };
    case "DELETE /_lake/faults":
      parts.faults.set([]);
      return { rules: [] };
    case "GET /_lake/faults":
      return { rules: parts.faults.list() };
    case "POST /_lake/stop":
      parts.stop();
      return { stopping: true };
    default:
      throw new ApiError("NotFound", `No ${head.method} ${head.path} in the control API`, 404);
  }
}

function json(status: number, body: object): Reply {
  const headers = { "content-type": "application/json" };
  return { status, headers, body: `${JSON.stringify(body)}\n` };
}
