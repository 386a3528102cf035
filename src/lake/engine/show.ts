import type { Column, TableRecord } from "../catalog/catalog";
import type { Name, ShowStatement, Statement } from "../sql/statement";
import { QueryFailure } from "./failure";
import type { Job } from "./job";
import { columnsOf, databaseName, fullName, requireTable } from "./names";
import { listing, type Outcome } from "./outcome";
import { partitionName } from "./partitions";
import { isView, viewDefinition } from "./view";

type Describe = Statement & { readonly kind: "describe" };

const failed = (detail: string): QueryFailure => new QueryFailure("", `FAILED: ${detail}`);

const padded = (text: string): string => text.padEnd(20);

/** Makes a test of Hive's patterns, in which * is anything and | separates choices. */
function matcher(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const choices = pattern.split("|").map((choice) =>
    choice
      .trim()
      .replace(/[.+?^${}()[\]\\]/g, "\\$&")
      .replaceAll("*", ".*"),
  );
  const regex = new RegExp(`^(?:${choices.join("|")})$`, "i");
  return (name) => regex.test(name);
}

const columnLine = ({ Name, Type, Comment }: Column): string =>
  [Name, Type ?? "", Comment ?? ""].map(padded).join("\t");

/** Writes a table's columns as DESCRIBE shows them. */
function description(table: TableRecord): readonly string[] {
  const own = columnsOf(table).map(columnLine);
  const keys = (table.PartitionKeys ?? []).map(columnLine);
  if (keys.length === 0) return own;
  const heading = ["# col_name", "data_type", "comment"].map(padded).join("\t");
  return [...own, ...keys, "\t \t ", "# Partition Information\t \t ", heading, "\t \t ", ...keys];
}

function details(table: TableRecord): readonly string[] {
  const storage = table.StorageDescriptor ?? {};
  const line = (name: string, value: string): string => `${padded(name)}\t${padded(value)}\t `;
  const parameters = Object.entries(table.Parameters ?? {}).map(
    ([key, value]) => `\t${padded(key)}\t${value}`,
  );
  return [
    "\t \t ",
    "# Detailed Table Information\t \t ",
    line("Database:", table.DatabaseName),
    line("Owner:", table.Owner ?? ""),
    line("CreateTime:", new Date(table.CreateTime * 1000).toISOString()),
    line("Location:", storage.Location ?? ""),
    line("Table Type:", table.TableType ?? ""),
    "Table Parameters:\t \t ",
    ...parameters,
    "\t \t ",
    "# Storage Information\t \t ",
    line("SerDe Library:", storage.SerdeInfo?.SerializationLibrary ?? ""),
    line("InputFormat:", storage.InputFormat ?? ""),
    line("OutputFormat:", storage.OutputFormat ?? ""),
  ];
}

/** Runs DESCRIBE: tab-separated and padded, one text a row. */
export function describe(job: Job, statement: Describe): Outcome {
  const { parts, at } = statement.target;
  const table = requireTable(job.catalog, fullName(parts, job.context, at), at);
  const all = [...columnsOf(table), ...(table.PartitionKeys ?? [])];
  const columns = ["col_name", "data_type", "comment"].map((name) => ({ name, type: "varchar" }));
  if (statement.column !== undefined) {
    const wanted = statement.column.toLowerCase();
    const column = all.find(({ Name }) => Name === wanted);
    if (column === undefined) throw failed(`SemanticException Invalid column reference ${wanted}`);
    return { kind: "lines", columns, lines: [columnLine(column)] };
  }
  const more = statement.detail === undefined ? [] : details(table);
  return { kind: "lines", columns, lines: [...description(table), ...more] };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

function properties(entries: Readonly<Record<string, string>>, indent: string): string {
  return Object.entries(entries)
    .map(([key, value]) => `${indent}${quoted(key)}=${quoted(value)}`)
    .join(", \n");
}

const columnDdl = ({ Name, Type, Comment }: Column): string =>
  `  \`${Name}\` ${Type ?? ""}${Comment === undefined ? "" : ` COMMENT ${quoted(Comment)}`}`;

/** Writes the statement that would make a table, as SHOW CREATE TABLE shows it. */
function createStatement(table: TableRecord): string {
  const storage = table.StorageDescriptor ?? {};
  const keys = table.PartitionKeys ?? [];
  const buckets = storage.BucketColumns ?? [];
  const serde = storage.SerdeInfo?.Parameters ?? {};
  const { comment, ...rest } = table.Parameters ?? {};
  const parts = [
    `CREATE EXTERNAL TABLE \`${table.DatabaseName}.${table.Name}\`(`,
    `${(storage.Columns ?? []).map(columnDdl).join(", \n")})`,
    ...(comment === undefined ? [] : [`COMMENT ${quoted(comment)}`]),
    ...(keys.length === 0 ? [] : ["PARTITIONED BY ( ", `${keys.map(columnDdl).join(", \n")})`]),
    ...(buckets.length === 0
      ? []
      : [
          "CLUSTERED BY ( ",
          `${buckets.map((name) => `  ${name}`).join(", \n")}) `,
          `INTO ${storage.NumberOfBuckets ?? 0} BUCKETS`,
        ]),
    "ROW FORMAT SERDE ",
    `  ${quoted(storage.SerdeInfo?.SerializationLibrary ?? "")} `,
    ...(Object.keys(serde).length === 0
      ? []
      : ["WITH SERDEPROPERTIES ( ", `${properties(serde, "  ")}) `]),
    "STORED AS INPUTFORMAT ",
    `  ${quoted(storage.InputFormat ?? "")} `,
    "OUTPUTFORMAT ",
    `  ${quoted(storage.OutputFormat ?? "")}`,
    "LOCATION",
    `  ${quoted(storage.Location ?? "")}`,
    "TBLPROPERTIES (",
    `${properties(rest, "  ")})`,
  ];
  return parts.join("\n");
}

type TableShow = Extract<ShowStatement, { readonly target: Name }>;

function showTable(job: Job, statement: TableShow): Outcome {
  const { parts, at } = statement.target;
  const table = requireTable(job.catalog, fullName(parts, job.context, at), at);
  switch (statement.what) {
    case "columns": {
      const columns = [...columnsOf(table), ...(table.PartitionKeys ?? [])];
      return listing(
        "field",
        columns.map(({ Name }) => padded(Name)),
      );
    }
    case "partitions": {
      if ((table.PartitionKeys ?? []).length === 0) {
        throw failed(
          "SemanticException [Error 10241]: Table " +
            `${table.DatabaseName}.${table.Name} is not a partitioned table`,
        );
      }
      const all = [...job.catalog.listPartitions(table.DatabaseName, table.Name)];
      return listing(
        "partition",
        all.map(({ Values }) => partitionName(table, Values)),
      );
    }
    case "create-table":
      if (isView(table)) {
        throw failed(`SemanticException: ${table.DatabaseName}.${table.Name} is a view`);
      }
      return listing("createtab_stmt", createStatement(table).split("\n"));
    case "create-view": {
      if (!isView(table)) {
        throw new QueryFailure(
          "NOT_SUPPORTED",
          `Relation '${table.DatabaseName}.${table.Name}' is a table, not a view`,
        );
      }
      const text = `CREATE VIEW ${table.DatabaseName}.${table.Name} AS \n`;
      return listing("Create View", (text + viewDefinition(table).originalSql).split("\n"));
    }
    case "table-properties": {
      const wanted = statement.property;
      const all = Object.entries(table.Parameters ?? {});
      const chosen = all.filter(([key]) => wanted === undefined || key === wanted);
      const columns = ["prpt_name", "prpt_value"].map((name) => ({ name, type: "varchar" }));
      return { kind: "lines", columns, lines: chosen.map(([key, value]) => `${key}\t${value}`) };
    }
  }
}

/** Runs SHOW. */
export function show(job: Job, statement: ShowStatement): Outcome {
  if ("target" in statement) return showTable(job, statement);
  const fits = matcher(statement.pattern);
  if (statement.what === "databases") {
    const names = [...job.catalog.listDatabases()].map(({ Name }) => Name);
    return listing("database_name", names.filter(fits));
  }
  const { database } = statement;
  const name =
    database === undefined
      ? job.context.database
      : databaseName(database.parts, job.context, database.at);
  if (job.catalog.getDatabase(name) === undefined) {
    throw failed(`SemanticException [Error 10072]: Database does not exist: ${name}`);
  }
  const all = [...job.catalog.listTables(name)];
  const wanted = statement.what === "views" ? all.filter(isView) : all;
  const names = wanted.map(({ Name }) => Name).filter(fits);
  return listing(statement.what === "views" ? "views" : "tab_name", names);
}
