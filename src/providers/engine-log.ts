import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

let client: EngineClient | undefined;

// The engine gives its address to the dynamic provider's process as the first argument.
function engine(): EngineClient | undefined {
  const address = process.argv[2];
  if (client === undefined && address !== undefined && /^[\w.-]+:\d+$/.test(address)) {
    client = new EngineClient(address, credentials.createInsecure());
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
  return new Promise((resolve, reject) => {
    target.log(request, (error) => (error === null ? resolve() : reject(error)));
  });
}
