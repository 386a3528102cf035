type Files = Readonly<Record<string, string>>;

/** Is a step that a project takes; the invariants are tried on the way from before to after. */
export interface Change {
  readonly title: string;
  readonly before: Files;
  /** Absent: the first run on an empty lake is the step. */
  readonly after?: Files;
}

const numbers = "select * from (values (1, 'a'), (2, 'b'), (3, 'it''s')) as t (id, word)";
const others = "select * from (values (4, 'x'), (5, 'y')) as t (id, word)";

function model(config: string, sql: string): Files {
  return { "models/it.sql": `{{ config(${config}) }}\n${sql}\n` };
}

const partitioned = "materialized='table', partitioned_by=['id']";
const byId = (sql: string): string => `select word, id from (${sql}) as s`;

/** Lists the steps that every invariant is tried on. */
export const changes: readonly Change[] = [
  { title: "a first table", before: model("materialized='table'", numbers) },
  {
    title: "a first seed",
    before: { "seeds/words.csv": "id,word\n1,a\n2,\n3,it's\n" },
  },
  { title: "a first view", before: model("materialized='view'", numbers) },
  { title: "a first partitioned table", before: model(partitioned, byId(numbers)) },
  {
    title: "a table swapped",
    before: model("materialized='table'", numbers),
    after: model("materialized='table'", others),
  },
  {
    title: "a partitioned table swapped",
    before: model(partitioned, byId(numbers)),
    after: model(partitioned, byId(others)),
  },
  {
    title: "a table in batches swapped",
    before: model(`${partitioned}, partitions_limit=2`, byId(numbers)),
    after: model(
      `${partitioned}, partitions_limit=2, force_batch=true`,
      byId(`${numbers} where id > 1`),
    ),
  },
  {
    title: "a table at a fixed home swapped",
    before: model("materialized='table', s3_data_naming='schema_table'", numbers),
    after: model("materialized='table', s3_data_naming='schema_table'", others),
  },
  {
    title: "a table moved to a fixed home",
    before: model("materialized='table'", numbers),
    after: model("materialized='table', s3_data_naming='schema_table'", others),
  },
  {
    title: "a table moved away from its fixed home",
    before: model("materialized='table', s3_data_naming='schema_table'", numbers),
    after: model("materialized='table'", others),
  },
  {
    title: "a table replaced by a view",
    before: model("materialized='table'", numbers),
    after: model("materialized='view'", others),
  },
  {
    title: "a view replaced by a table",
    before: model("materialized='view'", numbers),
    after: model("materialized='table'", others),
  },
];
