import { SqlError } from "./error";
import { expressionText, list, name, queryText, rest, withProperties } from "./parse-parts";
import type { TokenReader } from "./scanner";
import type { Assignment, MergeCase, Statement } from "./statement";
import type { Expression } from "./syntax";
import { parseQuery } from "./tree-query";

/** Parses a statement that writes rows or files: INSERT, MERGE, UPDATE, DELETE and their like. */
export function parseWrite(reader: TokenReader): Statement {
  const word = reader.advance().text.toLowerCase();
  switch (word) {
    case "insert": {
      reader.expect("into");
      const target = name(reader);
      const columns = startsColumns(reader) ? list(reader, () => column(reader)) : undefined;
      return { kind: "insert", target, columns, query: queryText(reader) };
    }
    case "delete": {
      reader.expect("from");
      const target = name(reader);
      return { kind: "delete", target, where: whereClause(reader) };
    }
    case "update":
      return parseUpdate(reader);
    case "merge":
      return parseMerge(reader);
    case "optimize": {
      const target = name(reader);
      reader.expect("rewrite", "data", "using", "bin_pack");
      return { kind: "optimize", target, where: whereClause(reader) };
    }
    case "vacuum":
      return { kind: "vacuum", target: name(reader) };
    default:
      return parseUnload(reader);
  }
}

function column(reader: TokenReader): string {
  return reader.identifier().toLowerCase();
}

/** Tells a column list from a query in parentheses. */
function startsColumns(reader: TokenReader): boolean {
  if (!reader.at("(")) return false;
  const first = reader.peek(1);
  const starts = ["select", "with", "values", "table", "("];
  return first.kind === "quoted" || !starts.includes(first.text.toLowerCase());
}

function whereClause(reader: TokenReader): Expression | undefined {
  return reader.take("where") ? expressionText(reader) : undefined;
}

function parseUpdate(reader: TokenReader): Statement {
  const target = name(reader);
  reader.expect("set");
  const set = assignments(reader, () => reader.at("where"));
  return { kind: "update", target, set, where: whereClause(reader) };
}

function assignments(reader: TokenReader, stop: () => boolean): readonly Assignment[] {
  const set: Assignment[] = [];
  do {
    let assigned = column(reader);
    while (reader.take(".")) assigned = column(reader);
    reader.expect("=");
    const value = expressionText(reader, () => reader.at(",") || stop());
    set.push({ column: assigned, value });
  } while (reader.take(","));
  return set;
}

function parseMerge(reader: TokenReader): Statement {
  reader.expect("into");
  const target = name(reader);
  const alias = reader.at("using") ? undefined : aliasAfter(reader);
  reader.expect("using");
  const at = reader.token;
  const { start, end, before } = rest(reader, () => reader.at("on"));
  if (start === end) throw reader.mismatch("<relation>");
  const source = parseQuery(`SELECT * FROM ${reader.text.slice(start, end)}`, before);
  reader.expect("on");
  const next = () => reader.at("when", "matched") || reader.at("when", "not", "matched");
  const on = expressionText(reader, next);
  const cases: MergeCase[] = [];
  while (reader.take("when")) cases.push(mergeCase(reader, next));
  if (cases.length === 0) throw reader.mismatch("'WHEN'");
  const from = source.body.kind === "select" ? source.body.from : undefined;
  if (from === undefined || from.kind === "join") {
    throw new SqlError("SYNTAX_ERROR", "MERGE needs one source relation", at.at, "parse");
  }
  const named = from.kind === "table" ? from.parts.at(-1) : undefined;
  const sourceAlias = from.kind === "alias" ? from.alias : named;
  return { kind: "merge", target, alias, source, sourceAlias, on, cases };
}

function aliasAfter(reader: TokenReader): string {
  reader.take("as");
  return column(reader);
}

function mergeCase(reader: TokenReader, next: () => boolean): MergeCase {
  const not = reader.take("not");
  reader.expect("matched");
  const condition = reader.take("and")
    ? expressionText(reader, () => reader.at("then"))
    : undefined;
  reader.expect("then");
  if (!not && reader.take("delete")) return { kind: "delete", condition };
  if (!not) {
    reader.expect("update", "set");
    return { kind: "update", condition, set: assignments(reader, next) };
  }
  reader.expect("insert");
  const columns = reader.at("(")
    ? list(reader, () => {
        let inserted = column(reader);
        while (reader.take(".")) inserted = column(reader);
        return inserted;
      })
    : undefined;
  reader.expect("values");
  const values = list(reader, () => expressionText(reader, () => reader.at(",")));
  return { kind: "insert", condition, columns, values };
}

function parseUnload(reader: TokenReader): Statement {
  reader.expect("(");
  const query = queryText(reader);
  reader.expect(")", "to");
  const location = reader.string();
  const properties = reader.take("with") ? withProperties(reader) : {};
  return { kind: "unload", query, location, properties };
}
