import { createHash, randomUUID } from "node:crypto";
import { type GlueTable, type Partition, runStatement, type StatementResult } from "../aws";
import { Bug } from "../errors";
import type { Plan, PlanInput, Statement } from "../planner";
import {
  type Applied,
  type Desired,
  type Entry,
  keyOf,
  type OwnedLocation,
  type Pending,
  type PendingQuery,
  type RelationName,
} from "../state";
import type { Run } from "./run";

/** Holds what was built aside, as the catalog and the listing show it. */
export interface Built {
  readonly relation: RelationName;
  readonly table: GlueTable;
  readonly partitions: readonly Partition[];
  /** The data version: the same for the same content, wherever it lies. */
  readonly version: string;
  readonly bytes?: number;
  readonly rows?: number;
}

/**
 * Is one run of a plan's actions on one relation. It keeps the write-ahead record: what an effect
 * creates is on record before the effect, and the record is cleared when nothing of it is left.
 */
export class Attempt {
  readonly key: string;
  built: Built | undefined;
  /** What the relation is now, once something of it has changed. */
  next: Applied | undefined;
  /** True when an earlier action of this run has changed the target, or found it changed. */
  moved = false;
  /** True when the target's pointer may have moved in this attempt. */
  publishing = false;
  readonly queryIds: string[] = [];

  constructor(
    readonly relation: RelationName,
    readonly plan: Plan,
    readonly run: Run,
    private readonly given: PlanInput | undefined,
  ) {
    this.key = keyOf(relation);
  }

  /** What the plan was made from; a plan that only removes has none. */
  get input(): PlanInput {
    if (this.given === undefined) {
      throw new Bug(`Cannot build "${this.key}": the plan has no definition`);
    }
    return this.given;
  }

  get desired(): Desired | undefined {
    return this.given?.desired;
  }

  get entry(): Entry {
    const { node, attempt } = this.plan;
    const known = this.run.record.entry(this.key);
    return known ?? { node, relation: this.relation, attempts: attempt - 1 };
  }

  get applied(): Applied | undefined {
    return this.next ?? this.entry.applied;
  }

  get pending(): Pending {
    const { pending } = this.entry;
    if (pending === undefined) throw new Bug(`Cannot work on "${this.key}": no attempt is open`);
    return pending;
  }

  /** Puts the attempt on record, with all that its actions will create. */
  async begin(queries: readonly PendingQuery[] = []): Promise<void> {
    if (this.entry.pending !== undefined) return;
    const { staging, locations, retire } = footprintOf(this.plan);
    const { attempt, node } = this.plan;
    // What is made in place is the target from its first moment on, with no outcome known yet.
    const phase = isInPlace(this.plan) ? "publishing" : "building";
    const pending: Pending = { attempt, staging, locations, retire, phase, queries };
    await this.run.record.put(this.key, { ...this.entry, node, attempts: attempt, pending });
  }

  /** Changes what is on record about the attempt. */
  async note(changes: Partial<Pending>): Promise<void> {
    const pending = { ...this.pending, ...changes };
    await this.run.record.put(this.key, { ...this.entry, pending });
  }

  /** Runs one statement: on record before it starts, with its id as soon as that is known. */
  async statement(statement: Statement): Promise<StatementResult> {
    const { label, sql } = statement;
    const { clients, progress, signal } = this.run;
    const token = tokenOf(this.run.salt, this.key, label);
    const query: PendingQuery = { label, token, sql };
    if (this.entry.pending === undefined) await this.begin([query]);
    else await this.note({ queries: [query] });
    const workGroup = this.desired?.execution.workGroup;
    const result = await runStatement(clients, {
      sql,
      token,
      schema: this.relation.schema,
      label: `${label} "${this.key}"`,
      signal,
      onProgress: (text) => progress(`${label} ${text}`),
      // A query that has an id is found by it; its text need not be kept any longer.
      onStarted: (id) => this.note({ queries: [{ ...query, sql: "", id }] }),
      ...(workGroup === undefined ? {} : { workGroup }),
    });
    this.queryIds.push(result.id);
    return result;
  }

  /** Closes the attempt: what the relation is now is on record, and nothing is pending. */
  async close(applied: Applied | undefined): Promise<void> {
    const { pending: _, applied: __, ...rest } = this.entry;
    const attempts = Math.max(rest.attempts, this.plan.attempt);
    const entry: Entry = { ...rest, node: this.plan.node, attempts };
    await this.run.record.put(this.key, applied === undefined ? entry : { ...entry, applied });
  }
}

/** Makes a token that no other statement has, and that tells stack and relation apart in logs. */
function tokenOf(salt: string, key: string, label: string): string {
  const origin = createHash("sha256").update(`${salt}\n${key}\n${label}`).digest("hex");
  return `${origin.slice(0, 16)}-${randomUUID()}`;
}

function isInPlace(plan: Plan): boolean {
  return plan.actions.some((item) => item.kind === "create-view" && item.staging === undefined);
}

interface Footprint {
  readonly staging: readonly RelationName[];
  readonly locations: readonly string[];
  readonly retire: readonly OwnedLocation[];
}

/** Gathers everything that the actions of a plan create for a while, and what they will remove. */
function footprintOf(plan: Plan): Footprint {
  const staging: RelationName[] = [];
  const locations: string[] = [];
  const retire: OwnedLocation[] = [];
  for (const action of plan.actions) {
    if (action.kind === "upload-seed") {
      staging.push(action.csv);
      locations.push(action.location);
    } else if (action.kind === "build") {
      staging.push(action.staging);
      if (action.location !== undefined) locations.push(action.location);
      if (action.batching === undefined) continue;
      staging.push(action.batching.rows);
      const { rowsLocation } = action.batching;
      if (rowsLocation !== undefined) locations.push(rowsLocation);
    } else if (action.kind === "create-view" && action.staging !== undefined) {
      staging.push(action.staging);
    } else if (action.kind === "expire") {
      retire.push(...action.locations);
    }
  }
  return { staging, locations, retire };
}
