import { Client, credentials } from "@grpc/grpc-js";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

const logMethod = "/pulumirpc.Engine/Log";

let client: Client | undefined;

// The engine gives its address to the dynamic provider's process as the first argument.
function engine(): Client | undefined {
  const address = process.argv[2];
  if (client === undefined && address !== undefined && /^[\w.-]+:\d+$/.test(address)) {
    client = new Client(address, credentials.createInsecure());
  }
  return client;
}

/** Puts a line on a resource's row; with `ephemeral` it is progress that is not repeated below. */
export function logOn(urn: string, text: string, ephemeral: boolean): Promise<void> {
  const request = new LogRequest();
  request.setSeverity(LogSeverity.INFO);
  request.setMessage(text);
  request.setUrn(urn);
  request.setEphemeral(ephemeral);
  const target = engine();
  if (target === undefined) return Promise.resolve();
  const bytes = (message: LogRequest): Buffer => Buffer.from(message.serializeBinary());
  // The answer is an Empty, which is left unread on purpose: reading one means Cancel here (see
  // interrupt.ts).
  const nothing = (): undefined => undefined;
  return new Promise((resolve, reject) => {
    target.makeUnaryRequest(logMethod, bytes, nothing, request, (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}
