import type { Parameters, StorageDescriptor, TableRecord } from "../catalog/catalog";
import { QueryFailure } from "./failure";

/** How the rows of some files are read and written. */
export type Format =
  | { readonly kind: "parquet" }
  | { readonly kind: "json"; readonly ignoreMalformed: boolean; readonly mappings: Parameters }
  | {
      readonly kind: "delimited";
      readonly separators: readonly string[];
      readonly escape: string | undefined;
      readonly nullText: string;
      readonly headerLines: number;
    }
  | {
      readonly kind: "csv";
      readonly separator: string;
      readonly quote: string;
      readonly escape: string;
      readonly headerLines: number;
    };

/** The serialization libraries that the lake reads, as Glue names them. */
export const serdes = {
  parquet: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
  delimited: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
  csv: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
  json: "org.openx.data.jsonserde.JsonSerDe",
  hiveJson: "org.apache.hive.hcatalog.data.JsonSerDe",
} as const;

/** The input and output formats of Hive's file kinds. */
export const fileFormats = {
  parquet: {
    input: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    output: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  },
  text: {
    input: "org.apache.hadoop.mapred.TextInputFormat",
    output: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  },
} as const;

/** Reads a delimiter as Hive writes it in properties: itself, an escape or a character's number. */
function delimiter(text: string | undefined, otherwise: string): string {
  if (text === undefined || text === "") return otherwise;
  const unescaped = text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .replaceAll("\\t", "\t");
  if (/^\d+$/.test(unescaped) && unescaped.length > 1) {
    return String.fromCharCode(Number(unescaped));
  }
  return unescaped;
}

function separators(parameters: Parameters): readonly string[] {
  const [fields, items, keys] = [
    parameters["field.delim"] ?? parameters["serialization.format"],
    parameters["collection.delim"] ?? parameters["colelction.delim"],
    parameters["mapkey.delim"],
  ];
  const plain = fields === "1" ? undefined : fields;
  const deeper = Array.from({ length: 5 }, (_, index) => String.fromCharCode(index + 4));
  return [
    delimiter(plain, "\u0001"),
    delimiter(items, "\u0002"),
    delimiter(keys, "\u0003"),
    ...deeper,
  ];
}

function headerLines(parameters: Parameters): number {
  const lines = Number(parameters["skip.header.line.count"] ?? "0");
  return Number.isInteger(lines) && lines > 0 ? lines : 0;
}

/** Decides how the files of a table or of one of its partitions are read. */
export function formatOf(table: TableRecord, storage: StorageDescriptor | undefined): Format {
  const own = table.StorageDescriptor;
  const info = storage?.SerdeInfo?.SerializationLibrary ? storage.SerdeInfo : own?.SerdeInfo;
  const library = info?.SerializationLibrary ?? "";
  const parameters = info?.Parameters ?? {};
  const all: Parameters = { ...table.Parameters, ...storage?.Parameters };
  if (/parquet/i.test(library)) return { kind: "parquet" };
  if (/OpenCSVSerde/i.test(library)) {
    return {
      kind: "csv",
      separator: delimiter(parameters["separatorChar"], ","),
      quote: delimiter(parameters["quoteChar"], '"'),
      escape: delimiter(parameters["escapeChar"], "\\"),
      headerLines: headerLines({ ...all, ...parameters }),
    };
  }
  if (/JsonSerDe/i.test(library)) {
    return {
      kind: "json",
      ignoreMalformed: parameters["ignore.malformed.json"]?.toLowerCase() === "true",
      mappings: parameters,
    };
  }
  if (/LazySimpleSerDe/i.test(library)) {
    return {
      kind: "delimited",
      separators: separators(parameters),
      escape: parameters["escape.delim"],
      nullText: parameters["serialization.null.format"] ?? "\\N",
      headerLines: headerLines({ ...all, ...parameters }),
    };
  }
  throw new QueryFailure(
    "HIVE_UNSUPPORTED_FORMAT",
    `The local lake cannot read table ${table.DatabaseName}.${table.Name} ` +
      `with serde '${library}'`,
  );
}
