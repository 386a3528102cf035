import { ApiError } from "../protocol";
import type { Statement } from "../sql/statement";
import { QueryFailure } from "./failure";
import type { Job } from "./job";
import { databaseName } from "./names";
import { nothing, type Outcome } from "./outcome";

type CreateSchema = Statement & { readonly kind: "create-schema" };
type DropSchema = Statement & { readonly kind: "drop-schema" };
type AlterSchema = Statement & { readonly kind: "alter-schema" };

const hiveFailure = (text: string): QueryFailure =>
  new QueryFailure(
    "",
    `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ${text}`,
  );

/** Runs CREATE SCHEMA. */
export async function createSchema(job: Job, statement: CreateSchema): Promise<Outcome> {
  const name = databaseName(statement.name.parts, job.context, statement.name.at);
  if (job.catalog.getDatabase(name) !== undefined) {
    if (statement.ifNotExists) return nothing;
    throw hiveFailure(`Database ${name} already exists`);
  }
  try {
    await job.catalog.createDatabase({
      Name: name,
      Parameters: statement.properties,
      ...(statement.comment === undefined ? {} : { Description: statement.comment }),
      ...(statement.location === undefined ? {} : { LocationUri: statement.location }),
    });
  } catch (error) {
    const raced = error instanceof ApiError && error.code === "AlreadyExistsException";
    if (!raced || !statement.ifNotExists) throw error;
  }
  return nothing;
}

/** Runs DROP SCHEMA: with CASCADE its tables go too, their data stays. */
export async function dropSchema(job: Job, statement: DropSchema): Promise<Outcome> {
  const name = databaseName(statement.name.parts, job.context, statement.name.at);
  if (job.catalog.getDatabase(name) === undefined) {
    if (statement.ifExists) return nothing;
    throw new QueryFailure(
      "",
      `FAILED: SemanticException [Error 10072]: Database does not exist: ${name}`,
    );
  }
  for (const _ of job.catalog.listTables(name)) {
    if (statement.cascade) break;
    throw hiveFailure(
      `InvalidOperationException(message:Database ${name} is not empty. One or more tables exist.)`,
    );
  }
  await job.catalog.deleteDatabase(name, { cascade: statement.cascade });
  return nothing;
}

/** Runs ALTER SCHEMA … SET DBPROPERTIES. */
export async function alterSchema(job: Job, statement: AlterSchema): Promise<Outcome> {
  const name = databaseName(statement.name.parts, job.context, statement.name.at);
  const found = job.catalog.getDatabase(name);
  if (found === undefined) {
    throw new QueryFailure(
      "",
      `FAILED: SemanticException [Error 10072]: Database does not exist: ${name}`,
    );
  }
  const { CreateTime: _, CatalogId: __, ...input } = found;
  await job.catalog.updateDatabase(name, {
    ...input,
    Parameters: { ...input.Parameters, ...statement.properties },
  });
  return nothing;
}
