import { LakeError } from "../errors";
import type { Clients } from "./clients";
import { calling } from "./refusal";

/** Puts LF tags on a schema; those it has already are fine. */
export async function tagDatabase(
  clients: Clients,
  database: string,
  schema: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const id = await clients.catalogId(database);
  const scope = id === undefined ? {} : { CatalogId: id };
  const lakeFormation = await clients.lakeFormation();
  const act = `tag schema "${schema}"`;
  const { Failures: failures = [] } = await calling(act, () =>
    lakeFormation.addLFTagsToResource({
      ...scope,
      Resource: { Database: { ...scope, Name: schema } },
      LFTags: Object.entries(tags).map(([TagKey, value]) => ({ TagKey, TagValues: [value] })),
    }),
  );
  const error = failures[0]?.Error;
  if (error === undefined) return;
  throw new LakeError(
    "AF200",
    `Cannot ${act}: ${error.ErrorCode ?? ""}: ${error.ErrorMessage ?? ""}`,
  );
}
