import type { Catalog } from "../catalog";
import { ApiError, type JsonService } from "../protocol";
import { columnStatistics, name, partitionValues } from "./inputs";
import { errorDetail, operation } from "./operation";
import { partitionNotFound } from "./partitions";
import { list } from "./shape";

/** The table, or the partition of it, that statistics belong to. */
interface Owner {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly PartitionValues?: readonly string[];
}

/** Makes the operations on column statistics of tables and partitions. */
export function statisticsOperations(catalog: Catalog): JsonService {
  const table = { DatabaseName: name, TableName: name };
  const partition = { ...table, PartitionValues: partitionValues };
  const names = { ColumnNames: list(name, 0, 100) };
  const statistics = { ColumnStatisticsList: list(columnStatistics, 0, 25) };
  const column = { ColumnName: name };
  return {
    GetColumnStatisticsForTable: operation({ ...table, ...names }, {}, (input) =>
      getStatistics(catalog, input, input.ColumnNames),
    ),
    GetColumnStatisticsForPartition: operation({ ...partition, ...names }, {}, (input) =>
      getStatistics(catalog, input, input.ColumnNames),
    ),
    UpdateColumnStatisticsForTable: operation({ ...table, ...statistics }, {}, (input) =>
      updateStatistics(catalog, input, input.ColumnStatisticsList),
    ),
    UpdateColumnStatisticsForPartition: operation({ ...partition, ...statistics }, {}, (input) =>
      updateStatistics(catalog, input, input.ColumnStatisticsList),
    ),
    DeleteColumnStatisticsForTable: operation({ ...table, ...column }, {}, (input) =>
      deleteStatistics(catalog, input, input.ColumnName),
    ),
    DeleteColumnStatisticsForPartition: operation({ ...partition, ...column }, {}, (input) =>
      deleteStatistics(catalog, input, input.ColumnName),
    ),
  };
}

type Statistics = Parameters<Catalog["putColumnStatistics"]>[2];

function getStatistics(catalog: Catalog, owner: Owner, columns: readonly string[]): object {
  checkOwner(catalog, owner);
  const { DatabaseName, TableName, PartitionValues } = owner;
  const found = columns.map((column) =>
    catalog.getColumnStatistics(DatabaseName, TableName, column, PartitionValues),
  );
  return {
    ColumnStatisticsList: found.filter((each) => each !== undefined),
    Errors: columns
      .filter((_, index) => found[index] === undefined)
      .map((ColumnName) => ({ ColumnName, Error: errorDetail(notFound(ColumnName)) })),
  };
}

async function updateStatistics(
  catalog: Catalog,
  owner: Owner,
  statistics: Statistics,
): Promise<object> {
  checkOwner(catalog, owner);
  const { DatabaseName, TableName, PartitionValues } = owner;
  const columns = columnNames(catalog, owner);
  const known = statistics.filter((each) => columns.has(each.ColumnName));
  await catalog.putColumnStatistics(DatabaseName, TableName, known, PartitionValues);
  return {
    Errors: statistics
      .filter((each) => !columns.has(each.ColumnName))
      .map((each) => ({
        ColumnStatistics: each,
        Error: errorDetail(
          new ApiError("EntityNotFoundException", `Column ${each.ColumnName} not found.`),
        ),
      })),
  };
}

async function deleteStatistics(catalog: Catalog, owner: Owner, column: string): Promise<object> {
  checkOwner(catalog, owner);
  const { DatabaseName, TableName, PartitionValues } = owner;
  if (!(await catalog.deleteColumnStatistics(DatabaseName, TableName, column, PartitionValues))) {
    throw notFound(column);
  }
  return {};
}

function checkOwner(catalog: Catalog, owner: Owner): void {
  const { DatabaseName, TableName, PartitionValues } = owner;
  const partition = catalog.getPartition(DatabaseName, TableName, PartitionValues ?? []);
  if (PartitionValues !== undefined && partition === undefined) {
    throw partitionNotFound();
  }
}

function columnNames(catalog: Catalog, owner: Owner): ReadonlySet<string> {
  const table = catalog.getTable(owner.DatabaseName, owner.TableName);
  const columns = [...(table?.StorageDescriptor?.Columns ?? []), ...(table?.PartitionKeys ?? [])];
  return new Set(columns.map((column) => column.Name));
}

function notFound(column: string): ApiError {
  return new ApiError("EntityNotFoundException", `Statistics for column ${column} not found.`);
}
