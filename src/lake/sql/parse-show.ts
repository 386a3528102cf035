import { name, partitionSpec } from "./parse-parts";
import type { TokenReader } from "./scanner";
import type { Name, Statement } from "./statement";

/** Parses SHOW … */
export function parseShow(reader: TokenReader): Statement {
  reader.expect("show");
  if (reader.take("databases") || reader.take("schemas")) {
    return { kind: "show", what: "databases", pattern: pattern(reader) };
  }
  const lists = ["tables", "views"] as const;
  const what = lists.find((word) => reader.take(word));
  if (what !== undefined) {
    const database = takeIn(reader) ? name(reader) : undefined;
    return { kind: "show", what, database, pattern: pattern(reader) };
  }
  if (reader.take("columns")) return { kind: "show", what: "columns", target: columnsOf(reader) };
  if (reader.take("partitions")) return { kind: "show", what: "partitions", target: name(reader) };
  if (reader.take("create", "table")) {
    return { kind: "show", what: "create-table", target: name(reader) };
  }
  if (reader.take("create", "view")) {
    return { kind: "show", what: "create-view", target: name(reader) };
  }
  if (reader.take("tblproperties")) {
    const target = name(reader);
    const property = reader.take("(") ? reader.string() : undefined;
    if (property !== undefined) reader.expect(")");
    return { kind: "show", what: "table-properties", target, property };
  }
  throw reader.mismatch(
    "'COLUMNS', 'CREATE', 'DATABASES', 'PARTITIONS', 'SCHEMAS', 'TABLES', 'TBLPROPERTIES', 'VIEWS'",
  );
}

function takeIn(reader: TokenReader): boolean {
  return reader.take("in") || reader.take("from");
}

function pattern(reader: TokenReader): string | undefined {
  reader.take("like");
  return reader.token.kind === "string" ? reader.string() : undefined;
}

/** Reads `FROM table FROM database`, `IN table IN database` and `IN database.table`. */
function columnsOf(reader: TokenReader): Name {
  if (!takeIn(reader)) throw reader.mismatch("'FROM', 'IN'");
  const table = name(reader);
  if (!takeIn(reader)) return table;
  return { parts: [...name(reader).parts, ...table.parts], at: table.at };
}

/** Parses DESCRIBE … */
export function parseDescribe(reader: TokenReader): Statement {
  reader.advance();
  const details = ["extended", "formatted"] as const;
  const detail = details.find((word) => reader.take(word));
  reader.take("table");
  const target = name(reader);
  const partition = reader.take("partition") ? partitionSpec(reader) : undefined;
  const plain = reader.token.kind === "word" || reader.token.kind === "quoted";
  const column = plain ? reader.identifier().toLowerCase() : undefined;
  return { kind: "describe", target, detail, partition, column };
}
