import { randomUUID } from "node:crypto";
import { type Clients, getRows, runStatement } from "../aws";
import { describeError } from "../errors";
import {
  choose,
  type DataTest,
  type IndirectSelection,
  loadConnection,
  loadProjectUnlessAsking,
  loadProjectWith,
} from "../project";
import { lakeCatalog } from "./catalog";
import { connect } from "./session";
import { loadOptions, type Settings } from "./settings";

/** Says how a data test ended; `error` means that its query could not run. */
export interface TestResult {
  readonly test: DataTest;
  readonly status: "pass" | "warn" | "fail" | "error";
  /** What the test counts: rows, unless it has a `fail_calc` of its own. */
  readonly failures: number;
  /** Some of the rows that fail, header first. */
  readonly rows: readonly (readonly string[])[];
  readonly message?: string;
}

/** Holds what a run of tests is asked. */
export interface TestRequest {
  readonly select?: string;
  readonly exclude?: string;
  readonly indirect?: IndirectSelection;
  /** How many failing rows to show of each test. */
  readonly samples: number;
  readonly signal: AbortSignal;
}

/** Holds how all tests ended, and the criteria of the selection that matched nothing. */
export interface TestRun {
  readonly results: readonly TestResult[];
  readonly queries: number;
  readonly unmatched: readonly string[];
}

// One query for many tests costs one start and one look; a limit keeps it readable and small.
const testsPerQuery = 20;
const bytesPerQuery = 200_000;

/** Runs the data tests of a project on the lake as it is, many in one query. */
export async function runDataTests(
  settings: Settings,
  request: TestRequest,
  env: NodeJS.ProcessEnv = process.env,
): Promise<TestRun> {
  const options = loadOptions(settings, env, new Date().toISOString());
  const plain = loadProjectUnlessAsking(options);
  const clients = await connect(settings, plain?.connection ?? loadConnection(options));
  try {
    const project = plain ?? (await loadProjectWith(options, lakeCatalog(clients)));
    const { select, exclude, indirect } = request;
    const { ids, unmatched } = choose(project, {
      ...(select === undefined ? {} : { select }),
      ...(exclude === undefined ? {} : { exclude }),
      ...(indirect === undefined ? {} : { indirect }),
    });
    const tests = project.tests.filter((test) => ids.has(test.node));
    const runner = new Runner(clients, request);
    const results = await inTurns(groupsOf(tests), clients.connection.threads, (group) =>
      runner.group(group),
    );
    return { results: results.flat(), queries: runner.queries, unmatched };
  } finally {
    clients.close();
  }
}

class Runner {
  queries = 0;

  constructor(
    private readonly clients: Clients,
    private readonly request: TestRequest,
  ) {}

  /** Runs tests in one query; when that fails, each alone, so that each gets its own answer. */
  async group(tests: readonly DataTest[]): Promise<readonly TestResult[]> {
    try {
      const rows = await this.rows(countsSql(tests), "run data tests");
      const counts = new Map(rows.slice(1).map((row) => [Number(row[0]), row]));
      return await Promise.all(tests.map((test, at) => this.judged(test, counts.get(at) ?? [])));
    } catch (cause) {
      const [only] = tests;
      this.request.signal.throwIfAborted();
      if (tests.length > 1) {
        const each: TestResult[] = [];
        for (const test of tests) each.push(...(await this.group([test])));
        return each;
      }
      if (only === undefined) return [];
      return [
        { test: only, status: "error", failures: 0, rows: [], message: describeError(cause) },
      ];
    }
  }

  private async judged(test: DataTest, row: readonly string[]): Promise<TestResult> {
    const [, failures = "0", isWarning = "false", isError = "false"] = row;
    const isFailure = test.severity === "error" && isError === "true";
    const status = isFailure ? "fail" : isWarning === "true" ? "warn" : "pass";
    const { samples } = this.request;
    const rows =
      status === "pass" || samples === 0
        ? []
        : await this.rows(`select * from (\n${test.sql}\n) limit ${samples}`, "read failing rows");
    return { test, status, failures: Number(failures), rows };
  }

  private async rows(sql: string, label: string): Promise<readonly (readonly string[])[]> {
    this.queries += 1;
    const { id } = await runStatement(this.clients, {
      sql,
      label,
      token: `athenaform-test-${randomUUID()}`,
      schema: this.clients.connection.schema,
      signal: this.request.signal,
      onProgress: () => undefined,
      onStarted: () => Promise.resolve(),
    });
    const rows = await getRows(this.clients, id, true);
    return rows.map((row) => row.map((cell) => cell ?? "NULL"));
  }
}

/** Counts the failures of many tests at once, and applies each one's own conditions to them. */
export function countsSql(tests: readonly DataTest[]): string {
  const parts = tests.map(
    ({ sql, failCalc, warnIf, errorIf }, at) =>
      `select ${at} as test, cast(${failCalc} as varchar) as failures, ` +
      `${failCalc} ${warnIf} as should_warn, ${failCalc} ${errorIf} as should_error\n` +
      `from (\n${sql}\n) dbt_internal_test`,
  );
  return parts.join("\nunion all\n");
}

/** Puts tests of one relation together, as far as one query may grow. */
function groupsOf(tests: readonly DataTest[]): readonly (readonly DataTest[])[] {
  const keyOf = (test: DataTest): string => test.attached ?? test.on[0] ?? test.sources[0] ?? "";
  const sorted = [...tests].sort((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0,
  );
  const groups: DataTest[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const test of sorted) {
    const last = groups.at(-1);
    const size = Buffer.byteLength(test.sql) + 300;
    if (last === undefined || last.length >= testsPerQuery || bytes + size > bytesPerQuery) {
      groups.push([test]);
      bytes = size;
    } else {
      last.push(test);
      bytes += size;
    }
  }
  return groups;
}

/** Works through a list, so many at a time. */
async function inTurns<T, R>(
  items: readonly T[],
  width: number,
  act: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next; at < items.length; at = next) {
      next = at + 1;
      const item = items[at];
      if (item !== undefined) results.set(at, await act(item));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, worker));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
