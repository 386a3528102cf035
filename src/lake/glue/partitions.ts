import {
  type Catalog,
  type PartitionInput,
  type PartitionRecord,
  partitionExists,
} from "../catalog";
import { ApiError, type JsonService } from "../protocol";
import { name, partitionInput, partitionValues, segment } from "./inputs";
import { errorDetail, operation } from "./operation";
import { listName, nextToken, readToken, takePage } from "./paging";
import { partitionFilter } from "./partition-filter";
import { flag, integer, list, type Shaped, structure, text, unsupported } from "./shape";

const ofTable = { DatabaseName: name, TableName: name };
const valueList = structure({ Values: partitionValues }, {});

/** Makes the operations on partitions. */
export function partitionOperations(catalog: Catalog): JsonService {
  return {
    ...readingOperations(catalog),
    ...creatingOperations(catalog),
    ...updatingOperations(catalog),
    ...deletingOperations(catalog),
  };
}

function readingOperations(catalog: Catalog): JsonService {
  return {
    GetPartition: operation({ ...ofTable, PartitionValues: partitionValues }, {}, (input) => {
      const { DatabaseName, TableName, PartitionValues } = input;
      const Partition = catalog.getPartition(DatabaseName, TableName, PartitionValues);
      if (Partition === undefined) {
        throw partitionNotFound();
      }
      return { Partition };
    }),
    BatchGetPartition: operation(
      { ...ofTable, PartitionsToGet: list(valueList, 0, 1000) },
      {},
      (input) => {
        const { DatabaseName, TableName } = input;
        catalog.listPartitions(DatabaseName, TableName);
        const Partitions = input.PartitionsToGet.map(({ Values }) =>
          catalog.getPartition(DatabaseName, TableName, Values),
        ).filter((each) => each !== undefined);
        return { Partitions, UnprocessedKeys: [] };
      },
    ),
    GetPartitions: operation(
      ofTable,
      {
        Expression: text(0, 2048),
        NextToken: nextToken,
        Segment: segment,
        MaxResults: integer(1, 1000),
        ExcludeColumnSchema: flag,
        QueryAsOfTime: unsupported("QueryAsOfTime"),
      },
      (input) => {
        const { DatabaseName, TableName } = input;
        const scope = listName("partitions", input);
        const after = readToken(scope, input.NextToken);
        const all = catalog.listPartitions(DatabaseName, TableName, after);
        const keys = catalog.getTable(DatabaseName, TableName)?.PartitionKeys ?? [];
        const matches = partitionFilter(input.Expression, keys);
        const page = takePage(
          scope,
          filter(all, (each) => matches(each.Values) && isInSegment(each, input.Segment)),
          input.MaxResults ?? 1000,
          (each) => each.Values,
        );
        const Partitions =
          input.ExcludeColumnSchema === true ? page.items.map(withoutColumns) : page.items;
        return { Partitions, ...page.next };
      },
    ),
    GetPartitionIndexes: operation(ofTable, { NextToken: nextToken }, (input) => {
      catalog.listPartitions(input.DatabaseName, input.TableName);
      return { PartitionIndexDescriptorList: [] };
    }),
  };
}

function creatingOperations(catalog: Catalog): JsonService {
  return {
    CreatePartition: operation(
      { ...ofTable, PartitionInput: partitionInput },
      {},
      async (input) => {
        const { DatabaseName, TableName, PartitionInput } = input;
        await catalog.createPartitions(DatabaseName, TableName, [complete(PartitionInput)]);
        return {};
      },
    ),
    BatchCreatePartition: operation(
      { ...ofTable, PartitionInputList: list(partitionInput, 0, 100) },
      {},
      async (input) => {
        const { DatabaseName, TableName, PartitionInputList } = input;
        const inputs = PartitionInputList.map((each) => complete(each));
        const result = await catalog.createPartitions(DatabaseName, TableName, inputs, {
          existing: "skip",
        });
        const ErrorDetail = errorDetail(partitionExists());
        const Errors = result.existing.map((PartitionValues) => ({
          PartitionValues,
          ErrorDetail,
        }));
        return { Errors };
      },
    ),
  };
}

function updatingOperations(catalog: Catalog): JsonService {
  const entry = structure(
    { PartitionValueList: partitionValues, PartitionInput: partitionInput },
    {},
  );
  const asChange = ({ PartitionValueList, PartitionInput }: Shaped<typeof entry>) => ({
    values: PartitionValueList,
    input: complete(PartitionInput, PartitionValueList),
  });
  return {
    UpdatePartition: operation(
      { ...ofTable, PartitionValueList: partitionValues, PartitionInput: partitionInput },
      {},
      async (input) => {
        const { DatabaseName, TableName } = input;
        const changes = [asChange(input)];
        const result = await catalog.updatePartitions(DatabaseName, TableName, changes);
        if (result.missing.length > 0) {
          throw partitionNotFound();
        }
        if (result.existing.length > 0) {
          throw partitionExists();
        }
        return {};
      },
    ),
    BatchUpdatePartition: operation(
      { ...ofTable, Entries: list(entry, 1, 100) },
      {},
      async (input) => {
        const { DatabaseName, TableName } = input;
        const changes = input.Entries.map(asChange);
        const result = await catalog.updatePartitions(DatabaseName, TableName, changes);
        const fail = (error: ApiError) => (PartitionValueList: readonly string[]) => ({
          PartitionValueList,
          ErrorDetail: errorDetail(error),
        });
        return {
          Errors: [
            ...result.missing.map(fail(partitionNotFound())),
            ...result.existing.map(fail(partitionExists())),
          ],
        };
      },
    ),
  };
}

function deletingOperations(catalog: Catalog): JsonService {
  return {
    DeletePartition: operation(
      { ...ofTable, PartitionValues: partitionValues },
      {},
      async (input) => {
        const { DatabaseName, TableName, PartitionValues } = input;
        const result = await catalog.deletePartitions(DatabaseName, TableName, [PartitionValues]);
        if (result.missing.length > 0) {
          throw partitionNotFound();
        }
        return {};
      },
    ),
    BatchDeletePartition: operation(
      { ...ofTable, PartitionsToDelete: list(valueList, 0, 25) },
      {},
      async (input) => {
        const { DatabaseName, TableName } = input;
        const values = input.PartitionsToDelete.map(({ Values }) => Values);
        const result = await catalog.deletePartitions(DatabaseName, TableName, values);
        const ErrorDetail = errorDetail(partitionNotFound());
        const Errors = result.missing.map((PartitionValues) => ({ PartitionValues, ErrorDetail }));
        return { Errors };
      },
    ),
  };
}

/** The refusal for a partition that a table does not have. */
export function partitionNotFound(): ApiError {
  return new ApiError("EntityNotFoundException", "Cannot find partition.");
}

/** Gives an input its values: its own ones, or those of the partition that it updates. */
function complete(
  input: Shaped<typeof partitionInput>,
  current?: readonly string[],
): PartitionInput {
  const Values = input.Values ?? current;
  if (Values === undefined) {
    throw new ApiError("InvalidInputException", "The partition has no values.");
  }
  return { ...input, Values };
}

function* filter(
  all: Iterable<PartitionRecord>,
  matches: (each: PartitionRecord) => boolean,
): Iterable<PartitionRecord> {
  for (const each of all) {
    if (matches(each)) {
      yield each;
    }
  }
}

/** Shares partitions out to parallel readers by a hash of their values (FNV-1a). */
function isInSegment(
  partition: PartitionRecord,
  wanted: Shaped<typeof segment> | undefined,
): boolean {
  if (wanted === undefined) {
    return true;
  }
  if (wanted.SegmentNumber >= wanted.TotalSegments) {
    throw new ApiError(
      "InvalidInputException",
      "The segment number must be less than the total number of segments.",
    );
  }
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(JSON.stringify(partition.Values))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash % wanted.TotalSegments === wanted.SegmentNumber;
}

function withoutColumns(partition: PartitionRecord): PartitionRecord {
  if (partition.StorageDescriptor === undefined) {
    return partition;
  }
  const { Columns: _, ...StorageDescriptor } = partition.StorageDescriptor;
  return { ...partition, StorageDescriptor };
}
