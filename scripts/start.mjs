/** `npm start`: sets up what is missing, then plans and applies the example on the embedded lake. */
import { runExample } from "./example.mjs";
import { main } from "./say.mjs";
import { ensureAll } from "./setup.mjs";

await main(async () => runExample({ cli: await ensureAll() }));
