import type { PartitionError, PartitionInput } from "@aws-sdk/client-glue";
import { LakeError } from "../errors";
import { keyOf, type RelationName } from "../state";
import type { Clients } from "./clients";
import { calling } from "./refusal";

/** Holds one partition of a Hive table: its values and where and how its files lie. */
export type Partition = PartitionInput;

const createsPerCall = 100;
const deletesPerCall = 25;
const updatesPerCall = 100;

async function scopeOf(clients: Clients, relation: RelationName) {
  const id = await clients.catalogId(relation.database);
  return {
    ...(id === undefined ? {} : { CatalogId: id }),
    DatabaseName: relation.schema,
    TableName: relation.identifier,
  };
}

/** Lists all partitions of a table. */
export async function listPartitions(
  clients: Clients,
  relation: RelationName,
): Promise<readonly Partition[]> {
  const glue = await clients.glue();
  const scope = await scopeOf(clients, relation);
  const partitions: Partition[] = [];
  let token: string | undefined;
  do {
    const page = await calling(`list the partitions of "${keyOf(relation)}"`, () =>
      glue.getPartitions({ ...scope, NextToken: token }),
    );
    for (const item of page.Partitions ?? []) {
      const { Values, StorageDescriptor, Parameters } = item;
      partitions.push({ Values, StorageDescriptor, Parameters });
    }
    token = page.NextToken;
  } while (token !== undefined && token !== "");
  return partitions;
}

/** Lists the values of all partitions; columns are left out of the answer to keep it small. */
export async function listPartitionValues(
  clients: Clients,
  relation: RelationName,
): Promise<readonly (readonly string[])[]> {
  const glue = await clients.glue();
  const scope = await scopeOf(clients, relation);
  const values: (readonly string[])[] = [];
  let token: string | undefined;
  do {
    const page = await calling(`list the partitions of "${keyOf(relation)}"`, () =>
      glue.getPartitions({ ...scope, ExcludeColumnSchema: true, NextToken: token }),
    );
    for (const item of page.Partitions ?? []) values.push(item.Values ?? []);
    token = page.NextToken;
  } while (token !== undefined && token !== "");
  return values;
}

/** Creates partitions; one that exists is left as it is. */
export async function createPartitions(
  clients: Clients,
  relation: RelationName,
  partitions: readonly Partition[],
): Promise<void> {
  const glue = await clients.glue();
  const scope = await scopeOf(clients, relation);
  const act = `create partitions of "${keyOf(relation)}"`;
  for (const PartitionInputList of chunks(partitions, createsPerCall)) {
    const { Errors } = await calling(act, () =>
      glue.batchCreatePartition({ ...scope, PartitionInputList }),
    );
    refuse(act, Errors, "AlreadyExistsException");
  }
}

/** Deletes partitions by their values; what is missing is fine. */
export async function deletePartitions(
  clients: Clients,
  relation: RelationName,
  values: readonly (readonly string[])[],
): Promise<void> {
  const glue = await clients.glue();
  const scope = await scopeOf(clients, relation);
  const act = `delete partitions of "${keyOf(relation)}"`;
  for (const chunk of chunks(values, deletesPerCall)) {
    const PartitionsToDelete = chunk.map((item) => ({ Values: [...item] }));
    const { Errors } = await calling(act, () =>
      glue.batchDeletePartition({ ...scope, PartitionsToDelete }),
    );
    refuse(act, Errors, "EntityNotFoundException");
  }
}

/** Replaces the definition of partitions that exist; each one changes at once. */
export async function updatePartitions(
  clients: Clients,
  relation: RelationName,
  partitions: readonly Partition[],
): Promise<void> {
  const glue = await clients.glue();
  const scope = await scopeOf(clients, relation);
  const act = `update partitions of "${keyOf(relation)}"`;
  for (const chunk of chunks(partitions, updatesPerCall)) {
    const Entries = chunk.map((item) => ({
      PartitionValueList: [...(item.Values ?? [])],
      PartitionInput: item,
    }));
    const { Errors } = await calling(act, () => glue.batchUpdatePartition({ ...scope, Entries }));
    refuse(act, Errors);
  }
}

function refuse(
  act: string,
  errors: readonly Pick<PartitionError, "ErrorDetail">[] | undefined,
  ignored?: string,
): void {
  const failed = errors?.find((item) => item.ErrorDetail?.ErrorCode !== ignored);
  if (failed === undefined) return;
  const { ErrorCode: code = "", ErrorMessage: message = "" } = failed.ErrorDetail ?? {};
  throw new LakeError("AF200", `Cannot ${act}: ${code}: ${message}`);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    result.push(items.slice(start, start + size));
  }
  return result;
}
