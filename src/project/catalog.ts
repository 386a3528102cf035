import type { RelationName } from "../state";
import { TemplateFault } from "./fault";

/** Is a column as the lake's catalog has it; the type is Glue's. */
export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
}

/** Is a table or view that the lake has. */
export interface CatalogRelation {
  readonly relation: RelationName;
  readonly type: "table" | "view";
  readonly isIceberg: boolean;
  /** Partition columns come last. */
  readonly columns: readonly CatalogColumn[];
}

/** Holds what a query gave; values are text as Athena prints them. */
export interface QueryRows {
  readonly columns: readonly CatalogColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Answers what templates ask of the lake while SQL is compiled. It only reads. */
export interface Catalog {
  /** Lists a schema's relations; undefined when there is no such schema. */
  relations(database: string, schema: string): Promise<readonly CatalogRelation[] | undefined>;
  query(sql: string): Promise<QueryRows>;
}

/** Ends a rendering that waits for the lake; it is rendered again when the answer is there. */
export class Suspension {
  constructor(readonly question: string) {}
}

interface Answer {
  readonly value?: unknown;
  readonly failure?: Error;
}

/**
 * Remembers what the lake answered, so that rendering stays synchronous: what is not known yet is
 * asked, and ends the rendering with a Suspension.
 */
export class Answers {
  private readonly known = new Map<string, Answer>();
  private count = 0;
  private readonly asked = new Map<string, Promise<unknown>>();

  constructor(private readonly catalog?: Catalog) {}

  relations(database: string, schema: string): readonly CatalogRelation[] | undefined {
    const ask = (catalog: Catalog) => catalog.relations(database, schema);
    const found = this.answer(`relations of ${database}.${schema}`, ask);
    return found as readonly CatalogRelation[] | undefined;
  }

  query(sql: string): QueryRows {
    return this.answer(`rows of ${sql}`, (catalog) => catalog.query(sql)) as QueryRows;
  }

  /** Counts the questions so far, those answered before too. */
  get questions(): number {
    return this.count;
  }

  /** Tells whether something was asked that has no answer yet. */
  get isWaiting(): boolean {
    return this.asked.size > 0;
  }

  /** Waits until everything asked so far is answered; says whether anything was. */
  async settle(): Promise<boolean> {
    const waiting = [...this.asked.entries()];
    this.asked.clear();
    for (const [question, promise] of waiting) {
      try {
        this.known.set(question, { value: await promise });
      } catch (cause) {
        const failure = cause instanceof Error ? cause : new Error(String(cause));
        this.known.set(question, { failure });
      }
    }
    return waiting.length > 0;
  }

  private answer(question: string, ask: (catalog: Catalog) => Promise<unknown>): unknown {
    this.count += 1;
    const known = this.known.get(question);
    if (known?.failure !== undefined) throw known.failure;
    if (known !== undefined) return known.value;
    if (this.catalog === undefined) {
      throw new TemplateFault(
        "AF115",
        `the template asks for the ${question.slice(0, 200)}, and no lake is connected`,
      );
    }
    if (!this.asked.has(question)) {
      const promise = ask(this.catalog);
      // It is awaited later; until then a failure is no one's.
      promise.catch(() => undefined);
      this.asked.set(question, promise);
    }
    throw new Suspension(question);
  }
}
