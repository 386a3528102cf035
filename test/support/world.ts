import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Engine, openEngine } from "./engine";
import { type Inspector, inspect } from "./inspect";
import { openProxy, type Proxy } from "./proxy";
import { openWorkspace, type Workspace } from "./workspace";

/** Is a lake behind a proxy, with any number of stacks side by side: one for each point tried. */
export interface World {
  readonly workspace: Workspace;
  readonly proxy: Proxy;
  readonly lake: Inspector;
  /** Opens the engine on a stack of its own: schema `shop_<point>`, data below `s3://shop/<point>/`. */
  readonly at: (point: string) => Engine;
  readonly close: () => Promise<void>;
}

const profile = `
shop:
  target: dev
  outputs:
    dev:
      type: athena
      region_name: us-east-1
      database: awsdatacatalog
      schema: "shop_{{ env_var('POINT') }}"
      s3_staging_dir: s3://shop/athena-results/
      s3_data_dir: "s3://shop/{{ env_var('POINT') }}/"
      num_retries: 0
      poll_interval: 0.1
`;

/** Opens a world with the files of a project. */
export function openWorld(files: Readonly<Record<string, string>>): Promise<World> {
  return worldOf(openWorkspace({ "profiles.yml": profile, ...files }));
}

/** Opens a world around a workspace. */
export async function worldOf(workspace: Workspace): Promise<World> {
  const endpoint = await workspace.lake();
  const proxy = await openProxy(endpoint.url);
  const proxied = join(workspace.dir, ".athenaform/proxied");
  mkdirSync(proxied, { recursive: true });
  copyFileSync(join(workspace.lakeDir, "credentials.json"), join(proxied, "credentials.json"));
  writeFileSync(join(proxied, "endpoint.json"), JSON.stringify({ url: proxy.url }));
  const lake = inspect(endpoint);
  await lake.s3.createBucket({ Bucket: "shop" });
  return {
    workspace,
    proxy,
    lake,
    at: (point) => openEngine({ ...workspace.settings, lakeDir: proxied }, { POINT: point }),
    close: async () => {
      lake.close();
      await proxy.close();
      await workspace.close();
    },
  };
}

/** Holds what a reader and an auditor see of one stack. */
export interface Seen {
  /** Relation → its rows as text, sorted. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Objects that no table, partition or kept version points at, and no record knows of. */
  readonly orphans: readonly string[];
}

/** Looks at everything of a stack: all rows of all relations, and every object that is left over. */
export async function see(world: World, point: string): Promise<Seen> {
  const schema = `shop_${point}`;
  const rows: Record<string, readonly string[]> = {};
  for (const table of (await world.lake.tables(schema)) ?? []) {
    rows[table] = await rowsOf(world, schema, table);
  }
  return { rows, orphans: await orphansOf(world, `s3://shop/${point}/`, [schema]) };
}

/** Reads all rows of a relation as text, sorted. */
export async function rowsOf(
  world: World,
  schema: string,
  relation: string,
): Promise<readonly string[]> {
  const found = await world.lake.query(`select * from "${schema}"."${relation}"`);
  return found.map((row) => JSON.stringify(row)).sort();
}

/** Finds what lies below a data directory although no relation and no record knows of it. */
export async function orphansOf(
  world: World,
  dataDir: string,
  schemas: readonly string[],
): Promise<readonly string[]> {
  const record = `${dataDir}.athenaform/tests/dev/index.json`;
  const owned = [...(await keptLocations(world, record))];
  for (const schema of schemas) owned.push(...(await world.lake.locations(schema)));
  const objects = await world.lake.objects(dataDir);
  return objects.filter(
    (object) => object !== record && !owned.some((location) => object.startsWith(`${location}/`)),
  );
}

/** Locations of previous versions: what the record keeps, for readers still at work. */
async function keptLocations(world: World, url: string): Promise<readonly string[]> {
  const [Bucket = "", ...rest] = url.slice("s3://".length).split("/");
  const Key = rest.join("/");
  const found = await world.lake.s3.getObject({ Bucket, Key });
  const record = JSON.parse((await found.Body?.transformToString()) ?? "{}");
  const entries = Object.values(record.entries) as {
    readonly applied?: { readonly previous: readonly { readonly location: string }[] };
    readonly pending?: object;
  }[];
  if (entries.some((entry) => entry.pending !== undefined)) throw new Error(`${Key}: unfinished`);
  return entries.flatMap((entry) => (entry.applied?.previous ?? []).map((old) => old.location));
}
