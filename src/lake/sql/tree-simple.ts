import type { ParserRuleContext } from "antlr4ng" with { "resolution-mode": "import" };
import type * as tree from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" with {
  "resolution-mode": "import",
};
import type { Expression } from "./syntax";
import { dotted, type NodeReader, nameOf, place, stringOf, syntax } from "./tree-parts";

/** Reads literals, names, operators and the other expressions that are no calls. */
export function simpleVisitors(reader: NodeReader) {
  const { read, must, query } = reader;

  return {
    visitNullLiteral: (c: tree.NullLiteralContext): Expression => ({
      kind: "null",
      at: place(c),
    }),
    visitBooleanLiteral: (c: tree.BooleanLiteralContext): Expression => ({
      kind: "boolean",
      at: place(c),
      value: c.booleanValue().KW_TRUE() !== null,
    }),
    visitDecimalLiteral: (c: tree.DecimalLiteralContext) => numeric("decimal", c),
    visitDoubleLiteral: (c: tree.DoubleLiteralContext) => numeric("double", c),
    visitIntegerLiteral: (c: tree.IntegerLiteralContext) => numeric("integer", c),
    visitStringLiteral: (c: tree.StringLiteralContext): Expression => ({
      kind: "string",
      at: place(c),
      value: stringOf(c.string()),
    }),
    visitBinaryLiteral: (c: tree.BinaryLiteralContext): Expression => {
      const hex = c.getText().slice(2, -1).replace(/\s/g, "").toLowerCase();
      if (!/^[0-9a-f]*$/.test(hex)) {
        throw syntax("Binary literal can only contain hexadecimal digits", c);
      }
      if (hex.length % 2 === 1) {
        throw syntax("Binary literal must contain an even number of digits", c);
      }
      return { kind: "binary", at: place(c), hex };
    },
    visitIntervalLiteral: (c: tree.IntervalLiteralContext): Expression => {
      const interval = c.interval();
      const [from, to] = interval.intervalField();
      return {
        kind: "interval",
        at: place(c),
        negative: interval._sign?.text === "-",
        value: stringOf(interval.string()),
        from: from?.getText().toLowerCase() ?? "",
        to: to?.getText().toLowerCase(),
      };
    },
    visitTypeConstructor: (c: tree.TypeConstructorContext): Expression => {
      const type = c.identifier()?.getText().toLowerCase() ?? "double";
      return { kind: "typed-literal", at: place(c), type, value: stringOf(c.string()) };
    },
    visitParameter: (c: tree.ParameterContext): Expression => ({
      kind: "parameter",
      at: place(c),
      index: reader.parameter(c.QUESTION_MARK().getSymbol()),
    }),
    visitColumnReference: (c: tree.ColumnReferenceContext): Expression =>
      dotted(c.columnName().qualifiedName().identifier()),
    visitDereference: (c: tree.DereferenceContext): Expression => ({
      kind: "field",
      at: place(c),
      base: read(c.primaryExpression()),
      field: nameOf(c.identifier()),
    }),
    visitArithmeticUnary: (c: tree.ArithmeticUnaryContext): Expression => ({
      kind: "sign",
      at: place(c),
      negative: c.MINUS() !== null,
      operand: read(c.valueExpression()),
    }),
    visitArithmeticBinary: (c: tree.ArithmeticBinaryContext): Expression => ({
      kind: "arithmetic",
      at: c._operator ? place(c._operator) : place(c),
      operator: (c._operator?.text ?? "+") as "+",
      left: must(c._left),
      right: must(c._right),
    }),
    visitConcatenation: (c: tree.ConcatenationContext): Expression => ({
      kind: "concat",
      at: place(c.CONCAT().getSymbol()),
      left: must(c._left),
      right: must(c._right),
    }),
    visitAtTimeZone: (c: tree.AtTimeZoneContext): Expression => {
      const zone = c.timeZoneSpecifier().getChild(2) as ParserRuleContext;
      if (!zone.getText().startsWith("'")) throw syntax("zone intervals are not supported", c);
      const value = stringOf(zone);
      const operand = read(c.valueExpression());
      const at = place(zone);
      return { kind: "at-time-zone", at: place(c), operand, zone: { kind: "string", at, value } };
    },
    visitParenthesizedExpression: (c: tree.ParenthesizedExpressionContext) => read(c.expression()),
    visitRowConstructor: (c: tree.RowConstructorContext): Expression => ({
      kind: "row",
      at: place(c),
      items: c.expression().map(read),
    }),
    visitArrayConstructor: (c: tree.ArrayConstructorContext): Expression => ({
      kind: "array",
      at: place(c),
      items: c.expression().map(read),
    }),
    visitSubscript: (c: tree.SubscriptContext): Expression => ({
      kind: "subscript",
      at: place(c),
      base: read(c.primaryExpression()),
      index: read(c.valueExpression()),
    }),
    visitLambda: (c: tree.LambdaContext): Expression => ({
      kind: "lambda",
      at: place(c),
      parameters: c.identifier().map((id) => nameOf(id).toLowerCase()),
      body: read(c.expression()),
    }),
    visitSubqueryExpression: (c: tree.SubqueryExpressionContext): Expression => ({
      kind: "subquery",
      at: place(c),
      query: query(c.query()),
    }),
    visitExists: (c: tree.ExistsContext): Expression => ({
      kind: "exists",
      at: place(c),
      query: query(c.query()),
    }),
  };
}

function numeric(kind: "integer" | "decimal" | "double", c: ParserRuleContext): Expression {
  return { kind, at: place(c), text: c.getText().replaceAll("_", "") };
}
