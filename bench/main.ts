import {
  callsDuring,
  type LoggedCall,
  openWorkspace,
  type Workspace,
} from "../test/support/workspace";
import { generateProject } from "./generate";
import { type Cost, measure } from "./measure";

interface Row extends Cost {
  readonly models: number;
  readonly operation: string;
  readonly queries: number;
  readonly calls: string;
  readonly writes: number;
}

/** Prints what previews and updates of generated projects cost: `npm run bench -- 10 100 1000`. */
async function main(): Promise<void> {
  const given = process.argv.slice(2).map(Number);
  const sizes = given.length > 0 ? given : [10, 100, 1000];
  const rows: Row[] = [];
  for (const models of sizes) rows.push(...(await benchmark(models)));
  print(rows);
}

async function benchmark(models: number): Promise<readonly Row[]> {
  const workspace = openWorkspace(generateProject(models));
  // Beyond some hundred resources the state is written once, at the end: see the README.
  const env = models > 500 ? { PULUMI_SKIP_CHECKPOINTS: "true" } : {};
  const rows: Row[] = [];
  const step = async (operation: string, args: readonly string[]): Promise<void> => {
    process.stderr.write(`${models} models: ${operation}\n`);
    rows.push(await runStep(workspace, { models, operation, args, env }));
  };
  try {
    await expectSuccess(workspace, ["stack", "init", "dev"], env);
    await step("first preview", ["preview"]);
    await step("first up", ["up", "--yes", "--skip-preview"]);
    await step("no-op preview", ["preview", "--expect-no-changes"]);
    const changed = workspace
      .read("models/staging/stg_0.sql")
      .replace("as origin", "+ 1 as origin");
    workspace.write({ "models/staging/stg_0.sql": changed });
    await step("one view changed, preview", ["preview"]);
    await step("one view changed, up", ["up", "--yes", "--skip-preview"]);
    return rows;
  } finally {
    await workspace.close();
  }
}

interface Step {
  readonly models: number;
  readonly operation: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

async function runStep(workspace: Workspace, step: Step): Promise<Row> {
  const endpoint = await workspace.lake();
  const { pid } = JSON.parse(workspace.read(".athenaform/lake/endpoint.json"));
  let cost: Cost | undefined;
  const calls = await callsDuring(endpoint, async () => {
    cost = await measure(pid, () => expectSuccess(workspace, step.args, step.env));
  });
  if (cost === undefined) throw new Error("nothing was measured");
  return {
    ...cost,
    models: step.models,
    operation: step.operation,
    queries: calls.filter((call) => call.operation === "StartQueryExecution").length,
    calls: counted(calls),
    writes: calls.filter((call) => call.writing).length,
  };
}

async function expectSuccess(
  workspace: Workspace,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const ran = await workspace.pulumi(args, env);
  if (ran.code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${ran.stdout}\n${ran.stderr}`);
}

function counted(calls: readonly LoggedCall[]): string {
  const counts = new Map<string, number>();
  for (const { service, operation } of calls) {
    const name = `${service}.${operation}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `${name} ${n}`)
    .join(", ");
}

function print(rows: readonly Row[]): void {
  const out = (line: string): void => void process.stdout.write(`${line}\n`);
  out("| models | operation | wall s | CPU s | lake CPU s | peak MiB | queries | writes | calls |");
  out("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const row of rows) {
    const times = [row.wall, row.cpu, row.lakeCpu].map((seconds) => seconds.toFixed(1)).join(" | ");
    const counts = `${row.peak.toFixed(0)} | ${row.queries} | ${row.writes}`;
    out(`| ${row.models} | ${row.operation} | ${times} | ${counts} | ${row.calls} |`);
  }
}

main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`);
  process.exitCode = 1;
});
