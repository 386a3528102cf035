import { applyDrop, applyPlan, createSchema, type Run } from "../../src/apply";
import {
  type Clients,
  getRows,
  listObjects,
  listTables,
  observe,
  openRecord,
  type RecordStore,
  readRecord,
  runStatement,
} from "../../src/aws";
import { type Plan, type PlanInput, planDrop, planRelation } from "../../src/planner";
import { type Applied, type Desired, keyOf, type LakeRecord, type Observed } from "../../src/state";
import { home, type LakeRun } from "./lake-run";

const salt = "shop/dev";
const settings = { owner: salt, run: "changed", adopt: false } as const;

/** Says how a run differs from the plain one. */
export interface UpOptions {
  readonly clients?: Clients;
  readonly signal?: AbortSignal;
  readonly adopt?: boolean;
  readonly progress?: (text: string) => void;
}

/** Gives a test the two commands of a user, over definitions instead of a project's files. */
export interface Stack {
  /** Brings the lake to the definitions, in order, and drops what is no longer defined. */
  readonly up: (wanted: readonly Desired[], options?: UpOptions) => Promise<readonly Plan[]>;
  /** Plans without doing anything. */
  readonly preview: (wanted: readonly Desired[]) => Promise<readonly Plan[]>;
  readonly record: () => Promise<LakeRecord>;
  readonly applied: (key: string) => Promise<Applied>;
  /** Runs a query and gives its rows as text. */
  readonly query: (sql: string) => Promise<readonly (readonly (string | undefined)[])[]>;
  /** Names what lies in the lake that no record speaks of: files and tables. */
  readonly leftovers: () => Promise<readonly string[]>;
}

/** Opens a stack on a lake. */
export function openStack(lake: LakeRun): Stack {
  const { connection } = lake;
  const query = (sql: string) => select(lake.clients, sql);
  const record = async () => (await readRecord(lake.clients, home)).record;
  return {
    query,
    record,
    up: (wanted, options = {}) => runUp(lake, wanted, options),
    preview: async (wanted) => {
      const store = await lake.record();
      const observed = await observe(lake.clients, connection, scopeOf(wanted));
      return wanted.map((desired) =>
        planRelation(inputOf(store, desired, observed), observed, settings),
      );
    },
    applied: async (key) => {
      const applied = (await record()).entries[key]?.applied;
      if (applied === undefined) throw new Error(`nothing is applied to ${key}`);
      return applied;
    },
    leftovers: () => leftovers(lake, record),
  };
}

async function runUp(
  lake: LakeRun,
  wanted: readonly Desired[],
  options: UpOptions,
): Promise<readonly Plan[]> {
  const clients = options.clients ?? lake.clients;
  const { connection } = lake;
  const store = openRecord(clients, home, await readRecord(clients, home));
  const observed = await observe(clients, connection, scopeOf(wanted));
  const { signal = new AbortController().signal, progress = () => undefined } = options;
  const run: Run = { clients, connection, record: store, signal, salt, progress };
  if (observed.schemas.get("shop") !== true) await createSchema({ schema: "shop" }, run);
  const plans: Plan[] = [];
  const keys = wanted.map((desired) => keyOf(desired.relation));
  for (const entry of [...store.entries()]) {
    const key = keyOf(entry.relation);
    if (keys.includes(key)) continue;
    const plan = planDrop(entry, observed.relations.get(key));
    plans.push(plan);
    await applyDrop(plan, run);
  }
  for (const desired of wanted) {
    const input = inputOf(store, desired, observed);
    const plan = planRelation(input, observed, { ...settings, adopt: options.adopt ?? false });
    plans.push(plan);
    if (plan.actions.length > 0) await applyPlan(plan, input, run);
  }
  await store.fold();
  return plans;
}

function scopeOf(wanted: readonly Desired[]) {
  const sources = wanted.flatMap(({ upstream }) =>
    upstream.flatMap((item) => (item.kind === "source" ? [item.relation] : [])),
  );
  return { schemas: ["shop"], sources };
}

function inputOf(store: RecordStore, desired: Desired, observed: Observed): PlanInput {
  const entry = store.entry(keyOf(desired.relation));
  const inputs: Record<string, string | undefined> = {};
  for (const item of desired.upstream) {
    if (item.kind === "source") {
      inputs[keyOf(item.relation)] = observed.sources.get(keyOf(item.relation))?.version;
    } else if (item.kind === "view") inputs[item.relation] = item.lineage;
    else inputs[item.relation] = store.entry(item.relation)?.applied?.version;
  }
  return {
    desired,
    inputs,
    inputBytes: {},
    attempts: entry?.attempts ?? 0,
    ...(entry?.applied === undefined ? {} : { applied: entry.applied }),
    ...(entry?.pending === undefined ? {} : { pending: entry.pending }),
  };
}

async function select(clients: Clients, sql: string) {
  const { id } = await runStatement(clients, {
    sql,
    token: `test-${crypto.randomUUID()}`,
    schema: "shop",
    label: "read",
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onStarted: async () => undefined,
  });
  return getRows(clients, id);
}

async function leftovers(
  lake: LakeRun,
  record: () => Promise<LakeRecord>,
): Promise<readonly string[]> {
  const { entries } = await record();
  const found: string[] = [];
  const owned: string[] = [];
  for (const [key, { applied, pending }] of Object.entries(entries)) {
    if (pending !== undefined) found.push(`pending ${key}`);
    for (const { location } of applied?.previous ?? []) owned.push(location);
    if (applied?.location !== undefined) owned.push(applied.location);
  }
  const listed = await listObjects(lake.clients, "s3://lake/data");
  for (const { key } of listed) {
    if (key.startsWith("data/.athenaform/")) continue;
    if (!owned.some((location) => `s3://lake/${key}`.startsWith(`${location}/`))) found.push(key);
  }
  for (const table of (await listTables(lake.clients, "awsdatacatalog", "shop")) ?? []) {
    const key = `shop.${table.Name}`;
    if (entries[key]?.applied === undefined) found.push(key);
    if (table.Parameters?.["athenaform.bridge"] !== undefined) found.push(`bridge ${key}`);
  }
  return found;
}
