import type { TableRecord } from "../catalog/catalog";
import { QueryFailure } from "../engine/failure";
import type { Job } from "../engine/job";
import { fullName, place, requireDatabase } from "../engine/names";
import { nothing, type Outcome } from "../engine/outcome";
import { icebergText } from "../engine/type-names";
import { ApiError } from "../protocol";
import type { AlterAction, ColumnDefinition } from "../sql/statement";
import { parseType, typeText } from "../sql/types";
import { asInput, commit } from "./commit";
import { currentSchema, type TableMetadata } from "./metadata";
import { type Field, type IcebergType, icebergType, type Schema, sqlType } from "./schema";
import { openTable } from "./table";

type Of<K extends AlterAction["kind"]> = AlterAction & { readonly kind: K };

const failed = (detail: string): QueryFailure => new QueryFailure("", `FAILED: ${detail}`);

/** Adds a schema, or goes back to an earlier one that says the same, and makes it the current one. */
function withFields(
  metadata: TableMetadata,
  fields: readonly Field[],
  lastColumnId = metadata["last-column-id"],
): TableMetadata {
  const doubled = fields.find(
    ({ name }, index) => fields.findIndex((other) => other.name === name) !== index,
  );
  if (doubled !== undefined) {
    throw failed(`SemanticException [Error 10036]: Duplicate column name: ${doubled.name}`);
  }
  const text = JSON.stringify(fields);
  const same = metadata.schemas.find((schema) => JSON.stringify(schema.fields) === text);
  const next = Math.max(...metadata.schemas.map((schema) => schema["schema-id"])) + 1;
  const schema: Schema = same ?? {
    ...currentSchema(metadata),
    type: "struct",
    "schema-id": next,
    fields,
  };
  return {
    ...metadata,
    schemas: same === undefined ? [...metadata.schemas, schema] : metadata.schemas,
    "current-schema-id": schema["schema-id"],
    "last-column-id": lastColumnId,
    "last-updated-ms": Math.max(Date.now(), metadata["last-updated-ms"]),
  };
}

function added(metadata: TableMetadata, columns: readonly ColumnDefinition[]): TableMetadata {
  let last = metadata["last-column-id"];
  const next = (): number => {
    last += 1;
    return last;
  };
  const fields = columns.map(({ name, type, comment }): Field => {
    const id = next();
    const iceberg = icebergType(parseType(icebergText(type)), next);
    const doc = comment === undefined ? {} : { doc: comment };
    return { id, name: name.toLowerCase(), required: false, type: iceberg, ...doc };
  });
  return withFields(metadata, [...currentSchema(metadata).fields, ...fields], last);
}

function requireField(metadata: TableMetadata, name: string): Field {
  const wanted = name.toLowerCase();
  const found = currentSchema(metadata).fields.find((field) => field.name === wanted);
  if (found === undefined) {
    throw failed(`Execution Error: Invalid column reference ${wanted}`);
  }
  return found;
}

function dropped(metadata: TableMetadata, name: string): TableMetadata {
  const gone = requireField(metadata, name);
  const specs = metadata["partition-specs"];
  if (specs.some(({ fields }) => fields.some((field) => field["source-id"] === gone.id))) {
    throw new QueryFailure("NOT_SUPPORTED", `Cannot drop partition field: ${gone.name}`);
  }
  const fields = currentSchema(metadata).fields.filter(({ id }) => id !== gone.id);
  if (fields.length === 0) {
    throw new QueryFailure("NOT_SUPPORTED", "Cannot drop the only column in a table");
  }
  return withFields(metadata, fields);
}

/** Answers whether Iceberg may read old values of one type as another. */
function isPromotion(from: IcebergType, to: IcebergType): boolean {
  if (typeof from !== "string" || typeof to !== "string") return false;
  if (from === "int" && to === "long") return true;
  if (from === "float" && to === "double") return true;
  const [one, other] = [sqlType(from), sqlType(to)];
  return (
    one.kind === "decimal" &&
    other.kind === "decimal" &&
    one.scale === other.scale &&
    one.precision <= other.precision
  );
}

function changed(metadata: TableMetadata, from: string, to: ColumnDefinition): TableMetadata {
  const field = requireField(metadata, from);
  const wanted = parseType(icebergText(to.type));
  const same = typeText(wanted) === typeText(sqlType(field.type));
  const type = same ? field.type : icebergType(wanted, () => 0);
  if (!same && !isPromotion(field.type, type)) {
    throw new QueryFailure(
      "ICEBERG_COMMIT_ERROR",
      `Cannot change column type: ${field.name}: ` +
        `${typeText(sqlType(field.type))} -> ${typeText(wanted)}`,
    );
  }
  const doc = to.comment === undefined ? {} : { doc: to.comment };
  const next: Field = { ...field, ...doc, name: to.name.toLowerCase(), type };
  const { fields } = currentSchema(metadata);
  return withFields(
    metadata,
    fields.map((one) => (one.id === field.id ? next : one)),
  );
}

/** Names the properties that ALTER TABLE may not touch. */
const fixed = ["table_type", "metadata_location", "format", "location"];

function withProperties(
  metadata: TableMetadata,
  properties: TableMetadata["properties"],
): TableMetadata {
  const bad = Object.keys(properties).find((key) => fixed.includes(key.toLowerCase()));
  if (bad !== undefined) throw failed(`SemanticException Cannot change table property: ${bad}`);
  return { ...metadata, properties: { ...metadata.properties, ...properties } };
}

function withoutProperties(metadata: TableMetadata, keys: readonly string[]): TableMetadata {
  const rest = Object.entries(metadata.properties).filter(([key]) => !keys.includes(key));
  return { ...metadata, properties: Object.fromEntries(rest) };
}

/** Renames a table: a new entry of the catalog for the same files, then the old one goes. */
async function rename(job: Job, record: TableRecord, { to }: Of<"rename-table">): Promise<Outcome> {
  const name = fullName(to.parts, { ...job.context, database: record.DatabaseName }, to.at);
  requireDatabase(job.catalog, name.database, to.at);
  try {
    await job.catalog.createTable(name.database, { ...asInput(record), Name: name.table });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "AlreadyExistsException") throw error;
    throw new QueryFailure(
      "TABLE_ALREADY_EXISTS",
      `${place(to.at)}Target table 'awsdatacatalog.${name.database}.${name.table}' already exists`,
    );
  }
  const now = job.catalog.getTable(record.DatabaseName, record.Name);
  if (now?.VersionId !== record.VersionId) {
    await job.catalog.deleteTable(name.database, name.table);
    throw new QueryFailure("ICEBERG_COMMIT_ERROR", `Table ${record.Name} changed meanwhile`, {
      type: 233,
    });
  }
  await job.catalog.deleteTable(record.DatabaseName, record.Name);
  return nothing;
}

function altered(metadata: TableMetadata, action: AlterAction): TableMetadata {
  switch (action.kind) {
    case "add-columns":
      return added(metadata, action.columns);
    case "drop-column":
      return dropped(metadata, action.column);
    case "change-column":
      return changed(metadata, action.from, action.to);
    case "set-properties":
      return withProperties(metadata, action.properties);
    case "unset-properties":
      return withoutProperties(metadata, action.keys);
    default:
      throw new QueryFailure(
        "NOT_SUPPORTED",
        `ALTER TABLE ${action.kind.replaceAll("-", " ").toUpperCase()} ` +
          "is not supported for Iceberg tables",
      );
  }
}

/** Runs ALTER TABLE on an Iceberg table: only metadata is written. */
export async function alterIceberg(
  job: Job,
  record: TableRecord,
  action: AlterAction,
): Promise<Outcome> {
  if (action.kind === "rename-table") return rename(job, record, action);
  await commit(job, openTable(job.store, record), ({ metadata }) => ({
    metadata: altered(metadata, action),
    uploads: [],
  }));
  return nothing;
}
