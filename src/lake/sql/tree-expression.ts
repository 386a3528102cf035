import type { ParserRuleContext, Token } from "antlr4ng" with { "resolution-mode": "import" };
import type * as tree from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" with {
  "resolution-mode": "import",
};
import type { TrinoSqlVisitor } from "dt-sql-parser/dist/lib/trino/TrinoSqlVisitor.js" with {
  "resolution-mode": "import",
};
import { type Position, SqlError } from "./error";
import type {
  CallExpression,
  Comparison,
  Expression,
  Frame,
  FrameBound,
  Query,
  SortItem,
  Window,
} from "./syntax";

/** Tells where a node of the parse tree starts. */
export function place(context: ParserRuleContext | Token): Position {
  const token = "start" in context && typeof context.start === "object" ? context.start : context;
  const { line, column } = (token ?? { line: 1, column: 0 }) as Token;
  return { line, column: column + 1 };
}

/** Reads an identifier: an unquoted one as written, a quoted one without its quotes. */
export function nameOf(context: ParserRuleContext): string {
  const text = context.getText();
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll('""', '"');
  if (text.startsWith("`")) {
    throw syntax("backquoted identifiers are not supported; use double quotes", context);
  }
  if (/^\d/.test(text)) {
    throw syntax("identifiers must not start with a digit; surround with double quotes", context);
  }
  return text;
}

/** Reads the parts of a dotted name. */
export function partsOf(context: { identifier(): ParserRuleContext[] }): readonly string[] {
  return context.identifier().map(nameOf);
}

/** Says that the grammar knows a clause that Athena or this lake does not. */
export function syntax(text: string, context: ParserRuleContext): SqlError {
  return new SqlError("SYNTAX_ERROR", text, place(context), "parse");
}

/** Reads a string literal. */
export function stringOf(context: ParserRuleContext): string {
  const text = context.getText();
  if (/^u&/i.test(text)) return unicode(text, context);
  return text.slice(1, -1).replaceAll("''", "'");
}

function unicode(text: string, context: ParserRuleContext): string {
  const parts = /^u&'((?:[^']|'')*)'(?:uescape'(.)')?$/is.exec(text);
  if (parts === null) throw syntax("Invalid Unicode escape", context);
  const escape = (parts[2] ?? "\\").replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const pattern = new RegExp(`${escape}(?:${escape}|\\+([0-9a-f]{6})|([0-9a-f]{4}))`, "gi");
  return (parts[1] ?? "").replaceAll("''", "'").replace(pattern, (all, six, four) => {
    const hex = six ?? four;
    return hex === undefined ? all.slice(1) : String.fromCodePoint(Number.parseInt(hex, 16));
  });
}

/** Reads expressions and what they are made of. */
export interface ExpressionReader {
  expression(context: ParserRuleContext): Expression;
  sortItem(context: tree.SortItemContext): SortItem;
  window(context: tree.WindowSpecificationContext): Window;
  columnRef(context: tree.ColumnRefContext): Expression;
}

/** Makes a reader of expressions, given how to read a query inside one and to number a `?`. */
export function expressionReader(
  query: (context: tree.QueryContext) => Query,
  parameter: (token: Token) => number,
): ExpressionReader {
  const visitor = {
    ...simpleVisitors(parameter),
    ...predicateVisitors(),
    ...callVisitors(),
    visitChildren(node: unknown): Expression {
      const context = node as ParserRuleContext;
      const only = context.children?.length === 1 ? context.children[0] : undefined;
      if (only !== undefined && "ruleIndex" in only) return read(only as ParserRuleContext);
      throw syntax(`${context.getText()} is not supported`, context);
    },
  };
  const read = (context: ParserRuleContext): Expression => {
    const found = context.accept(visitor as unknown as TrinoSqlVisitor<Expression>);
    if (found === null) throw syntax("expression is not supported", context);
    return found;
  };
  const must = (context: ParserRuleContext | null | undefined): Expression => {
    if (context === null || context === undefined) throw new Error("incomplete parse tree");
    return read(context);
  };
  const optional = (context: ParserRuleContext | null | undefined): Expression | undefined =>
    context === null || context === undefined ? undefined : read(context);
  const columnRef = (context: tree.ColumnRefContext): Expression => {
    const name = context.qualifiedName();
    if (name === null) throw syntax("column name expected", context);
    return dotted(name.identifier());
  };

  function sortItem(context: tree.SortItemContext): SortItem {
    const reference = context.columnRef();
    const nulls = context._nullOrdering?.text?.toLowerCase();
    return {
      at: place(context),
      value: reference === null ? must(context.expression()) : columnRef(reference),
      descending: context._ordering?.text?.toLowerCase() === "desc",
      nullsFirst: nulls === undefined ? undefined : nulls === "first",
    };
  }

  function window(context: tree.WindowSpecificationContext): Window {
    const base = context._existingWindowName;
    const frame = context.windowFrame();
    return {
      base: base === undefined ? undefined : nameOf(base).toLowerCase(),
      partitionBy: context.partitionBy()?.expression().map(read) ?? [],
      orderBy: context.sortItem().map(sortItem),
      frame: frame === null ? undefined : windowFrame(frame),
    };
  }

  function windowFrame(context: tree.WindowFrameContext): Frame {
    if (context.KW_PATTERN() !== null || context.KW_MEASURES() !== null) {
      throw syntax("pattern recognition in windows is not supported", context);
    }
    const extent = context.frameExtent();
    const [start, end] = extent.frameBound();
    if (start === undefined) throw syntax("window frame expected", context);
    return {
      unit: (extent._frameType?.text ?? "range").toLowerCase() as Frame["unit"],
      start: frameBound(start),
      end: end === undefined ? undefined : frameBound(end),
    };
  }

  function frameBound(context: tree.FrameBoundContext): FrameBound {
    const words = (context.children ?? []).map((child) => child.getText().toLowerCase());
    const preceding = words.at(-1) === "preceding";
    if (words[0] === "current") return { kind: "current-row" };
    if (words[0] === "unbounded") return { kind: "unbounded", preceding };
    return {
      kind: "offset",
      preceding,
      by: read((context as tree.BoundedFrameContext).expression()),
    };
  }

  function over(context: tree.OverContext | null): Window | string | undefined {
    if (context === null) return undefined;
    const inline = context.windowSpecification();
    if (inline !== null) return window(inline);
    return context._windowName === undefined
      ? undefined
      : nameOf(context._windowName).toLowerCase();
  }

  function predicateVisitors() {
    return {
      visitPredicated(context: tree.PredicatedContext): Expression {
        const value = read(context.valueExpression());
        const predicate = context.predicate();
        return predicate === null ? value : predicated(value, predicate);
      },
      visitLogicalNot(context: tree.LogicalNotContext): Expression {
        return { kind: "not", at: place(context), operand: read(context.booleanExpression()) };
      },
      visitAnd(context: tree.AndContext): Expression {
        const [left, right] = context.booleanExpression();
        const at = place(context);
        return { kind: "logical", operator: "and", at, left: must(left), right: must(right) };
      },
      visitOr(context: tree.OrContext): Expression {
        const [left, right] = context.booleanExpression();
        const at = place(context);
        return { kind: "logical", operator: "or", at, left: must(left), right: must(right) };
      },
    };
  }

  function predicated(value: Expression, predicate: tree.PredicateContext): Expression {
    const at = value.at;
    const finished: Partial<TrinoSqlVisitor<Expression>> = {
      visitComparison: (c) => {
        const operator = comparison(c.comparisonOperator());
        return { kind: "compare", at, operator, left: value, right: must(c._right) };
      },
      visitQuantifiedComparison: (c) => ({
        kind: "quantified",
        at,
        operator: comparison(c.comparisonOperator()),
        quantifier: c.comparisonQuantifier().KW_ALL() === null ? "any" : "all",
        left: value,
        query: query(c.query()),
      }),
      visitBetween: (c) => {
        const negated = c.KW_NOT() !== null;
        return {
          kind: "between",
          at,
          negated,
          value,
          lower: must(c._lower),
          upper: must(c._upper),
        };
      },
      visitInList: (c) => {
        const items = c.expression().map(read);
        return { kind: "in-list", at, negated: c.KW_NOT() !== null, value, items };
      },
      visitInSubquery: (c) => {
        const negated = c.KW_NOT() !== null;
        return { kind: "in-query", at, negated, value, query: query(c.query()) };
      },
      visitLike: (c) => ({
        kind: "like",
        at,
        negated: c.KW_NOT() !== null,
        value,
        pattern: must(c._pattern),
        escape: optional(c._escape),
      }),
      visitNullPredicate: (c) => ({ kind: "is-null", at, negated: c.KW_NOT() !== null, value }),
      visitDistinctFrom: (c) => {
        const negated = c.KW_NOT() !== null;
        return { kind: "distinct-from", at, negated, left: value, right: must(c._right) };
      },
    };
    const found = predicate.accept(finished as TrinoSqlVisitor<Expression>);
    if (found === null) throw syntax("predicate is not supported", predicate);
    return found;
  }

  function simpleVisitors(number: (token: Token) => number) {
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
        index: number(c.QUESTION_MARK().getSymbol()),
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
      visitParenthesizedExpression: (c: tree.ParenthesizedExpressionContext) =>
        read(c.expression()),
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

  function callVisitors() {
    return {
      visitFunctionCall(context: tree.FunctionCallContext): Expression {
        if (context.processingMode() !== null) throw syntax("RUNNING and FINAL", context);
        const filter = context.filter();
        const parts = partsOf(context.functionName().qualifiedName());
        return call(parts.join(".").toLowerCase(), place(context), context.expression().map(read), {
          star: context.ASTERISK() !== null,
          distinct: context.setQuantifier()?.KW_DISTINCT() != null,
          orderBy: context.sortItem().map(sortItem),
          filter: filter === null ? undefined : must(filter.whereClause().booleanExpression()),
          over: over(context.over()),
          ignoreNulls: context.nullTreatment()?.KW_IGNORE() != null,
        });
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
        return call("listagg", place(context), args, {
          distinct: context.setQuantifier()?.KW_DISTINCT() != null,
          orderBy: context.sortItem().map(sortItem),
          filter: filter === null ? undefined : must(filter.whereClause().booleanExpression()),
        });
      },
      visitPosition: (c: tree.PositionContext) =>
        call("strpos", place(c), c.valueExpression().map(read).reverse()),
      visitSubstring: (c: tree.SubstringContext) =>
        call("substring", place(c), c.valueExpression().map(read)),
      visitNormalize: (c: tree.NormalizeContext): Expression => {
        const value = c.normalForm()?.getText().toUpperCase() ?? "NFC";
        const form: Expression = { kind: "string", at: place(c), value };
        return call("normalize", place(c), [read(c.valueExpression()), form]);
      },
      visitTrim: (c: tree.TrimContext): Expression => {
        const side = c.trimsSpecification()?.getText().toLowerCase();
        const names = new Map([
          ["leading", "ltrim"],
          ["trailing", "rtrim"],
        ]);
        const char = optional(c._trimChar);
        const args = [must(c._trimSource), ...(char === undefined ? [] : [char])];
        return call(names.get(side ?? "both") ?? "trim", place(c), args);
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
        whens: c.whenClause().map(when),
        otherwise: optional(c._elseExpression),
      }),
      visitSearchedCase: (c: tree.SearchedCaseContext): Expression => ({
        kind: "case",
        at: place(c),
        operand: undefined,
        whens: c.whenClause().map(when),
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

  function when(context: tree.WhenClauseContext) {
    return { when: must(context._condition), then: must(context._result) };
  }

  return { expression: read, sortItem, window, columnRef };
}

function numeric(kind: "integer" | "decimal" | "double", c: ParserRuleContext): Expression {
  return { kind, at: place(c), text: c.getText().replaceAll("_", "") };
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

function comparison(context: tree.ComparisonOperatorContext): Comparison {
  const text = context.getText();
  return (text === "!=" ? "<>" : text) as Comparison;
}

function dotted(identifiers: readonly ParserRuleContext[]): Expression {
  const [first, ...rest] = identifiers;
  if (first === undefined) throw new Error("a name has at least one part");
  const at = place(first);
  const start: Expression = { kind: "name", at, name: nameOf(first) };
  return rest.reduce<Expression>(
    (base, part) => ({ kind: "field", at, base, field: nameOf(part) }),
    start,
  );
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

function call(
  name: string,
  at: Position,
  args: readonly Expression[],
  rest: Partial<CallExpression> = {},
): CallExpression {
  return {
    kind: "call",
    at,
    name,
    args,
    star: false,
    distinct: false,
    orderBy: [],
    filter: undefined,
    over: undefined,
    ignoreNulls: false,
    ...rest,
  };
}
