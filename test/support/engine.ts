import type { Plan } from "../../src/planner";
import { loadProject, type Project } from "../../src/project";
import { inputsOf, type RelationInputs, unknownText } from "../../src/providers/inputs";
import { planFor, reconcile, remove } from "../../src/providers/lifecycle";
import { createOrKeep, dropWhenOurs, plannedDrops } from "../../src/providers/schema-lifecycle";
import { openSession, type Session } from "../../src/providers/session";
import type { Settings } from "../../src/providers/settings";
import { loadOptions } from "../../src/providers/settings";
import { type Desired, keyOf } from "../../src/state";

/**
 * Calls the provider the way Pulumi's engine does, in one process and without the CLI: the tests
 * that need thousands of runs (a crash at every call) go through here, and the CLI is tested beside.
 */
export interface Engine {
  readonly preview: () => Promise<readonly Plan[]>;
  /** Applies the project, or its first `count` nodes in topological order. */
  readonly up: (count?: number) => Promise<readonly Plan[]>;
  /** Drops one relation, as if it had left the project. */
  readonly drop: (key: string) => Promise<void>;
  readonly destroy: () => Promise<void>;
}

const home = { project: "tests", stack: "dev" };

/** Opens an engine on a project; each operation is a new "process" with a session of its own. */
export function openEngine(settings: Settings, env: Readonly<Record<string, string>> = {}): Engine {
  const whole = { ...process.env, ...env };
  const load = (): Project => loadProject(loadOptions(settings, whole, "2026-01-01T00:00:00.000Z"));
  const withSession = async <T>(act: (session: Session) => Promise<T>): Promise<T> => {
    const session = await openSession(settings, home, whole);
    try {
      return await act(session);
    } finally {
      session.clients.close();
    }
  };
  return {
    preview: () => withSession((session) => previewAll(session, load())),
    up: (count) => withSession((session) => upAll(session, load(), count)),
    drop: (key) => withSession((session) => dropOne(session, key)),
    destroy: () => withSession((session) => destroyAll(session)),
  };
}

async function previewAll(session: Session, project: Project): Promise<readonly Plan[]> {
  const versions = new Map<string, string>();
  const plans: Plan[] = [];
  for (const node of project.nodes) {
    const plan = await planFor(session, inputsFor(session, node, versions));
    const key = keyOf(node.relation);
    const applied = session.record.entry(key)?.applied;
    const settled = plan.actions.length === 0 || plan.verb === "document";
    versions.set(key, settled && applied !== undefined ? applied.version : unknownText);
    plans.push(plan);
  }
  const observed = await session.observed({ schemas: project.schemas, sources: [] });
  const scope = { ...scopeOf(project), sources: [] };
  return [...plans, ...plannedDrops(session, observed, scope)].filter((plan) => plan.verb);
}

async function dropOne(session: Session, key: string): Promise<void> {
  const entry = session.record.entry(key);
  if (entry === undefined) return;
  await removeEntry(session, key, entry.node, entry.relation.schema);
  await session.record.fold();
}

async function upAll(
  session: Session,
  project: Project,
  count = project.nodes.length,
): Promise<readonly Plan[]> {
  const signal = new AbortController().signal;
  for (const schema of project.schemas) {
    await createOrKeep(session, { schema, __kind: "schema", __home: home }, signal);
  }
  const versions = new Map<string, string>();
  const plans: Plan[] = [];
  for (const node of project.nodes.slice(0, count)) {
    const inputs = inputsFor(session, node, versions);
    plans.push(await planFor(session, inputs));
    const outputs = await reconcile(session, inputs, () => undefined, signal);
    versions.set(outputs.relation, outputs.version);
  }
  const kept = new Set(scopeOf(project).relations);
  for (const [key, entry] of Object.entries(session.record.current().entries)) {
    if (!kept.has(key)) await removeEntry(session, key, entry.node, entry.relation.schema);
  }
  await session.record.fold();
  return plans.filter((plan) => plan.verb);
}

async function destroyAll(session: Session): Promise<void> {
  const { entries, schemas } = session.record.current();
  for (const [key, entry] of Object.entries(entries)) {
    await removeEntry(session, key, entry.node, entry.relation.schema);
  }
  const signal = new AbortController().signal;
  for (const schema of schemas) await dropWhenOurs(session, schema, signal);
  await session.record.fold();
}

function removeEntry(session: Session, key: string, node: string, schema: string): Promise<void> {
  const outputs = {
    relation: key,
    version: "",
    __dataVersion: "",
    __plan: null,
    __kind: "relation" as const,
    __home: home,
    __node: node,
    __schema: schema,
  };
  return remove(session, outputs, () => undefined, new AbortController().signal);
}

function scopeOf(project: Project) {
  const relations = project.nodes.map((node) => keyOf(node.relation));
  return { schemas: project.schemas, relations };
}

function inputsFor(
  session: Session,
  node: Desired,
  versions: ReadonlyMap<string, string>,
): RelationInputs {
  const upstream: Record<string, string> = {};
  for (const item of node.upstream) {
    if (item.kind === "source") continue;
    const byData = item.kind === "table" && node.materialized !== "view";
    upstream[item.relation] = byData ? (versions.get(item.relation) ?? "") : item.lineage;
  }
  return { ...inputsOf(node, home, session.settings.projectDir), upstream };
}
