/** Plans and applies the flights example on the embedded lake, and shows what came of it. */
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { deliverFlights, openFlightsLake, query } from "./flights-lake.mjs";
import { root } from "./node-modules.mjs";
import { hand, main, run, SetupError } from "./say.mjs";
import { ensureAll, pulumiEnv } from "./setup.mjs";

const folder = path.join(root, "examples/flights");
const stateDir = path.join(folder, ".athenaform");

/** Runs the example from the beginning; the number it gives is the exit code. */
export async function runExample({ cli }) {
  await startAnew();
  const env = await pulumiEnv({ stateDir, cli });
  const lake = await openFlightsLake(path.join(stateDir, "lake"));
  await deliverFlights(lake);
  const pulumi = (...args) => hand(path.join(cli.folder, "pulumi"), args, { cwd: folder, env });

  await must(pulumi("stack", "select", "dev", "--create"), "create the stack");
  title("What will be done: pulumi preview");
  await must(pulumi("preview", "--stack", "dev"), "preview");
  title("Doing it: pulumi up");
  await must(pulumi("up", "--stack", "dev", "--yes", "--skip-preview"), "up");
  title("What is there now");
  const built = await show(lake, cli, env);
  title("What is left to do: pulumi preview");
  const again = ["preview", "--stack", "dev", "--expect-no-changes"];
  await must(pulumi(...again), "preview a second time");
  for (const { relation, rows } of built) {
    const count = rows === undefined ? "view" : `${rows.toLocaleString("en-US")} rows`;
    tell(`${relation.padEnd(42)} ${count}`);
  }
  tell(`${built.length} relations are built, nothing is left to do`);
  tell("Go on by hand: edit a model in examples/flights, then npm run example -- preview");
  return 0;
}

/** Runs the CLI on the example's stack, as it was left: `npm run example -- preview --diff`. */
export async function pulumiByHand(args) {
  const cli = await ensureAll();
  const env = await pulumiEnv({ stateDir, cli });
  return hand(path.join(cli.folder, "pulumi"), args, { cwd: folder, env });
}

/** Each run begins with an empty lake, so that it shows the whole way. */
async function startAnew() {
  const endpointFile = path.join(stateDir, "lake/endpoint.json");
  if (fs.existsSync(endpointFile)) {
    const { pid } = JSON.parse(fs.readFileSync(endpointFile, "utf8"));
    stop(pid);
  }
  await fs.promises.rm(stateDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function stop(pid) {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

async function show(lake, cli, env) {
  const tables = [
    ["Busiest routes", "select * from flights_marts.busiest_routes order by busy_rank limit 5"],
    [
      "Least punctual airports",
      "select airport_code, city, state, departures, late_share " +
        "from flights_marts.airport_delays order by late_share desc limit 5",
    ],
    ["Lateness by state", "select * from flights_marts.late_states order by late_share limit 5"],
  ];
  for (const [heading, sql] of tables) {
    tell(`\n${heading}`);
    print(await query(lake, sql));
  }
  const args = ["stack", "output", "relations", "--json", "--stack", "dev"];
  const relations = JSON.parse(
    await run(path.join(cli.folder, "pulumi"), args, { cwd: folder, env }),
  );
  return Object.entries(relations).map(([relation, { rows }]) => ({ relation, rows }));
}

function print(rows) {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  for (const row of rows) tell(row.map((cell, at) => cell.padEnd(widths[at])).join("  "));
}

function tell(line) {
  process.stdout.write(`${line}\n`);
}

function title(text) {
  tell(`\n── ${text} ${"─".repeat(Math.max(0, 74 - text.length))}`);
}

async function must(result, act) {
  const code = await result;
  if (code !== 0) throw new SetupError(`Cannot ${act}: pulumi ended with ${code}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(() => pulumiByHand(process.argv.slice(2)));
}
