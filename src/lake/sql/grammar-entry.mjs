export * as antlr from "antlr4ng";
export { TrinoSqlLexer } from "dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js";
export { TrinoSqlParser } from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js";
