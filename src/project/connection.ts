import type { Place } from "../errors";
import { type Auth, type Connection, namings, type S3DataNaming } from "../state";
import type { Problems } from "./problems";
import { isYamlMap, type YamlMap } from "./yaml";

type FieldType = "text" | "integer" | "number" | "boolean" | "mapping";

// Every option of dbt-athena's profile (adapter semantics §1.1); unknown keys are ignored, as there.
const fields: Readonly<Record<string, FieldType>> = {
  region_name: "text",
  database: "text",
  schema: "text",
  s3_staging_dir: "text",
  s3_data_dir: "text",
  s3_data_naming: "text",
  s3_tmp_table_dir: "text",
  endpoint_url: "text",
  work_group: "text",
  skip_workgroup_check: "boolean",
  aws_profile_name: "text",
  aws_access_key_id: "text",
  aws_secret_access_key: "text",
  aws_session_token: "text",
  assume_role_arn: "text",
  assume_role_external_id: "text",
  assume_role_session_name: "text",
  assume_role_duration_seconds: "integer",
  poll_interval: "number",
  debug_query_state: "boolean",
  num_retries: "integer",
  num_boto3_retries: "integer",
  num_iceberg_retries: "integer",
  spark_work_group: "text",
  seed_s3_upload_args: "mapping",
  lf_tags_database: "mapping",
  connection_manager: "text",
  threads: "integer",
};

/** Checks one output of profiles.yml and fills in dbt-athena's defaults. */
export function connectionOf(
  names: { readonly profile: string; readonly target: string },
  given: YamlMap,
  place: (key?: string) => Place,
  problems: Problems,
): Connection | undefined {
  const output: YamlMap = { ...given, database: given["database"] ?? given["catalog"] };
  const before = problems.errors.length;
  const act = `Cannot use target "${names.target}" of profile "${names.profile}"`;
  const reject = (fact: string, key: string | undefined, hint: string): void =>
    problems.add("AF108", `${act}: ${fact}`, { where: place(key), hint });
  if (output["type"] !== "athena") {
    reject(`its type is "${String(output["type"])}"`, "type", "Only `type: athena` can be used");
    return undefined;
  }
  for (const key of ["region_name", "database", "schema"]) {
    if (output[key] == null) {
      reject(`"${key}" is missing`, undefined, `Add \`${key}:\` to the target in profiles.yml`);
    }
  }
  for (const [key, type] of Object.entries(fields)) {
    const value = output[key];
    if (value != null && !fits(value, type)) {
      // Values of aws_ options may be secrets: they are never shown.
      const got = key.startsWith("aws_") ? "" : `, not ${shown(value)}`;
      reject(`"${key}" must be ${nameOf(type)}${got}`, key, hintFor(value, type));
    }
  }
  if (problems.errors.length > before) return undefined;
  const connection = fill(names, output);
  checkValues(connection, output, reject);
  return problems.errors.length > before ? undefined : connection;
}

function checkValues(
  connection: Connection,
  output: YamlMap,
  reject: (fact: string, key: string, hint: string) => void,
): void {
  if (!namings.includes(connection.s3DataNaming)) {
    const fact = `"s3_data_naming" is "${connection.s3DataNaming}"`;
    reject(fact, "s3_data_naming", `Use one of: ${namings.join(", ")}`);
  }
  for (const key of ["s3_staging_dir", "s3_data_dir", "s3_tmp_table_dir"]) {
    const value = output[key];
    if (typeof value === "string" && !/^s3:\/\/[^/]+/.test(value)) {
      reject(`"${key}" is "${value}"`, key, "Write it as s3://bucket/prefix/");
    }
  }
  const duration = connection.auth.assumeRoleDurationSeconds;
  if (duration !== undefined && (duration < 900 || duration > 43200)) {
    const key = "assume_role_duration_seconds";
    reject(`"${key}" is ${duration}`, key, "Use 900 to 43200 seconds");
  }
}

function fill(
  names: { readonly profile: string; readonly target: string },
  output: YamlMap,
): Connection {
  const text = (key: string): string | undefined => {
    const value = output[key];
    return value == null || value === "" ? undefined : String(value);
  };
  const number = (key: string): number | undefined =>
    output[key] == null ? undefined : numberOf(output[key]);
  const database = text("database") ?? "";
  return {
    ...names,
    region: text("region_name") ?? "",
    database: database.toLowerCase() === "awsdatacatalog" ? "awsdatacatalog" : database,
    schema: text("schema") ?? "",
    // As written: templates may count on a slash at the end.
    ...present("s3StagingDir", text("s3_staging_dir")),
    ...present("s3DataDir", text("s3_data_dir")),
    s3DataNaming: (text("s3_data_naming") ?? "schema_table_unique") as S3DataNaming,
    ...present("s3TmpTableDir", text("s3_tmp_table_dir")),
    ...present("workGroup", text("work_group")),
    skipWorkgroupCheck: output["skip_workgroup_check"] === true,
    ...present("endpointUrl", text("endpoint_url")),
    pollInterval: number("poll_interval") ?? 1,
    numRetries: number("num_retries") ?? 5,
    ...present("numBoto3Retries", number("num_boto3_retries") || undefined),
    numIcebergRetries: number("num_iceberg_retries") ?? 3,
    threads: number("threads") ?? 1,
    seedS3UploadArgs: textMap(output["seed_s3_upload_args"]),
    lfTagsDatabase: textMap(output["lf_tags_database"]),
    auth: authOf(text, number("assume_role_duration_seconds")),
  };
}

function authOf(text: (key: string) => string | undefined, duration: number | undefined): Auth {
  return {
    ...present("awsProfileName", text("aws_profile_name")),
    ...present("accessKeyId", text("aws_access_key_id")),
    ...present("secretAccessKey", text("aws_secret_access_key")),
    ...present("sessionToken", text("aws_session_token")),
    ...present("assumeRoleArn", text("assume_role_arn")),
    ...present("assumeRoleExternalId", text("assume_role_external_id")),
    ...present("assumeRoleSessionName", text("assume_role_session_name")),
    ...present("assumeRoleDurationSeconds", duration),
  };
}

/** Makes an object of one field, or of none when the value is absent. */
export function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** Gives the entries of a mapping as text; anything else is an empty mapping. */
export function textMap(value: unknown): Readonly<Record<string, string>> {
  if (!isYamlMap(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}

/** Gives the number in a YAML value, floats included. */
export function numberOf(value: unknown): number {
  const isFloat = typeof value === "object" && value !== null && "value" in value;
  return Number(isFloat ? value.value : value);
}

function fits(value: unknown, type: FieldType): boolean {
  switch (type) {
    case "text":
      return typeof value === "string";
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    case "number":
      return !["string", "boolean"].includes(typeof value) && Number.isFinite(numberOf(value));
    case "boolean":
      return typeof value === "boolean";
    case "mapping":
      return isYamlMap(value);
  }
}

function nameOf(type: FieldType): string {
  const names = { text: "text", integer: "an integer", number: "a number", boolean: "a boolean" };
  return type === "mapping" ? "a mapping" : names[type];
}

function hintFor(value: unknown, type: FieldType): string {
  if (type === "text") return "Put the value in quotes";
  if (typeof value !== "string" || type === "mapping") return `Write it as ${nameOf(type)}`;
  const filter = type === "boolean" ? "as_bool" : "as_number";
  return `Write it without quotes; from env_var(), add the filter: "{{ env_var('NAME') | ${filter} }}"`;
}

function shown(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : isYamlMap(value) ? "a mapping" : String(value);
}
