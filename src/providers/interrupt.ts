import { createRequire } from "node:module";

// Answers already given to the engine need a moment to leave the process.
const flushMilliseconds = 50;

/**
 * Gives a signal that aborts when the run is over or interrupted, and runs `last` before the
 * process goes. Pulumi's host of dynamic resources answers Cancel without telling providers, so the
 * request is noticed where it is read: besides GetPluginInfo, Cancel is the only call of that
 * service whose message is Empty. When the engine dies, its end of our standard input closes.
 */
export function onShutdown(last: () => Promise<void>): AbortSignal {
  const controller = new AbortController();
  let ending = false;
  const end = (reason: string): void => {
    controller.abort(new Error(reason));
    if (ending) return;
    ending = true;
    last()
      .catch((cause: unknown) => {
        process.stderr.write(`athenaform: cannot tidy the record: ${String(cause)}\n`);
      })
      .finally(() => setTimeout(() => process.exit(0), flushMilliseconds));
  };
  noticeCancel(() => end("interrupted"));
  process.stdin.on("end", () => end("the engine is gone"));
  process.stdin.resume();
  process.on("SIGINT", () => end("interrupted"));
  process.on("SIGTERM", () => end("terminated"));
  return controller.signal;
}

interface EmptyMessage {
  deserializeBinary: (bytes: Uint8Array) => unknown;
}

function noticeCancel(notify: () => void): void {
  const fromPulumi = createRequire(require.resolve("@pulumi/pulumi"));
  const { Empty } = fromPulumi("google-protobuf/google/protobuf/empty_pb.js") as {
    readonly Empty: EmptyMessage;
  };
  const original = Empty.deserializeBinary;
  Empty.deserializeBinary = (bytes) => {
    setImmediate(notify);
    return original.call(Empty, bytes);
  };
}
