import {
  type Clients,
  ensureBuckets,
  observe,
  openClients,
  openRecord,
  type RecordStore,
  readRecord,
} from "../aws";
import { ProjectError } from "../errors";
import { loadConnection } from "../project";
import type { Connection, Observed, RelationName } from "../state";
import type { Demand, Home } from "./inputs";
import { ensureLocalLake } from "./local-lake";
import { loadOptions, type Settings } from "./settings";

/** Says what a run reads in bulk. */
export interface Scope {
  readonly schemas: readonly string[];
  readonly sources: readonly RelationName[];
}

/** Holds everything that the resources of one process share: one set of clients, one bulk read. */
export interface Session {
  readonly settings: Settings;
  readonly connection: Connection;
  readonly clients: Clients;
  readonly record: RecordStore;
  /** `<project>/<stack>`: part of every name and token. */
  readonly owner: string;
  /** `schema.identifier` → what this run asks of the relation, where it asks something. */
  readonly demands: ReadonlyMap<string, Demand>;
  /** Gives an observation that covers the scope; what is missing is read at once and kept. */
  readonly observed: (scope: Scope) => Promise<Observed>;
}

/** Opens a session: connects, starts the local lake if the stack has one, reads the record. */
export async function openSession(
  settings: Settings,
  home: Home,
  env: NodeJS.ProcessEnv = process.env,
  demands: ReadonlyMap<string, Demand> = new Map(),
): Promise<Session> {
  const now = new Date().toISOString();
  const connection = loadConnection(loadOptions(settings, env, now));
  const clients = await connect(settings, connection);
  const root = connection.s3DataDir ?? connection.s3StagingDir;
  if (root === undefined) {
    throw new ProjectError("AF109", "Cannot place tables: the target has no s3_data_dir", {
      hint: "Set s3_data_dir or s3_staging_dir in profiles.yml",
    });
  }
  const owner = `${home.project}/${home.stack}`;
  const recordHome = { prefix: `${root.replace(/\/+$/, "")}/.athenaform/${owner}` };
  const loaded = await readRecord(clients, recordHome);
  const record = openRecord(clients, recordHome, loaded);
  const observed = observer(clients, connection);
  return { settings, connection, clients, record, owner, demands, observed };
}

/** Connects to the lake that the stack names. The only place that tells local from AWS. */
export async function connect(settings: Settings, connection: Connection): Promise<Clients> {
  if (settings.lake === "aws") return openClients(connection);
  const clients = openClients(connection, await ensureLocalLake(settings.lakeDir));
  const { s3StagingDir, s3DataDir, s3TmpTableDir } = connection;
  const places = [s3StagingDir, s3DataDir, s3TmpTableDir].filter((place) => place !== undefined);
  await ensureBuckets(clients, places);
  return clients;
}

/** Remembers what was read: a scope that is covered costs nothing. */
function observer(clients: Clients, connection: Connection): Session["observed"] {
  let known: Promise<Observed> | undefined;
  const schemas = new Set<string>();
  const sources = new Set<string>();
  const keyOfSource = (name: RelationName): string => JSON.stringify(name);
  return (scope) => {
    const newSchemas = scope.schemas.filter((schema) => !schemas.has(schema));
    const newSources = scope.sources.filter((source) => !sources.has(keyOfSource(source)));
    if (known !== undefined && newSchemas.length === 0 && newSources.length === 0) return known;
    for (const schema of newSchemas) schemas.add(schema);
    for (const source of newSources) sources.add(keyOfSource(source));
    const request = { schemas: newSchemas, sources: newSources };
    const more = observe(clients, connection, request);
    known = known === undefined ? more : merge(known, more);
    return known;
  };
}

async function merge(first: Promise<Observed>, second: Promise<Observed>): Promise<Observed> {
  const [a, b] = await Promise.all([first, second]);
  return {
    ...a,
    schemas: new Map([...a.schemas, ...b.schemas]),
    relations: new Map([...a.relations, ...b.relations]),
    sources: new Map([...a.sources, ...b.sources]),
  };
}
