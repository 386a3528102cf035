/**
 * Is what the `__provider` text in Pulumi's state loads: one handler for every type of resource.
 * The process serves a whole preview or update, so everything read is shared by all resources.
 */
import type * as pulumi from "@pulumi/pulumi";
import { describeError } from "../errors";
import { checkDropped } from "../planner";
import { logOn } from "./engine-log";
import { type Demand, desiredOf, type RelationInputs } from "./inputs";
import { onShutdown } from "./interrupt";
import { isUnsettled, leftOutAs, unsettledAs } from "./left-out";
import {
  announce,
  announcement,
  planFor,
  type RelationOutputs,
  reconcile,
  remove,
} from "./lifecycle";
import type { Plumbing, ProjectScope } from "./resources";
import {
  announceDrops,
  createOrKeep,
  dropLine,
  dropWhenOurs,
  plannedDrops,
  prefetch,
  refusals,
  type SchemaInputs,
} from "./schema-lifecycle";
import { openSession, type Session } from "./session";
import { resolveSettings, type Settings } from "./settings";

type Checked = RelationInputs | SchemaInputs;
type News = Checked & Partial<Plumbing> & { readonly __project?: ProjectScope };
type Outputs = RelationOutputs | SchemaInputs;

let settings: Settings | undefined;
let session: Promise<Session> | undefined;
let wrote = false;
// check is always the first call for a resource, and the only one that is told its urn.
const urns = new Map<string, string>();
const demands = new Map<string, Demand>();

const announced = new Set<string>();

const running = new Set<Promise<unknown>>();

const signal = onShutdown(async () => {
  // What was interrupted still rolls back and answers, so that nothing is left pending.
  await Promise.allSettled(running);
  if (!wrote || session === undefined) return;
  await (await session).record.fold();
});

function configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
  const read = (key: string): string | undefined => request.config.get(`athenaform:${key}`);
  settings = resolveSettings(read, process.env, process.cwd());
  return Promise.resolve();
}

function sessionOf(home: Checked["__home"]): Promise<Session> {
  settings ??= resolveSettings(() => undefined, process.env, process.cwd());
  session ??= openSession(settings, home, process.env, demands);
  return session;
}

function nameOf(inputs: Outputs | Checked): string {
  return inputs.__kind === "schema" ? inputs.schema : inputs.relation;
}

async function check(
  olds: Partial<RelationInputs>,
  news: News,
): Promise<pulumi.dynamic.CheckResult> {
  const { __preview, __urn, __project, __demand, ...inputs } = news;
  const key = `${inputs.__kind} ${nameOf(inputs)}`;
  if (__urn !== undefined) urns.set(key, __urn);
  if (inputs.__kind === "relation" && __demand !== undefined) {
    if (__demand.leftOut !== undefined) return { inputs: leaveOut(olds, inputs) };
    demands.set(inputs.relation, __demand);
  }
  try {
    if (inputs.__kind === "schema" && __project !== undefined) {
      const open = await sessionOf(inputs.__home);
      const observed = await prefetch(open, inputs, __project);
      const refused = refusals(open, observed, __project);
      if (refused.length > 0) return { inputs, failures: refused.map(failure) };
    }
    if (inputs.__kind === "relation" && isUnsettled(inputs, demands)) await noteUnsettled(inputs);
    if (__preview !== true) return { inputs };
    const open = await sessionOf(inputs.__home);
    return inputs.__kind === "schema"
      ? await previewSchema(open, inputs, __project, urns.get(key) ?? "")
      : await previewRelation(open, inputs, urns.get(key) ?? "");
  } catch (cause) {
    return { inputs, failures: [failure(cause)] };
  }
}

/** Keeps the inputs that state has, so that a relation outside of the selection stays as it is. */
function leaveOut(olds: Partial<RelationInputs>, news: RelationInputs): Partial<RelationInputs> {
  const demand = leftOutAs(olds, news);
  for (const key of [news.relation, olds.relation ?? news.relation]) demands.set(key, demand);
  return olds;
}

/** Looks before anything is done: afterwards the record says that the definition is as applied. */
async function noteUnsettled(inputs: RelationInputs): Promise<void> {
  const { settings: own, record } = await sessionOf(inputs.__home);
  const applied = record.entry(inputs.relation)?.applied;
  const unsettled = unsettledAs(desiredOf(inputs, own.projectDir), applied);
  demands.set(inputs.relation, { ...demands.get(inputs.relation), unsettled });
}

// Without a property: Pulumi would print the value of one before what it is told.
function failure(cause: unknown): pulumi.dynamic.CheckFailure {
  return { property: "", reason: describeError(cause) };
}

async function previewRelation(open: Session, inputs: RelationInputs, urn: string) {
  const plan = await planFor(open, inputs);
  const line = announcement(plan);
  // A resource that is replaced is checked twice.
  const said = `${urn} ${line}`;
  if (line !== undefined && !announced.has(said)) {
    announced.add(said);
    await logOn(urn, line, false);
  }
  return { inputs: announce(open, inputs, plan) };
}

async function previewSchema(
  open: Session,
  inputs: SchemaInputs,
  project: ProjectScope | undefined,
  urn: string,
) {
  const observed = await prefetch(open, inputs, project);
  const drops = project === undefined ? [] : plannedDrops(open, observed, project);
  checkDropped(drops.length, open.settings);
  for (const plan of drops) await logOn(urn, dropLine(plan), false);
  return { inputs: announceDrops(inputs, drops) };
}

async function diff(_id: string, olds: Outputs, news: Checked): Promise<pulumi.dynamic.DiffResult> {
  if (news.__kind === "schema") {
    const schema = nameOf(olds) === news.schema ? [] : ["schema"];
    const open = await sessionOf(news.__home);
    const observed = await open.observed({ schemas: [news.schema], sources: [] });
    const missing = observed.schemas.get(news.schema) !== true;
    // Pulumi asks nobody about a resource that goes: the schema's own row says what and why.
    const drops = news.drop !== undefined;
    return { changes: schema.length > 0 || missing || drops, replaces: schema };
  }
  if (demands.get(news.relation)?.leftOut !== undefined) return { changes: false, replaces: [] };
  const replaces = nameOf(olds) === news.relation ? [] : ["relation"];
  const open = await sessionOf(news.__home);
  const plan = await planFor(open, news);
  const renamed = "__node" in olds && olds.__node !== plan.node;
  return { changes: plan.actions.length > 0 || replaces.length > 0 || renamed, replaces };
}

async function apply(inputs: Checked): Promise<{ readonly id: string; readonly outs: Outputs }> {
  wrote = true;
  const open = await sessionOf(inputs.__home);
  const id = nameOf(inputs);
  if (inputs.__kind === "schema") return { id, outs: await createOrKeep(open, inputs, signal) };
  const urn = urns.get(`relation ${inputs.relation}`);
  const progress = (text: string): void => {
    if (urn === undefined) return;
    logOn(urn, text, true).catch((cause: unknown) => {
      process.stderr.write(`athenaform: cannot show progress: ${String(cause)}\n`);
    });
  };
  return { id, outs: await reconcile(open, inputs, progress, signal) };
}

async function drop(_id: string, outputs: Outputs): Promise<void> {
  wrote = true;
  const open = await sessionOf(outputs.__home);
  if (outputs.__kind === "schema") return dropWhenOurs(open, outputs.schema, signal);
  // Still wanted by this run, under another URN: only the resource goes, not the relation.
  if (urns.has(`relation ${outputs.relation}`)) return;
  return remove(open, outputs, () => undefined, signal);
}

/** Turns an error into the one line that Pulumi shows: code, place and hint folded in. */
async function told<T>(act: () => Promise<T>): Promise<T> {
  const work = act();
  running.add(work);
  try {
    return await work;
  } catch (cause) {
    const error = new Error(describeError(cause), { cause });
    error.stack = error.message;
    throw error;
  } finally {
    running.delete(work);
  }
}

/** Serves every resource of athenaform; its methods are what Pulumi calls. */
export const provider: pulumi.dynamic.ResourceProvider = {
  configure,
  check: (olds, news) => check(olds, news),
  diff: (id, olds, news) => told(() => diff(id, olds, news)),
  create: (inputs) => told(() => apply(inputs)),
  update: (_id, _olds, news) => told(() => apply(news)),
  delete: (id, outputs) => told(() => drop(id, outputs)),
};
