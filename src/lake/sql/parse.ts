import { SqlError } from "./error";
import { parseAlter } from "./parse-alter";
import { parseCreateTable } from "./parse-create-table";
import { list, name, propertyPairs, queryText, withProperties } from "./parse-parts";
import { parseDescribe, parseShow } from "./parse-show";
import { parseWrite } from "./parse-write";
import { scan, TokenReader } from "./scanner";
import type { Statement } from "./statement";

/** Parses one statement of Athena's SQL; throws SqlError where it is not one. */
export function parseStatement(sql: string): Statement {
  const reader = new TokenReader(sql, scan(sql));
  const statement = parse(reader);
  reader.end();
  return statement;
}

/**
 * Parses a query once for nothing: the grammar learns while it parses, so that a server that does
 * this while idle answers its first query half a second sooner.
 */
export function warmUp(): void {
  parseStatement(
    "with a as (select x.i, count(*) c from t x left join u on x.i = u.i where x.d in ('a') group by 1) " +
      "select *, sum(c) over (partition by i order by c), cast(i as varchar) from a where c > 3 order by 1",
  );
}

function parse(reader: TokenReader): Statement {
  const word = reader.token.kind === "word" ? reader.token.text.toLowerCase() : reader.token.text;
  switch (word) {
    case "select":
    case "with":
    case "values":
    case "table":
    case "(":
      return { kind: "query", ...queryText(reader) };
    case "create":
      return parseCreate(reader);
    case "drop":
      return parseDrop(reader);
    case "alter":
      return parseAlter(reader);
    case "show":
      return parseShow(reader);
    case "describe":
    case "desc":
      return parseDescribe(reader);
    case "msck":
      reader.expect("msck", "repair", "table");
      return { kind: "msck", target: name(reader) };
    case "explain":
      return parseExplain(reader);
    case "insert":
    case "merge":
    case "update":
    case "delete":
    case "optimize":
    case "vacuum":
    case "unload":
      return parseWrite(reader);
    case "prepare":
    case "execute":
    case "deallocate":
      return parsePrepared(reader);
    default:
      throw reader.mismatch(
        "'ALTER', 'CREATE', 'DEALLOCATE', 'DELETE', 'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', " +
          "'EXPLAIN', 'INSERT', 'MERGE', 'MSCK', 'OPTIMIZE', 'PREPARE', 'SHOW', 'UNLOAD', " +
          "'UPDATE', 'VACUUM', <query>",
      );
  }
}

function parseCreate(reader: TokenReader): Statement {
  reader.expect("create");
  const orReplace = reader.take("or", "replace");
  if (reader.take("view")) {
    const target = name(reader);
    const comment = reader.take("comment") ? reader.string() : undefined;
    if (reader.take("security")) {
      if (!reader.take("definer") && !reader.take("invoker")) throw reader.mismatch("'DEFINER'");
    }
    reader.expect("as");
    return { kind: "create-view", target, orReplace, comment, query: queryText(reader) };
  }
  if (orReplace) throw reader.mismatch("'VIEW'");
  if (reader.take("schema") || reader.take("database")) return parseCreateSchema(reader);
  const external = reader.take("external");
  if (!reader.take("table"))
    throw reader.mismatch(external ? "'TABLE'" : "'TABLE', 'VIEW', 'DATABASE'");
  const ifNotExists = reader.take("if", "not", "exists");
  const target = name(reader);
  const plain = !reader.at("(") && !external;
  if (!plain) return parseCreateTable(reader, target, external, ifNotExists);
  const comment = reader.take("comment") ? reader.string() : undefined;
  const properties = reader.take("with") ? withProperties(reader) : {};
  reader.expect("as");
  const { query, withNoData } = queryWithData(reader);
  return { kind: "ctas", target, ifNotExists, comment, properties, withNoData, query };
}

function queryWithData(reader: TokenReader) {
  let withNoData = false;
  const query = queryText(reader, (ahead) => {
    const words = [0, 1, 2, 3].map((n) => reader.peek(ahead + n));
    const texts = words.map((token) => token.text.toLowerCase());
    const [first, second] = texts;
    if (first !== "with" || !(second === "data" || (second === "no" && texts[2] === "data"))) {
      return false;
    }
    const after = words[second === "data" ? 2 : 3];
    return after?.kind === "end" || after?.text === ";";
  });
  if (reader.take("with", "no", "data")) withNoData = true;
  else reader.take("with", "data");
  return { query, withNoData };
}

function parseCreateSchema(reader: TokenReader): Statement {
  const ifNotExists = reader.take("if", "not", "exists");
  const schema = name(reader);
  const comment = reader.take("comment") ? reader.string() : undefined;
  const location = reader.take("location") ? reader.string() : undefined;
  const properties = reader.take("with", "dbproperties") ? propertyPairs(reader) : {};
  return { kind: "create-schema", name: schema, ifNotExists, comment, location, properties };
}

function parseDrop(reader: TokenReader): Statement {
  reader.expect("drop");
  if (reader.take("schema") || reader.take("database")) {
    const ifExists = reader.take("if", "exists");
    const schema = name(reader);
    const cascade = reader.take("cascade");
    if (!cascade) reader.take("restrict");
    return { kind: "drop-schema", name: schema, ifExists, cascade };
  }
  const kind = reader.take("view") ? "drop-view" : "drop-table";
  if (kind === "drop-table" && !reader.take("table")) {
    throw reader.mismatch("'DATABASE', 'SCHEMA', 'TABLE', 'VIEW'");
  }
  const ifExists = reader.take("if", "exists");
  return { kind, target: name(reader), ifExists };
}

function parseExplain(reader: TokenReader): Statement {
  reader.expect("explain");
  const analyze = reader.take("analyze");
  let format: string | undefined;
  let type: string | undefined;
  if (reader.at("(", "format") || reader.at("(", "type")) {
    list(reader, () => {
      if (reader.take("format")) format = reader.identifier().toLowerCase();
      else if (reader.take("type")) type = reader.identifier().toLowerCase();
      else throw reader.mismatch("'FORMAT', 'TYPE'");
    });
  }
  return { kind: "explain", analyze, format, type, statement: parse(reader) };
}

function parsePrepared(reader: TokenReader): Statement {
  if (reader.take("deallocate")) {
    reader.expect("prepare");
    return { kind: "deallocate", name: reader.identifier() };
  }
  if (reader.take("prepare")) {
    const prepared = reader.identifier();
    reader.expect("from");
    const text = reader.text.slice(reader.token.start).replace(/[;\s]+$/, "");
    const inner = parse(reader);
    if (inner.kind === "prepare" || inner.kind === "execute") {
      throw new SqlError("NOT_SUPPORTED", "Invalid statement type for prepared statement");
    }
    return { kind: "prepare", name: prepared, text };
  }
  reader.expect("execute");
  const executed = reader.identifier();
  const using: string[] = [];
  if (reader.take("using")) {
    do {
      using.push(constantText(reader));
    } while (reader.take(","));
  }
  return { kind: "execute", name: executed, using };
}

/** Gives the text of an expression up to the next comma outside of brackets. */
function constantText(reader: TokenReader): string {
  const { start } = reader.token;
  let end = start;
  for (let depth = 0; reader.token.kind !== "end" && !reader.at(";"); ) {
    if (depth === 0 && reader.at(",")) break;
    const token = reader.advance();
    if (token.text === "(" || token.text === "[") depth++;
    if (token.text === ")" || token.text === "]") depth--;
    end = token.end;
  }
  if (end === start) throw reader.mismatch("<expression>");
  return reader.text.slice(start, end);
}
