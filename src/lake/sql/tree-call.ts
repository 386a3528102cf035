import type { ParserRuleContext, Token } from "antlr4ng" with { "resolution-mode": "import" };
import type * as tree from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" with {
  "resolution-mode": "import",
};
import { plainCall } from "./plain-call";
import type { Expression } from "./syntax";
import { dotted, type NodeReader, nameOf, partsOf, place, stringOf, syntax } from "./tree-parts";

/** Reads calls and what is written like one. */
export function callVisitors(reader: NodeReader) {
  const { read, must, optional, sortItem, over } = reader;

  return {
    visitFunctionCall(context: tree.FunctionCallContext): Expression {
      if (context.processingMode() !== null) throw syntax("RUNNING and FINAL", context);
      const filter = context.filter();
      const parts = partsOf(context.functionName().qualifiedName());
      return plainCall(
        parts.join(".").toLowerCase(),
        place(context),
        context.expression().map(read),
        {
          star: context.ASTERISK() !== null,
          distinct: context.setQuantifier()?.KW_DISTINCT() != null,
          orderBy: context.sortItem().map(sortItem),
          filter: filter === null ? undefined : must(filter.whereClause().booleanExpression()),
          over: over(context.over()),
          ignoreNulls: context.nullTreatment()?.KW_IGNORE() != null,
        },
      );
    },
    visitListAgg(context: tree.ListAggContext): Expression {
      const overflow = context.listAggOverflowBehavior();
      if (overflow !== null && overflow.getText().toLowerCase() !== "error") {
        throw syntax("ON OVERFLOW TRUNCATE is not supported", context);
      }
      const text = context.string();
      const value = text === null ? "" : stringOf(text);
      const args: Expression[] = [
        read(context.expression()),
        { kind: "string", at: place(text ?? context), value },
      ];
      const filter = context.filter();
      return plainCall("listagg", place(context), args, {
        distinct: context.setQuantifier()?.KW_DISTINCT() != null,
        orderBy: context.sortItem().map(sortItem),
        filter: filter === null ? undefined : must(filter.whereClause().booleanExpression()),
      });
    },
    visitPosition: (c: tree.PositionContext) =>
      plainCall("strpos", place(c), c.valueExpression().map(read).reverse()),
    visitSubstring: (c: tree.SubstringContext) =>
      plainCall("substring", place(c), c.valueExpression().map(read)),
    visitNormalize: (c: tree.NormalizeContext): Expression => {
      const value = c.normalForm()?.getText().toUpperCase() ?? "NFC";
      const form: Expression = { kind: "string", at: place(c), value };
      return plainCall("normalize", place(c), [read(c.valueExpression()), form]);
    },
    visitTrim: (c: tree.TrimContext): Expression => {
      const side = c.trimsSpecification()?.getText().toLowerCase();
      const names = new Map([
        ["leading", "ltrim"],
        ["trailing", "rtrim"],
      ]);
      const char = optional(c._trimChar);
      const args = [must(c._trimSource), ...(char === undefined ? [] : [char])];
      return plainCall(names.get(side ?? "both") ?? "trim", place(c), args);
    },
    visitExtract: (c: tree.ExtractContext): Expression => ({
      kind: "extract",
      at: place(c),
      field: nameOf(c.identifier()).toLowerCase(),
      operand: read(c.valueExpression()),
    }),
    visitGroupingOperation: (c: tree.GroupingOperationContext): Expression => ({
      kind: "grouping",
      at: place(c),
      columns: c.qualifiedName().map((name) => dotted(name.identifier())),
    }),
    visitSimpleCase: (c: tree.SimpleCaseContext): Expression => ({
      kind: "case",
      at: place(c),
      operand: must(c._operand),
      whens: c.whenClause().map((one) => when(reader, one)),
      otherwise: optional(c._elseExpression),
    }),
    visitSearchedCase: (c: tree.SearchedCaseContext): Expression => ({
      kind: "case",
      at: place(c),
      operand: undefined,
      whens: c.whenClause().map((one) => when(reader, one)),
      otherwise: optional(c._elseExpression),
    }),
    visitCast: (c: tree.CastContext): Expression => ({
      kind: "cast",
      at: place(c),
      safe: c.KW_TRY_CAST() !== null,
      operand: read(c.expression()),
      type: spaced(c.type()),
    }),
    visitCurrentDate: (c: tree.CurrentDateContext) => current("date", c),
    visitCurrentTime: (c: tree.CurrentTimeContext) => current("time", c),
    visitCurrentTimestamp: (c: tree.CurrentTimestampContext) => current("timestamp", c),
    visitLocalTime: (c: tree.LocalTimeContext) => current("localtime", c),
    visitLocalTimestamp: (c: tree.LocalTimestampContext) => current("localtimestamp", c),
    visitCurrentUser: (c: tree.CurrentUserContext) => current("user", c),
    visitCurrentCatalog: (c: tree.CurrentCatalogContext) => current("catalog", c),
    visitCurrentSchema: (c: tree.CurrentSchemaContext) => current("schema", c),
  };
}

function when(reader: NodeReader, context: tree.WhenClauseContext) {
  return { when: reader.must(context._condition), then: reader.must(context._result) };
}

function current(
  what: string,
  context: ParserRuleContext & { readonly _precision?: Token | null },
): Expression {
  const precision = context._precision?.text;
  return {
    kind: "current",
    at: place(context),
    what,
    precision: precision === undefined ? undefined : Number(precision),
  };
}

/** Gives a node's text with one blank between tokens, which a type's text needs. */
function spaced(context: ParserRuleContext): string {
  const words: string[] = [];
  const walk = (node: ParserRuleContext): void => {
    if (node.children === null || node.children === undefined) words.push(node.getText());
    else for (const child of node.children) walk(child as ParserRuleContext);
  };
  walk(context);
  return words.join(" ").replace(/ ?([(),]) ?/g, "$1");
}
