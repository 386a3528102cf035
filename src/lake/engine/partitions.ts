import type { PartitionInput, TableRecord } from "../catalog/catalog";
import type { PartitionFilter, PartitionSpec } from "../sql/statement";
import { duckText, quoteName, quoteText } from "../sql/types";
import { partitionFolder } from "./commit";
import { partitionInput } from "./ctas";
import { QueryFailure } from "./failure";
import type { Job } from "./job";
import {
  type Location,
  nullPartition,
  parseLocation,
  requireLocation,
  unescapePathName,
} from "./location";
import { nothing, type Outcome } from "./outcome";
import { partitionValue, typed } from "./relation";

const failed = (detail: string): QueryFailure => new QueryFailure("", `FAILED: ${detail}`);

/** Puts the values of a partition into the order of the table's keys. */
export function specValues(table: TableRecord, spec: PartitionSpec): readonly string[] {
  const keys = table.PartitionKeys ?? [];
  const unknown = spec.find(({ key }) => !keys.some(({ Name }) => Name === key.toLowerCase()));
  if (unknown !== undefined || spec.length !== keys.length) {
    const text = spec.map(({ key, value }) => `${key}=${value}`).join(", ");
    throw failed(
      `SemanticException [Error 10214]: partition spec {${text}} does not match the table's keys`,
    );
  }
  return keys.map(({ Name }) => {
    const found = spec.find(({ key }) => key.toLowerCase() === Name);
    return found?.value ?? nullPartition;
  });
}

/** Names a partition as SHOW PARTITIONS prints it, without the last slash. */
export const partitionName = (table: TableRecord, values: readonly string[]): string =>
  partitionFolder(typed(table.PartitionKeys), values).replace(/\/$/, "");

function root(table: TableRecord): Location {
  return requireLocation(table.StorageDescriptor?.Location, `Table ${table.Name}`);
}

type Added = readonly { readonly spec: PartitionSpec; readonly location: string | undefined }[];

/** Runs ALTER TABLE … ADD PARTITION. */
export async function addPartitions(
  job: Job,
  table: TableRecord,
  added: Added,
  ifNotExists: boolean,
): Promise<Outcome> {
  const inputs = added.map(({ spec, location }): PartitionInput => {
    const values = specValues(table, spec);
    const { bucket, prefix } = root(table);
    const folder = partitionFolder(typed(table.PartitionKeys), values);
    const own = location === undefined ? undefined : parseLocation(location);
    if (location !== undefined && own === undefined) {
      throw failed(`SemanticException Invalid partition location: ${location}`);
    }
    return partitionInput(
      table.StorageDescriptor,
      values,
      own ?? { bucket, prefix: prefix + folder },
    );
  });
  const there = inputs.find(({ Values }) =>
    job.catalog.getPartition(table.DatabaseName, table.Name, Values),
  );
  if (there !== undefined && !ifNotExists) {
    throw failed(
      "SemanticException [Error 10006]: Partition already exists: " +
        partitionName(table, there.Values),
    );
  }
  await job.catalog.createPartitions(table.DatabaseName, table.Name, inputs, { existing: "skip" });
  return nothing;
}

/** Finds the partitions that conditions choose, by the types of the keys. */
async function chosen(
  job: Job,
  table: TableRecord,
  filters: readonly PartitionFilter[],
): Promise<readonly (readonly string[])[]> {
  const all = [...job.catalog.listPartitions(table.DatabaseName, table.Name)];
  const keys = typed(table.PartitionKeys);
  if (all.length === 0) return [];
  const terms = filters.map((filter) =>
    filter
      .map(({ key, operator, value }) => {
        const found = keys.find(({ name }) => name === key.toLowerCase());
        if (found === undefined || !/^(=|<|>|<=|>=|<>|!=)$/.test(operator)) {
          throw failed(`SemanticException [Error 10096]: Invalid partition column: ${key}`);
        }
        const right = `CAST(${quoteText(value)} AS ${duckText(found.type)})`;
        if (value === nullPartition) return `${quoteName(found.name)} IS NULL`;
        return `${quoteName(found.name)} ${operator} ${right}`;
      })
      .join(" AND "),
  );
  const names = keys.map((_, index) => `v${index}`).join(", ");
  const list = keys.map(
    ({ name, type }, index) => `${partitionValue(`v${index}`, type)} AS ${quoteName(name)}`,
  );
  const values = all.map(({ Values }) => `(${Values.map(quoteText).join(", ")})`);
  const rows = await job.session.rows(
    `SELECT ${names} FROM (SELECT *, ${list.join(", ")} FROM (VALUES ${values.join(", ")}) ` +
      `x(${names})) WHERE ${terms.map((term) => `(${term})`).join(" OR ")}`,
  );
  return rows.map((row) => row.map(String));
}

/** Runs ALTER TABLE … DROP PARTITION; data stays where it is. */
export async function dropPartitions(
  job: Job,
  table: TableRecord,
  filters: readonly PartitionFilter[],
  ifExists: boolean,
): Promise<Outcome> {
  const values = await chosen(job, table, filters);
  if (values.length === 0 && !ifExists) {
    const text = filters.map((filter) =>
      filter.map(({ key, value }) => `${key}=${value}`).join(", "),
    );
    throw failed(`SemanticException [Error 10006]: Partition not found (${text.join("; ")})`);
  }
  await job.catalog.deletePartitions(table.DatabaseName, table.Name, values);
  return nothing;
}

/** Runs ALTER TABLE … PARTITION … RENAME TO PARTITION …. */
export async function renamePartition(
  job: Job,
  table: TableRecord,
  from: PartitionSpec,
  to: PartitionSpec,
): Promise<Outcome> {
  const values = specValues(table, from);
  const found = job.catalog.getPartition(table.DatabaseName, table.Name, values);
  if (found === undefined) {
    throw failed(
      `SemanticException [Error 10006]: Partition not found ${partitionName(table, values)}`,
    );
  }
  const { DatabaseName: _, TableName: __, CatalogId: ___, CreationTime: ____, ...input } = found;
  const next = { ...input, Values: specValues(table, to) };
  await job.catalog.updatePartitions(table.DatabaseName, table.Name, [{ values, input: next }]);
  return nothing;
}

/** Reads the values out of a folder such as "dt=2020-01-01/k=a/"; keys go by name. */
function folderValues(
  keys: readonly string[],
  parts: readonly string[],
): readonly string[] | undefined {
  if (parts.length < keys.length) return undefined;
  const values = keys.map((key, index) => {
    const [name = "", ...rest] = (parts[index] ?? "").split("=");
    const fits = unescapePathName(name).toLowerCase() === key && rest.length > 0;
    return fits ? unescapePathName(rest.join("=")) : undefined;
  });
  return values.every((value) => value !== undefined) ? values.map(String) : undefined;
}

/** Runs MSCK REPAIR TABLE: folders of data that the catalog lacks become partitions. */
export async function repair(job: Job, table: TableRecord): Promise<Outcome> {
  const { bucket, prefix } = root(table);
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name);
  if (keys.length === 0) {
    throw failed(`SemanticException table ${table.Name} is not a partitioned table`);
  }
  const found = new Map<string, { values: readonly string[]; folder: string }>();
  for (const { key } of job.store.listObjects(bucket, prefix)) {
    const parts = key.slice(prefix.length).split("/").slice(0, -1);
    const values = folderValues(keys, parts);
    if (values === undefined) continue;
    const folder = `${parts.slice(0, keys.length).join("/")}/`;
    found.set(JSON.stringify(values), { values, folder });
  }
  const missing = [...found.values()].filter(
    ({ values }) => job.catalog.getPartition(table.DatabaseName, table.Name, values) === undefined,
  );
  if (missing.length === 0) return { kind: "lines", columns: [], lines: [] };
  const inputs = missing.map(({ values, folder }) =>
    partitionInput(table.StorageDescriptor, values, { bucket, prefix: prefix + folder }),
  );
  await job.catalog.createPartitions(table.DatabaseName, table.Name, inputs, { existing: "skip" });
  const short = ({ folder }: { readonly folder: string }): string => folder.replace(/\/$/, "");
  const list = missing.map((one) => `${table.Name}:${short(one)}`).join(" ");
  const lines = [
    `Partitions not in metastore: ${list}`,
    ...missing.map((one) => `Repair: Added partition to metastore ${table.Name}:${short(one)}`),
  ];
  return { kind: "lines", columns: [{ name: "result", type: "varchar" }], lines };
}
