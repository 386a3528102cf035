import type { TableInput, TableRecord } from "../catalog/catalog";
import { alterIceberg } from "../iceberg/alter";
import { asInput } from "../iceberg/commit";
import type { AlterAction, ColumnDefinition, Statement } from "../sql/statement";
import { glueColumns } from "./create-table";
import { QueryFailure } from "./failure";
import type { Job } from "./job";
import { parseLocation } from "./location";
import { fullName, isIceberg, requireTable } from "./names";
import { nothing, type Outcome } from "./outcome";
import { addPartitions, dropPartitions, renamePartition, specValues } from "./partitions";
import { isView } from "./view";

type Alter = Statement & { readonly kind: "alter-table" };

const failed = (detail: string): QueryFailure => new QueryFailure("", `FAILED: ${detail}`);

async function update(job: Job, table: TableRecord, change: Partial<TableInput>): Promise<Outcome> {
  const input = { ...asInput(table), ...change };
  await job.catalog.updateTable(table.DatabaseName, input, { versionId: table.VersionId });
  return nothing;
}

function withColumns(
  table: TableRecord,
  columns: NonNullable<TableRecord["StorageDescriptor"]>["Columns"],
): Partial<TableInput> {
  const names = [...(columns ?? []), ...(table.PartitionKeys ?? [])].map(({ Name }) => Name);
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined) {
    throw failed(`SemanticException [Error 10036]: Duplicate column name: ${doubled}`);
  }
  return { StorageDescriptor: { ...table.StorageDescriptor, Columns: columns ?? [] } };
}

function changeColumn(table: TableRecord, from: string, to: ColumnDefinition): Partial<TableInput> {
  const columns = table.StorageDescriptor?.Columns ?? [];
  if (!columns.some(({ Name }) => Name === from.toLowerCase())) {
    throw failed(`Execution Error: Invalid column reference ${from.toLowerCase()}`);
  }
  const [next] = glueColumns([to]);
  return withColumns(
    table,
    columns.map((column) =>
      column.Name === from.toLowerCase() && next !== undefined ? { ...column, ...next } : column,
    ),
  );
}

async function setLocation(
  job: Job,
  table: TableRecord,
  action: AlterAction & { readonly kind: "set-location" },
): Promise<Outcome> {
  if (parseLocation(action.location) === undefined) {
    throw failed(`SemanticException Invalid location: ${action.location}`);
  }
  if (action.partition === undefined) {
    const storage = { ...table.StorageDescriptor, Location: action.location };
    return update(job, table, { StorageDescriptor: storage });
  }
  const values = specValues(table, action.partition);
  const found = job.catalog.getPartition(table.DatabaseName, table.Name, values);
  if (found === undefined) {
    throw failed(`SemanticException [Error 10006]: Partition not found ${values.join("/")}`);
  }
  const { DatabaseName: _, TableName: __, CatalogId: ___, CreationTime: ____, ...input } = found;
  const storage = { ...input.StorageDescriptor, Location: action.location };
  const next = { ...input, StorageDescriptor: storage };
  await job.catalog.updatePartitions(table.DatabaseName, table.Name, [{ values, input: next }]);
  return nothing;
}

function withoutProperties(table: TableRecord, keys: readonly string[]): Partial<TableInput> {
  const rest = Object.entries(table.Parameters ?? {}).filter(([key]) => !keys.includes(key));
  return { Parameters: Object.fromEntries(rest) };
}

/** Runs ALTER TABLE on a Hive table. */
export async function alterTable(job: Job, { target, action }: Alter): Promise<Outcome> {
  const name = fullName(target.parts, job.context, target.at);
  const table = requireTable(job.catalog, name, target.at);
  if (isView(table)) throw failed("SemanticException: Cannot alter a view with ALTER TABLE");
  if (isIceberg(table)) return alterIceberg(job, table, action);
  const columns = table.StorageDescriptor?.Columns ?? [];
  switch (action.kind) {
    case "add-columns":
      return update(job, table, withColumns(table, [...columns, ...glueColumns(action.columns)]));
    case "replace-columns":
      return update(job, table, withColumns(table, glueColumns(action.columns)));
    case "change-column":
      return update(job, table, changeColumn(table, action.from, action.to));
    case "set-properties":
      return update(job, table, { Parameters: { ...table.Parameters, ...action.properties } });
    case "unset-properties":
      return update(job, table, withoutProperties(table, action.keys));
    case "set-location":
      return setLocation(job, table, action);
    case "add-partitions":
      return addPartitions(job, table, action.partitions, action.ifNotExists);
    case "drop-partitions":
      return dropPartitions(job, table, action.partitions, action.ifExists);
    case "rename-partition":
      return renamePartition(job, table, action.from, action.to);
    case "drop-column":
    case "rename-table":
      throw new QueryFailure(
        "NOT_SUPPORTED",
        `ALTER TABLE ${action.kind === "drop-column" ? "DROP COLUMN" : "RENAME"} ` +
          "is only supported for Iceberg tables",
      );
  }
}
