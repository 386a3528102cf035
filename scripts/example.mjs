/** Plans and applies the example project on the embedded lake, and shows what came of it. */
import { say } from "./say.mjs";

/** Runs the example; the number it gives is the exit code. */
export async function runExample({ cli }) {
  say(`The example cannot be run yet (Pulumi ${cli.version} is ready)`);
  return 1;
}
