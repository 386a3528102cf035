import type { Glue, PartitionError, PartitionInput } from "@aws-sdk/client-glue";
import { LakeError } from "../errors";
import { keyOf, type RelationName } from "../state";
import type { Clients } from "./clients";
import { calling } from "./refusal";

/** Holds one partition of a Hive table: its values and where and how its files lie. */
export type Partition = PartitionInput;

const createsPerCall = 100;
const deletesPerCall = 25;
const updatesPerCall = 100;

type Scope = Awaited<ReturnType<typeof scopeOf>>;

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
export function createPartitions(
  clients: Clients,
  relation: RelationName,
  partitions: readonly Partition[],
): Promise<void> {
  const send: Send<Partition> = (glue, scope, PartitionInputList) =>
    glue.batchCreatePartition({ ...scope, PartitionInputList });
  const limits = { perCall: createsPerCall, ignored: "AlreadyExistsException" };
  return inBatches(clients, relation, "create", partitions, send, limits);
}

/** Deletes partitions by their values; what is missing is fine. */
export function deletePartitions(
  clients: Clients,
  relation: RelationName,
  values: readonly (readonly string[])[],
): Promise<void> {
  const send: Send<readonly string[]> = (glue, scope, chunk) => {
    const PartitionsToDelete = chunk.map((item) => ({ Values: [...item] }));
    return glue.batchDeletePartition({ ...scope, PartitionsToDelete });
  };
  const limits = { perCall: deletesPerCall, ignored: "EntityNotFoundException" };
  return inBatches(clients, relation, "delete", values, send, limits);
}

/** Replaces the definition of partitions that exist; each one changes at once. */
export function updatePartitions(
  clients: Clients,
  relation: RelationName,
  partitions: readonly Partition[],
): Promise<void> {
  const send: Send<Partition> = (glue, scope, chunk) => {
    const Entries = chunk.map((item) => ({
      PartitionValueList: [...(item.Values ?? [])],
      PartitionInput: item,
    }));
    return glue.batchUpdatePartition({ ...scope, Entries });
  };
  return inBatches(clients, relation, "update", partitions, send, { perCall: updatesPerCall });
}

/** Sends one batch; the answer names the partitions that were refused. */
type Send<T> = (
  glue: Glue,
  scope: Scope,
  chunk: T[],
) => Promise<{ readonly Errors?: readonly Pick<PartitionError, "ErrorDetail">[] | undefined }>;

interface Limits {
  readonly perCall: number;
  /** The code of a refusal that means: it is as it was to be already. */
  readonly ignored?: string;
}

async function inBatches<T>(
  clients: Clients,
  relation: RelationName,
  verb: string,
  items: readonly T[],
  send: Send<T>,
  limits: Limits,
): Promise<void> {
  const glue = await clients.glue();
  const scope = await scopeOf(clients, relation);
  const act = `${verb} partitions of "${keyOf(relation)}"`;
  for (let start = 0; start < items.length; start += limits.perCall) {
    const chunk = items.slice(start, start + limits.perCall);
    const { Errors = [] } = await calling(act, () => send(glue, scope, chunk));
    const failed = Errors.find((item) => item.ErrorDetail?.ErrorCode !== limits.ignored);
    if (failed === undefined) continue;
    const { ErrorCode: code = "", ErrorMessage: message = "" } = failed.ErrorDetail ?? {};
    throw new LakeError("AF200", `Cannot ${act}: ${code}: ${message}`);
  }
}
