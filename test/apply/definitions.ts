import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desired, SeedColumn } from "../../src/state";

/** Says what a definition of a test is; the rest is plain. */
export interface Definition {
  readonly sql?: string;
  readonly partitionedBy?: readonly string[];
  readonly changes?: Partial<Desired>;
}

function define(
  identifier: string,
  materialized: Desired["materialized"],
  given: Definition,
): Desired {
  return {
    node: `${materialized === "seed" ? "seed" : "model"}.shop.${identifier}`,
    materialized,
    relation: { database: "awsdatacatalog", schema: "shop", identifier },
    folders: [],
    layout: {
      tableType: "hive",
      format: "parquet",
      partitionedBy: given.partitionedBy ?? [],
      bucketedBy: [],
      tableProperties: {},
    },
    placement: { dataRoot: "s3://lake/data", naming: "schema_table_unique" },
    execution: { forceBatch: false, partitionsLimit: 100 },
    docs: {
      relation: false,
      columns: false,
      description: "",
      meta: {},
      columnDocs: [],
      origin: {},
    },
    ha: false,
    versionsToKeep: 4,
    upstream: [],
    where: { file: `models/${identifier}.sql` },
    ...(given.sql === undefined ? {} : { sql: given.sql }),
    ...given.changes,
  };
}

/** Defines a table. */
export function table(identifier: string, given: Definition): Desired {
  return define(identifier, "table", given);
}

/** Defines a view. */
export function view(identifier: string, given: Definition): Desired {
  return define(identifier, "view", given);
}

// One folder for the seeds of all tests of the process, gone with it.
const seeds = mkdtempSync(join(tmpdir(), "athenaform-seeds-"));
process.once("exit", () => rmSync(seeds, { recursive: true, force: true }));

/** Defines a seed, with its file written to a folder of the machine. */
export function seed(identifier: string, text: string, columns: readonly SeedColumn[]): Desired {
  const path = join(mkdtempSync(join(seeds, "seed-")), `${identifier}.csv`);
  writeFileSync(path, text);
  const file = {
    path,
    digest: createHash("sha256").update(text).digest("hex"),
    bytes: text.length,
    rows: text.trim().split("\n").length - 1,
    delimiter: ",",
    columns,
    uploadArgs: {},
  };
  return define(identifier, "seed", { changes: { seed: file } });
}
