import type { Clients } from "./clients";
import { placeOf } from "./s3";

/** Creates the buckets of the given S3 URLs where they are missing; for lakes on this machine. */
export async function ensureBuckets(clients: Clients, places: readonly string[]): Promise<void> {
  const s3 = await clients.s3();
  const buckets = new Set(places.map((place) => placeOf(place).bucket));
  const { Buckets: existing = [] } = await s3.listBuckets({});
  const names = new Set(existing.map((bucket) => bucket.Name));
  for (const Bucket of buckets) {
    if (!names.has(Bucket)) await s3.createBucket({ Bucket });
  }
}
