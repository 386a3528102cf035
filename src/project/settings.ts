import type { Place } from "../errors";
import {
  type Connection,
  type Execution,
  isUniqueNaming,
  type Layout,
  namings,
  type Placement,
  trimSlashes,
} from "../state";
import { type Config, isTrue } from "./config";
import { present } from "./connection";
import type { Problems } from "./problems";
import { rawText } from "./values";
import { isYamlMap, type YamlMap } from "./yaml";

/** Holds the configs of one relation that dbt-athena knows, checked and with its defaults. */
export interface Settings {
  readonly layout: Layout;
  readonly placement: Placement;
  readonly execution: Execution;
  readonly ha: boolean;
  readonly versionsToKeep: number;
  readonly persistRelation: boolean;
  readonly persistColumns: boolean;
}

const formats = ["parquet", "orc", "avro", "json", "textfile"];

/** Reads the configs of a table, view or seed (adapter semantics §1.2); notes what is not valid. */
export function settingsOf(
  node: { readonly id: string; readonly config: Config; readonly where: Place },
  materialized: "table" | "view" | "seed",
  connection: Connection,
  problems: Problems,
): Settings {
  const read = new Reader(node.id, node.config, node.where, problems);
  const layout = layoutOf(read);
  const ha = read.flag("ha") && materialized === "table";
  const placement = placementOf(read, connection, materialized !== "view");
  if (ha) requireUnique(read, placement);
  const persisted = read.mapping("persist_docs");
  const forceBatch = read.flag("force_batch");
  if (forceBatch && materialized === "table" && layout.partitionedBy.length === 0) {
    read.reject(
      "force_batch",
      "it needs partitioned_by",
      "Set partitioned_by, or drop force_batch",
    );
  }
  return {
    layout,
    placement,
    execution: {
      forceBatch,
      partitionsLimit: Math.max(1, read.integer("partitions_limit") ?? 100),
      ...present("workGroup", read.text("work_group")),
    },
    ha,
    versionsToKeep: Math.max(1, read.integer("versions_to_keep") ?? 4),
    persistRelation: isTrue(persisted["relation"]),
    persistColumns: isTrue(persisted["columns"]),
  };
}

function layoutOf(read: Reader): Layout {
  const tableType = (read.text("table_type") ?? "hive").toLowerCase();
  if (tableType === "iceberg") read.later("table_type", "Iceberg tables");
  else if (tableType !== "hive") {
    read.reject("table_type", `it is "${tableType}"`, "Use `hive` or `iceberg`");
  }
  const format = read.text("format") ?? "parquet";
  if (!formats.includes(format.toLowerCase())) {
    read.reject("format", `it is "${format}"`, `Use one of: ${formats.join(", ")}`);
  }
  const partitionedBy = read.names("partitioned_by");
  const bucketedBy = read.names("bucketed_by");
  const bucketCount = read.integer("bucket_count");
  if (bucketedBy.length > 0 && (bucketCount === undefined || bucketCount < 1)) {
    read.reject("bucket_count", "bucketed_by needs it", "Set bucket_count to a number from 1");
  }
  const properties = Object.entries(read.mapping("table_properties"));
  return {
    tableType: "hive",
    format,
    partitionedBy,
    bucketedBy,
    ...present("bucketCount", bucketCount),
    ...present("writeCompression", read.text("write_compression")),
    ...present("fieldDelimiter", read.text("field_delimiter")),
    tableProperties: Object.fromEntries(properties.map(([key, value]) => [key, rawText(value)])),
  };
}

function placementOf(read: Reader, connection: Connection, hasData: boolean): Placement {
  const asked = read.text("s3_data_naming");
  const own = namings.find((naming) => naming === asked);
  if (asked !== undefined && own === undefined) {
    read.reject("s3_data_naming", `it is "${asked}"`, `Use one of: ${namings.join(", ")}`);
  }
  const staging = connection.s3StagingDir;
  const fallback = staging === undefined ? undefined : `${trimSlashes(staging)}/tables`;
  const dataRoot = read.location("s3_data_dir") ?? trimmed(connection.s3DataDir) ?? fallback;
  if (dataRoot === undefined && hasData) {
    read.reject(
      "s3_data_dir",
      "neither it nor s3_staging_dir is set",
      "Set s3_data_dir in profiles.yml to the S3 folder of your tables",
    );
  }
  return {
    dataRoot: dataRoot ?? "",
    ...present("tmpRoot", read.location("s3_tmp_table_dir") ?? trimmed(connection.s3TmpTableDir)),
    naming: own ?? connection.s3DataNaming,
    ...present("externalLocation", read.location("external_location")),
  };
}

function trimmed(location: string | undefined): string | undefined {
  return location === undefined ? undefined : trimSlashes(location);
}

// dbt-athena looks at the model's own naming only, and so lets data be lost (B4); we look at the
// naming that holds.
function requireUnique(read: Reader, placement: Placement): void {
  if (placement.externalLocation !== undefined) {
    read.conflict("external_location", "Drop external_location, or drop `ha`");
  } else if (!isUniqueNaming(placement.naming)) {
    read.conflict(
      `s3_data_naming "${placement.naming}"`,
      "Set s3_data_naming to one that ends in `unique`",
    );
  }
}

class Reader {
  constructor(
    private readonly id: string,
    private readonly config: Config,
    private readonly where: Place,
    private readonly problems: Problems,
  ) {}

  reject(key: string, fact: string, hint: string): void {
    const message = `Cannot use config "${key}" of ${this.id}: ${fact}`;
    this.problems.add("AF108", message, { where: this.where, hint });
  }

  later(key: string, feature: string): void {
    const message = `Cannot use config "${key}" of ${this.id}: ${feature} are not supported yet`;
    this.problems.add("AF115", message, { where: this.where });
  }

  conflict(fact: string, hint: string): void {
    const message = `Cannot build ${this.id} with ha: ${fact} gives no location of its own`;
    this.problems.add("AF114", message, { where: this.where, hint });
  }

  text(key: string): string | undefined {
    const value = this.config[key];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value === "string") return value;
    this.reject(key, "it must be text", "Put the value in quotes");
    return undefined;
  }

  location(key: string): string | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    if (!/^s3:\/\/[^/]+/.test(value)) {
      this.reject(key, `it is "${value}"`, "Write it as s3://bucket/prefix/");
    }
    return trimSlashes(value);
  }

  flag(key: string): boolean {
    const value = this.config[key];
    if (value === undefined || value === null || value === "") return false;
    if (typeof value === "boolean") return value;
    if (typeof value === "string" && /^(true|false)$/i.test(value)) return isTrue(value);
    this.reject(key, "it must be true or false", "Write it as true or false, without quotes");
    return false;
  }

  integer(key: string): number | undefined {
    const value = this.config[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "number" && Number.isInteger(value)) return value;
    this.reject(key, "it must be an integer", "Write it as a number, without quotes");
    return undefined;
  }

  mapping(key: string): YamlMap {
    const value = this.config[key];
    if (value === undefined || value === null) return {};
    if (isYamlMap(value)) return value;
    this.reject(key, "it must be a mapping", "Write it as keys with values");
    return {};
  }

  /** Reads a list of column names. */
  names(key: string): readonly string[] {
    const value = this.config[key];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
      this.reject(key, "it must be a list of columns", `Write it as a list: ${key}=['column']`);
      return [];
    }
    for (const name of value as string[]) this.checkName(key, name);
    return value;
  }

  private checkName(key: string, name: string): void {
    if (/[()]/.test(name)) {
      this.reject(key, `"${name}" is no column`, "Transforms need an Iceberg table: name columns");
    } else if (name !== name.toLowerCase()) {
      const message = `Cannot use config "${key}" of ${this.id}: "${name}" is not lower case`;
      this.problems.add("AF107", message, {
        where: this.where,
        hint: `Glue stores names in lower case: write "${name.toLowerCase()}"`,
      });
    }
  }
}
