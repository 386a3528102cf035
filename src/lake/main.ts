/**
 * Serves a lake as a process: `node main.js --dir DIR [--port PORT] [--idle-seconds N]`.
 *
 * `DIR/credentials.json` (`{accessKeyId, secretAccessKey}`, for this user only) is made at the first
 * start and kept. `DIR/endpoint.json` (`{url, pid, startedAt}`) is there while the lake is served;
 * it is written when the port is open and removed before it closes, and a kill leaves it behind. So
 * a client reads it, and when the address refuses the connection, starts this process: two
 * at a time are harmless, since the folder is claimed first and the second one ends with code 3.
 * Whoever sees code 3 reads `endpoint.json` again until it is there.
 *
 * The address is printed as one line once it is open. Without `--idle-seconds` the lake stops
 * after 600 seconds without a request and without a running query; zero means never.
 *
 * Exit codes: 0 stopped as it should (idle, asked to, or SIGINT or SIGTERM); 1 failed, with the
 * reason on stderr; 2 wrong arguments; 3 another process serves the folder.
 */
import { parseArgs } from "node:util";
import { FolderInUse, type LakeOptions, startLake } from "./index";

const usage = "usage: main.js --dir DIR [--port PORT] [--idle-seconds N]";

function readArguments(): LakeOptions | undefined {
  try {
    const { values } = parseArgs({
      options: {
        dir: { type: "string" },
        port: { type: "string", default: "0" },
        "idle-seconds": { type: "string", default: "600" },
      },
    });
    const port = Number(values.port);
    const idleSeconds = Number(values["idle-seconds"]);
    const valid = Number.isInteger(port) && port >= 0 && port < 65_536 && idleSeconds >= 0;
    return values.dir !== undefined && valid ? { dir: values.dir, port, idleSeconds } : undefined;
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  // Queries keep threads of Node's pool busy while they scan; files and the database need theirs.
  // The pool is made at its first use, which is later than this.
  process.env["UV_THREADPOOL_SIZE"] ??= "12";
  const options = readArguments();
  if (options === undefined) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  try {
    const lake = await startLake(options);
    const stop = (): void => void lake.close();
    process.once("SIGINT", stop).once("SIGTERM", stop);
    process.stdout.write(`${lake.url}\n`);
    await lake.closed;
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof FolderInUse ? 3 : 1;
  }
}

void main().then((code) => process.exit(code));
