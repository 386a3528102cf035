import type { TableRecord } from "../catalog/catalog";
import type { Job } from "../engine/job";
import { parseLocation } from "../engine/location";

/** Runs DROP TABLE on an Iceberg table: its files go with it, as Athena has it. */
export async function dropIceberg(job: Job, record: TableRecord): Promise<void> {
  await job.catalog.deleteTable(record.DatabaseName, record.Name);
  const place = parseLocation(record.StorageDescriptor?.Location ?? "");
  if (place === undefined || place.prefix === "" || !job.store.hasBucket(place.bucket)) return;
  const keys = [...job.store.listObjects(place.bucket, place.prefix)].map(({ key }) => key);
  for (const key of keys) await job.store.deleteObject(place.bucket, key);
}
