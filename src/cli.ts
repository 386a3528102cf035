#!/usr/bin/env node
/**
 * The command line: `athenaform init`, `athenaform test`, `athenaform lake`. What builds tables is
 * Pulumi's own command line.
 *
 * Exit codes: 0 done; 1 a test or the command failed; 2 wrong arguments.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeError } from "./errors";
import { initProject } from "./init";
import type { IndirectSelection } from "./project";
import { tableText } from "./table-text";

const usage = `usage: athenaform <command>

  init [--lake aws|local] [DIR]            make a dbt project a Pulumi project
  test [--select S] [--exclude S]          run data tests on the lake as it is
       [--indirect-selection eager|cautious|buildable|empty]
       [--stack NAME] [--rows N]
  lake --dir DIR [--port PORT]             serve a local lake in the foreground
  lake env --dir DIR                       start it if need be, print variables to eval
  lake query --dir DIR "select …"          run a statement, print its rows
  lake stop --dir DIR                      stop it
`;

/** Is thrown where arguments cannot be understood. */
class UsageError extends Error {}

const out = (text: string): void => void process.stdout.write(text);

type Command = (args: readonly string[]) => number | Promise<number>;

const commands: Readonly<Record<string, Command>> = { init, test, lake };

function init(args: readonly string[]): number {
  const { values, positionals } = parse(args, { lake: { type: "string", default: "aws" } });
  const dir = resolve(positionals[0] ?? ".");
  const lake = oneOf("lake", values["lake"], ["aws", "local"]);
  for (const { file, done, note } of initProject(dir, lake, version())) {
    out(
      `${done === "written" ? "wrote" : "kept "} ${file}${note === undefined ? "" : `: ${note}`}\n`,
    );
  }
  out("Next: npm install, then pulumi stack init dev, then pulumi preview\n");
  return 0;
}

async function test(args: readonly string[]): Promise<number> {
  const { values } = parse(args, {
    select: { type: "string", short: "s", multiple: true },
    exclude: { type: "string", multiple: true },
    "indirect-selection": { type: "string", default: "eager" },
    stack: { type: "string" },
    rows: { type: "string", default: "5" },
  });
  const { readStackConfig } = await import("./project/index.js");
  const { resolveSettings, runDataTests } = await import("./providers/index.js");
  const cwd = process.cwd();
  const { root } = resolveSettings(() => undefined, process.env, cwd);
  const config = readStackConfig(root, "athenaform", values["stack"] as string | undefined);
  const settings = resolveSettings((key) => config[key], process.env, cwd);
  const joined = (given: unknown, otherwise: string | undefined): string | undefined =>
    Array.isArray(given) ? given.join(" ") : otherwise;
  const select = joined(values["select"], settings.select);
  const exclude = joined(values["exclude"], settings.exclude);
  const modes = ["eager", "cautious", "buildable", "empty"] as const;
  const indirect: IndirectSelection = oneOf(
    "indirect-selection",
    values["indirect-selection"],
    modes,
  );
  const samples = Number(values["rows"]);
  if (!Number.isInteger(samples) || samples < 0) throw new UsageError("--rows must be a number");
  const { results, queries, unmatched } = await runDataTests(settings, {
    ...(select === undefined ? {} : { select }),
    ...(exclude === undefined ? {} : { exclude }),
    indirect,
    samples,
    signal: interruption(),
  });
  for (const text of unmatched) process.stderr.write(`AF120 Selection "${text}" matches nothing\n`);
  if (results.length === 0) {
    out("There are no data tests to run\n");
    return 0;
  }
  const rows = results.map(({ status, failures, test: { name } }) => [
    status.toUpperCase(),
    status === "error" ? "-" : String(failures),
    name,
  ]);
  out(tableText([["STATUS", "FAILURES", "TEST"], ...rows]));
  for (const { status, test: one, rows: sample, message } of results) {
    if (status === "pass") continue;
    const { file = "", line } = one.where;
    out(`\n${status.toUpperCase()} ${one.name} (${file}${line === undefined ? "" : `:${line}`})\n`);
    if (message !== undefined) out(`  ${message}\n`);
    if (sample.length > 1) out(tableText(sample, "  "));
  }
  const count = (wanted: string): number =>
    results.filter(({ status }) => status === wanted).length;
  const counts = ["pass", "warn", "fail", "error"].map((status) => `${status} ${count(status)}`);
  out(`\n${results.length} tests in ${queries} queries: ${counts.join(", ")}\n`);
  return count("fail") + count("error") > 0 ? 1 : 0;
}

async function lake(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    dir: { type: "string" },
    port: { type: "string", default: "0" },
  });
  const [action = "serve", sql] = positionals;
  if (typeof values["dir"] !== "string") throw new UsageError("--dir is missing");
  const dir = resolve(values["dir"]);
  const { lakeEnvironment, queryLake, serveLake, stopLake } = await import("./providers/index.js");
  switch (action) {
    case "serve":
      return serveLake(dir, String(values["port"]));
    case "env":
      for (const [name, value] of Object.entries(await lakeEnvironment(dir))) {
        out(`export ${name}='${value}'\n`);
      }
      return 0;
    case "query": {
      if (sql === undefined) throw new UsageError("the statement is missing");
      const rows = await queryLake(dir, sql, interruption());
      if (rows.length > 0) out(tableText(rows.map((row) => row.map((cell) => cell ?? "NULL"))));
      return 0;
    }
    case "stop":
      out((await stopLake(dir)) ? "The lake is stopped\n" : "No lake was running\n");
      return 0;
    default:
      throw new UsageError(`there is no "lake ${action}"`);
  }
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;

function parse(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
}

function oneOf<T extends string>(key: string, given: unknown, all: readonly T[]): T {
  const found = all.find((value) => value === given);
  if (found === undefined) throw new UsageError(`--${key} must be one of ${all.join(", ")}`);
  return found;
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort(new Error("interrupted")));
  return controller.signal;
}

function version(): string {
  const text = readFileSync(join(__dirname, "../../package.json"), "utf8");
  return String((JSON.parse(text) as { readonly version: string }).version);
}

async function main([name = "", ...args]: readonly string[]): Promise<number> {
  if (["", "help", "--help", "-h"].includes(name)) {
    out(usage);
    return name === "" ? 2 : 0;
  }
  if (name === "--version") {
    out(`${version()}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command === undefined) throw new UsageError(`there is no command "${name}"`);
    return await command(args);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      process.stderr.write(`${describeError(error)}\n`);
      return 1;
    }
    process.stderr.write(`athenaform: ${error.message}\n\n${usage}`);
    return 2;
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
