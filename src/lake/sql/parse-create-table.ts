import { SqlError } from "./error";
import { list, propertyPairs } from "./parse-parts";
import type { TokenReader } from "./scanner";
import type { ColumnDefinition, CreateTable, Name, RowFormat } from "./statement";
import { hiveText, parseType } from "./types";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Parses what follows the name in CREATE [EXTERNAL] TABLE. */
export function parseCreateTable(
  reader: TokenReader,
  target: Name,
  external: boolean,
  ifNotExists: boolean,
): CreateTable {
  const columns = reader.at("(") ? list(reader, () => columnDefinition(reader)) : [];
  const table: Writable<CreateTable> = {
    kind: "create-table",
    target,
    external,
    ifNotExists,
    columns,
    comment: undefined,
    partitionedBy: [],
    partitionTransforms: [],
    clusteredBy: [],
    sortedBy: [],
    buckets: undefined,
    serde: undefined,
    serdeProperties: {},
    delimited: undefined,
    storedAs: undefined,
    inputFormat: undefined,
    outputFormat: undefined,
    location: undefined,
    properties: {},
  };
  while (clause(reader, table));
  return table;
}

function clause(reader: TokenReader, table: Writable<CreateTable>): boolean {
  if (reader.take("comment")) table.comment = reader.string();
  else if (reader.take("partitioned", "by")) partitions(reader, table);
  else if (reader.take("clustered", "by")) {
    table.clusteredBy = list(reader, () => reader.identifier().toLowerCase());
    if (reader.take("sorted", "by")) table.sortedBy = list(reader, () => sortColumn(reader));
    reader.expect("into");
    table.buckets = reader.integer();
    reader.expect("buckets");
  } else if (reader.take("row", "format")) rowFormat(reader, table);
  else if (reader.take("with", "serdeproperties")) table.serdeProperties = propertyPairs(reader);
  else if (reader.take("stored", "as")) storedAs(reader, table);
  else if (reader.take("location")) table.location = reader.string();
  else if (reader.take("tblproperties")) table.properties = propertyPairs(reader);
  else return false;
  return true;
}

function sortColumn(reader: TokenReader): string {
  const column = reader.identifier().toLowerCase();
  if (!reader.take("asc")) reader.take("desc");
  return column;
}

/** Reads `name type [COMMENT 'text']`. */
export function columnDefinition(reader: TokenReader): ColumnDefinition {
  const name = reader.identifier().toLowerCase();
  reader.take(":");
  const type = hiveType(reader);
  const comment = reader.take("comment") ? reader.string() : undefined;
  return { name, type, comment };
}

const opening = ["(", "<"];
const closing = [")", ">"];

/** Reads a type in Hive's notation and gives it back in its one spelling. */
function hiveType(reader: TokenReader): string {
  const { start, at } = reader.token;
  let { end } = reader.token;
  let depth = 0;
  while (reader.token.kind !== "end" && (depth > 0 || !endsType(reader, start))) {
    const token = reader.advance();
    end = token.end;
    if (opening.includes(token.text)) depth += 1;
    if (!closing.includes(token.text)) continue;
    depth -= 1;
    if (depth === 0) break;
  }
  const text = reader.text.slice(start, end);
  try {
    return hiveText(parseType(text, "hive", at));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new SqlError("TYPE_NOT_FOUND", `Unknown type: ${text}`, at, "parse");
  }
}

/** A type is a word with its arguments, or "double precision". */
function endsType(reader: TokenReader, start: number): boolean {
  if ([",", ")", "comment"].some((text) => reader.at(text))) return true;
  return reader.token.start > start && !["(", "<", "precision"].some((text) => reader.at(text));
}

function partitions(reader: TokenReader, table: Writable<CreateTable>): void {
  const columns: ColumnDefinition[] = [];
  const transforms: string[] = [];
  list(reader, () => {
    const after = reader.peek(1);
    if (after.text === "," || after.text === ")" || after.text === "(") {
      transforms.push(transform(reader));
    } else columns.push(columnDefinition(reader));
  });
  table.partitionedBy = columns;
  table.partitionTransforms = transforms;
}

function transform(reader: TokenReader): string {
  const name = reader.identifier().toLowerCase();
  if (!reader.at("(")) return name;
  const args = list(reader, () => reader.advance().text.toLowerCase());
  return `${name}(${args.join(", ")})`;
}

function rowFormat(reader: TokenReader, table: Writable<CreateTable>): void {
  if (reader.take("serde")) {
    table.serde = reader.string();
    if (reader.take("with", "serdeproperties")) table.serdeProperties = propertyPairs(reader);
    return;
  }
  reader.expect("delimited");
  const parts: Writable<NonNullable<RowFormat["delimited"]>> = {};
  for (;;) {
    if (reader.take("fields", "terminated", "by")) {
      parts.fields = character(reader);
      if (reader.take("escaped", "by")) parts.escape = character(reader);
    } else if (reader.take("escaped", "by")) parts.escape = character(reader);
    else if (reader.take("collection", "items", "terminated", "by")) {
      parts.collectionItems = character(reader);
    } else if (reader.take("map", "keys", "terminated", "by")) parts.mapKeys = character(reader);
    else if (reader.take("lines", "terminated", "by")) parts.lines = character(reader);
    else if (reader.take("null", "defined", "as")) parts.nullDefinedAs = reader.string();
    else break;
  }
  table.delimited = parts;
}

/** Reads a delimiter, in which Hive knows "\t", "\n", "\\" and octal "\001". */
function character(reader: TokenReader): string {
  const known = new Map([
    ["t", "\t"],
    ["n", "\n"],
    ["r", "\r"],
    ["0", "\0"],
    ["b", "\b"],
  ]);
  return reader.string().replace(/\\(u[0-9a-fA-F]{4}|[0-7]{3}|[\s\S])/g, (_all, escape: string) => {
    if (escape.startsWith("u") && escape.length === 5) {
      return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    }
    if (escape.length === 3) return String.fromCharCode(Number.parseInt(escape, 8));
    return known.get(escape) ?? escape;
  });
}

function storedAs(reader: TokenReader, table: Writable<CreateTable>): void {
  if (!reader.take("inputformat")) {
    table.storedAs = reader.identifier().toUpperCase();
    return;
  }
  table.inputFormat = reader.string();
  reader.expect("outputformat");
  table.outputFormat = reader.string();
}
