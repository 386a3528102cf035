import type { Catalog } from "../catalog/catalog";
import type { Store } from "../store/store";
import type { Duck, Session } from "./duck";
import type { Context } from "./names";
import type { Reading, World } from "./scope";

/** One statement on its way: what it runs on and what it was told. */
export interface Job {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly duck: Duck;
  readonly session: Session;
  readonly reading: Reading;
  readonly context: Context;
  /** The id of the query execution, which names folders and files. */
  readonly id: string;
  readonly text: string;
  readonly startedAt: Date;
  readonly parameters: readonly string[];
  /** Where results go, an S3 folder; tables without a location of their own go below it. */
  readonly output: string | undefined;
  /** The workgroup decides the output location, so a statement must not. */
  readonly outputEnforced: boolean;
}

/** Answers what the names of a job's query are looked up in. */
export function worldOf(job: Job): World {
  const { store, catalog, context, text, parameters, startedAt, session } = job;
  const constant = async (sql: string): Promise<unknown> => (await session.rows(sql))[0]?.[0];
  return { store, catalog, context, text, parameters, now: startedAt, constant };
}
