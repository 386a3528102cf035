import {
  renderCreateTableAs,
  renderCreateView,
  renderDistinct,
  renderSeedCsvTable,
  renderSeedSelect,
  withoutPartitions,
} from "../render";
import {
  type AttemptId,
  buildLocation,
  type Desired,
  type RelationName,
  sibling,
  stagingSuffix,
  temporaryLocation,
} from "../state";
import type { Action, Batching, Statement } from "./plan";

/** Holds what names and places of one attempt follow from. */
export interface BuildContext {
  readonly id: AttemptId;
  /** Where the workgroup puts results, when it insists (adapter semantics §2.2). */
  readonly enforcedOutput?: string;
  /** Where readers find the relation's files now. */
  readonly live?: string;
  /** Partitions the table had when it was last built; beyond the limit, batches are sure. */
  readonly lastPartitions?: number;
}

/** Names the relation under which an attempt builds. */
export function stagingOf(desired: Desired, id: AttemptId): RelationName {
  return sibling(desired.relation, `${desired.relation.identifier}${stagingSuffix(id)}`);
}

/** Plans how a table's rows are written aside. */
export function buildTable(desired: Desired, context: BuildContext): readonly Action[] {
  const staging = stagingOf(desired, context.id);
  const seed = desired.seed === undefined ? undefined : seedUpload(desired, context.id);
  const select = seed === undefined ? (desired.sql ?? "") : seed.select;
  const location = placed(context, () =>
    buildLocation(desired.relation, desired.placement, context.id, context.live),
  );
  const statement: Statement = {
    label: "build",
    sql: renderCreateTableAs({ relation: staging, layout: desired.layout, select, ...location }),
  };
  const batching = batchingOf(desired, staging, select, context);
  const build: Action = {
    kind: "build",
    staging,
    statement,
    ...location,
    ...(batching === undefined ? {} : { batching }),
  };
  return seed === undefined ? [build] : [seed.upload, build];
}

function placed(context: BuildContext, location: () => string): { readonly location?: string } {
  return context.enforcedOutput === undefined ? { location: location() } : {};
}

function seedUpload(
  desired: Desired,
  id: AttemptId,
): { readonly upload: Action; readonly select: string } {
  const columns = desired.seed?.columns ?? [];
  const csv = sibling(desired.relation, `${desired.relation.identifier}${stagingSuffix(id)}_csv`);
  const location = temporaryLocation(desired.relation, desired.placement, id, "csv");
  const sql = renderSeedCsvTable(csv, columns, location);
  return {
    upload: { kind: "upload-seed", csv, location, statement: { label: "seed file", sql } },
    select: renderSeedSelect(csv, columns),
  };
}

function batchingOf(
  desired: Desired,
  staging: RelationName,
  select: string,
  context: BuildContext,
): Batching | undefined {
  const { layout, execution } = desired;
  if (layout.partitionedBy.length === 0) return undefined;
  const known = (context.lastPartitions ?? 0) > execution.partitionsLimit;
  const rows = sibling(staging, `${staging.identifier}_rows`);
  const rowsLocation = placed(context, () =>
    temporaryLocation(desired.relation, desired.placement, context.id, "rows"),
  ).location;
  const rowsLayout = withoutPartitions(layout);
  return {
    when: execution.forceBatch || known ? "always" : "fallback",
    rows,
    ...(rowsLocation === undefined ? {} : { rowsLocation }),
    stage: {
      label: "stage rows",
      sql: renderCreateTableAs({
        relation: rows,
        layout: rowsLayout,
        select,
        ...(rowsLocation === undefined ? {} : { location: rowsLocation }),
      }),
    },
    distinct: { label: "list partitions", sql: renderDistinct(rows, layout.partitionedBy) },
    layout,
    limit: execution.partitionsLimit,
  };
}

/** Plans a view: in place when readers see a view or nothing, aside when they see a table. */
export function buildView(desired: Desired, aside: boolean, id: AttemptId): Action {
  const relation = aside ? stagingOf(desired, id) : desired.relation;
  const statement: Statement = {
    label: "view",
    sql: renderCreateView(relation, desired.sql ?? ""),
  };
  return { kind: "create-view", statement, ...(aside ? { staging: relation } : {}) };
}
