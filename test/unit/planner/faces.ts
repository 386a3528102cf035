import type { PlanInput } from "../../../src/planner";
import {
  type Applied,
  configOf,
  type Desired,
  fingerprintsOf,
  keyOf,
  type Observed,
  type ObservedRelation,
  shapeOf,
} from "../../../src/state";

const columns = [{ name: "a", type: "int" }];

/** Makes a definition; fields given replace the plain ones. */
export function desiredTable(changes: Partial<Desired> = {}): Desired {
  return {
    node: "model.shop.orders",
    materialized: "table",
    relation: { database: "awsdatacatalog", schema: "marts", identifier: "orders" },
    folders: ["marts"],
    sql: "select a from t",
    layout: {
      tableType: "hive",
      format: "parquet",
      partitionedBy: [],
      bucketedBy: [],
      tableProperties: {},
    },
    placement: { dataRoot: "s3://lake/tables", naming: "schema_table_unique" },
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
    where: { file: "models/marts/orders.sql" },
    ...changes,
  };
}

/** Makes what the catalog shows of a table at a location, or of a view. */
export function observedAs(
  seen: { readonly location?: string; readonly viewText?: string },
  versionId = "7",
): ObservedRelation {
  const kind = seen.location === undefined ? "view" : "hive_table";
  const face = { kind, columns, partitionKeys: [], ...seen } as const;
  return { ...face, versionId, parameters: {}, shape: shapeOf(face) };
}

/** Makes what we recorded when we last built a definition. */
export function appliedFrom(desired: Desired, seen: ObservedRelation): Applied {
  return {
    kind: seen.kind === "view" ? "view" : "hive_table",
    fingerprints: fingerprintsOf(desired),
    config: configOf(desired),
    inputs: {},
    version: "v1",
    shape: seen.shape,
    docsShape: "",
    documented: [],
    columns,
    partitionKeys: [],
    previous: [],
    queryIds: [],
    ...(seen.location === undefined ? {} : { location: seen.location }),
  };
}

/** Makes an observation of the whole lake from relations by key. */
export function lakeWith(relations: Readonly<Record<string, ObservedRelation>>): Observed {
  return {
    schemas: new Map([["marts", true]]),
    relations: new Map(Object.entries(relations)),
    sources: new Map(),
  };
}

/** Makes what a plan starts from. */
export function planInput(desired: Desired, changes: Partial<PlanInput> = {}): PlanInput {
  return { desired, inputs: {}, inputBytes: {}, attempts: 1, ...changes };
}

/** Is the key under which the plain table is known. */
export const ordersKey = keyOf(desiredTable().relation);
