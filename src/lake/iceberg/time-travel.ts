import { QueryFailure } from "../engine/failure";
import type { Period } from "../sql/scope";
import { currentSchema, currentSnapshot, type Snapshot, schemaOf } from "./metadata";
import type { Schema } from "./schema";
import type { IcebergTable } from "./table";

/** Is one state of a table: its files, and its columns at that time. */
export interface TableState {
  readonly snapshot: Snapshot | undefined;
  readonly schema: Schema;
}

/** Answers a table's state of now. */
export const current = ({ metadata }: IcebergTable): TableState => ({
  snapshot: currentSnapshot(metadata),
  schema: currentSchema(metadata),
});

const invalid = (detail: string): QueryFailure => new QueryFailure("INVALID_ARGUMENTS", detail);

function byVersion({ metadata }: IcebergTable, version: string): Snapshot {
  const ref = metadata.refs?.[version]?.["snapshot-id"];
  const id = ref === undefined ? version : String(ref);
  const found = metadata.snapshots.find((one) => String(one["snapshot-id"]) === id);
  if (found === undefined) throw invalid(`Iceberg snapshot ID does not exists: ${version}`);
  return found;
}

function byTime({ metadata, record }: IcebergTable, millis: number): Snapshot {
  const entry = metadata["snapshot-log"].findLast((one) => one["timestamp-ms"] <= millis);
  const found = metadata.snapshots.find(
    (one) => entry !== undefined && one["snapshot-id"] === entry["snapshot-id"],
  );
  if (found !== undefined) return found;
  const name = `"${record.DatabaseName}"."${record.Name}"`;
  const time = new Date(millis).toISOString();
  throw invalid(`No version history table ${name} at or before ${time}`);
}

/** Finds the state of a table that a query asks for. */
export async function pastState(
  table: IcebergTable,
  { kind, sql, type }: Period,
  constant: (sql: string) => Promise<unknown>,
): Promise<TableState> {
  const found = await snapshot();
  const id = found["schema-id"];
  const { metadata } = table;
  return {
    snapshot: found,
    schema: id === undefined ? currentSchema(metadata) : schemaOf(metadata, id),
  };

  async function snapshot(): Promise<Snapshot> {
    if (kind === "version") {
      if (!/^(bigint|integer|smallint|tinyint|varchar)/.test(type)) {
        throw invalid(`Unsupported type for table version: ${type}`);
      }
      return byVersion(table, String(await constant(`SELECT CAST(${sql} AS VARCHAR)`)));
    }
    if (!/^(date|timestamp)/.test(type)) {
      throw invalid(`Unsupported type for temporal table version: ${type}`);
    }
    const time = type.endsWith("with time zone") ? `(${sql}).u` : `CAST(${sql} AS TIMESTAMP)`;
    return byTime(table, Number(await constant(`SELECT epoch_ms(${time})`)));
  }
}
