import type { ParserRuleContext, Token } from "antlr4ng" with { "resolution-mode": "import" };
import type * as tree from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" with {
  "resolution-mode": "import",
};
import type { TrinoSqlVisitor } from "dt-sql-parser/dist/lib/trino/TrinoSqlVisitor.js" with {
  "resolution-mode": "import",
};
import { parseRule } from "./grammar";
import type {
  Expression,
  GroupBy,
  GroupingElement,
  NamedQuery,
  Query,
  QueryBody,
  Relation,
  RowCount,
  Select,
  SelectItem,
} from "./syntax";
import { expressionReader, nameOf, partsOf, place, syntax } from "./tree-expression";

/** Parses the text of a query. */
export function parseQuery(text: string): Query {
  const root = parseRule(text, (parser) => parser.rootQuery());
  const functions = root.withFunction();
  if (functions !== null) throw syntax("inline functions are not supported", functions);
  return reader(text).query(root.query());
}

/** Parses the text of an expression that stands alone, such as the condition of DELETE. */
export function parseExpression(text: string): Expression {
  const root = parseRule(text, (parser) => parser.expression());
  return reader(text).expression(root);
}

/** Parses what may stand after FROM, such as the source of MERGE. */
export function parseRelation(text: string): Relation {
  const root = parseRule(text, (parser) => parser.relation());
  return reader(text).relation(root);
}

interface Reader {
  query(context: tree.QueryContext): Query;
  expression(context: ParserRuleContext): Expression;
  relation(context: tree.RelationContext): Relation;
}

function reader(text: string): Reader {
  const places: number[] = [];
  for (const match of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\r\n]*|\/\*[^]*?\*\/|\?/g)) {
    if (match[0] === "?") places.push(match.index);
  }
  const parameter = (token: Token) => places.indexOf(token.start);
  const expressions = expressionReader(query, parameter);
  const { expression, sortItem, window, columnRef } = expressions;

  function query(context: tree.QueryContext): Query {
    const statement = context as tree.QueryStatementContext;
    const common = statement.with();
    return {
      ...withoutCommon(statement.queryNoWith()),
      at: place(context),
      recursive: common?.KW_RECURSIVE() != null,
      with: common?.namedQuery().map(named) ?? [],
    };
  }

  function named(context: tree.NamedQueryContext): NamedQuery {
    return {
      at: place(context),
      name: nameOf(context.identifier()),
      columns: aliases(context.columnAliases()),
      query: query(context.query()),
    };
  }

  function withoutCommon(context: tree.QueryNoWithContext): Query {
    const fetch = context.KW_FETCH() !== null;
    const one: RowCount = { kind: "integer", text: "1", at: place(context) };
    const limited = context._limit?.rowCount();
    const fetched = context._fetchFirst === undefined ? one : rowCount(context._fetchFirst);
    return {
      at: place(context),
      recursive: false,
      with: [],
      body: term(context.queryTerm()),
      orderBy: context.sortItem().map(sortItem),
      offset: context._offset === undefined ? undefined : rowCount(context._offset),
      limit: fetch ? fetched : limited == null ? undefined : rowCount(limited),
      ties: context.KW_TIES() !== null,
    };
  }

  function rowCount(context: tree.RowCountContext): RowCount {
    const at = place(context);
    const mark = context.QUESTION_MARK();
    if (mark !== null) return { kind: "parameter", index: parameter(mark.getSymbol()), at };
    return { kind: "integer", text: context.getText().replaceAll("_", ""), at };
  }

  const bodies: Partial<TrinoSqlVisitor<QueryBody>> = {
    visitQueryTermDefault: (c) => body(c.queryPrimary()),
    visitSetOperation: (c) => {
      const [left, right] = c.queryTerm();
      if (left === undefined || right === undefined) throw new Error("incomplete parse tree");
      return {
        kind: "set-operation",
        at: place(c),
        operator: (c._operator?.text ?? "").toLowerCase() as "union",
        all: c.setQuantifier()?.KW_ALL() != null,
        left: term(left),
        right: term(right),
      };
    },
    visitQueryPrimaryDefault: (c) => select(c.querySpecification()),
    visitTable: (c) => ({ kind: "table", at: place(c.tableRef()), parts: partsOf(c.tableRef()) }),
    visitInlineTable: (c) => ({
      kind: "values",
      at: place(c),
      rows: c.expression().map(expression),
    }),
    visitSubquery: (c) => ({ kind: "nested", at: place(c), query: withoutCommon(c.queryNoWith()) }),
  };

  function body(context: ParserRuleContext): QueryBody {
    const found = context.accept(bodies as TrinoSqlVisitor<QueryBody>);
    if (found === null) throw syntax("query is not supported", context);
    return found;
  }

  function term(context: tree.QueryTermContext): QueryBody {
    return body(context);
  }

  function select(context: tree.QuerySpecificationContext): Select & QueryBody {
    const [first, ...others] = context.relation().map(relation);
    const cross = (left: Relation, right: Relation): Relation => ({
      kind: "join",
      at: right.at,
      type: "cross",
      left,
      right,
      on: undefined,
      using: undefined,
    });
    const where = context.whereClause();
    const having = context.havingClause();
    const grouped = context.groupBy();
    return {
      kind: "select",
      at: place(context),
      distinct: context.setQuantifier()?.KW_DISTINCT() != null,
      items: context.selectList().selectItem().map(selectItem),
      from: first === undefined ? undefined : others.reduce(cross, first),
      where: where === null ? undefined : expression(where.booleanExpression()),
      groupBy: grouped === null ? undefined : groupBy(grouped),
      having: having === null ? undefined : expression(having.booleanExpression()),
      windows: context.windowDefinition().map((definition) => ({
        name: nameOf(definition.identifier()).toLowerCase(),
        window: window(definition.windowSpecification()),
      })),
    };
  }

  function selectItem(context: tree.SelectItemContext): SelectItem {
    const at = place(context);
    const all = context.tableAllColumns();
    if (all !== null) {
      const of = expression(all.primaryExpression());
      return { kind: "all", at, of, aliases: aliases(context.columnAliases()) };
    }
    if (context.selectAllWithoutTable() !== null) {
      return { kind: "all", at, of: undefined, aliases: undefined };
    }
    const id = context.identifier();
    const alias = id === null ? undefined : nameOf(id);
    const column = context.selectLiteralColumnName()?.columnRef();
    if (column != null) return { kind: "expression", at, value: columnRef(column), alias };
    const value = context.selectExpressionColumnName()?.expression();
    if (value == null) throw syntax("select item is not supported", context);
    return { kind: "expression", at, value: expression(value), alias };
  }

  function groupBy(context: tree.GroupByContext): GroupBy {
    return {
      distinct: context.setQuantifier()?.KW_DISTINCT() != null,
      elements: context.groupingElement().map(groupingElement),
    };
  }

  function groupingElement(context: tree.GroupingElementContext): GroupingElement {
    const word = context.start?.text?.toLowerCase() ?? "";
    const kinds = new Map([
      ["rollup", "rollup"],
      ["cube", "cube"],
      ["grouping", "sets"],
    ] as const);
    const sets = (context as tree.MultipleGroupingSetsContext).groupingSet();
    if (!Array.isArray(sets)) return { kind: "plain", sets: [terms(sets)] };
    return { kind: kinds.get(word as "cube") ?? "sets", sets: sets.map(terms) };
  }

  function terms(context: tree.GroupingSetContext): readonly Expression[] {
    return context.groupingTerm().map((one) => {
      const column = one.columnRef();
      if (column !== null) return columnRef(column);
      const value = one.expression();
      if (value === null) throw syntax("grouping term expected", one);
      return expression(value);
    });
  }

  const relations: Partial<TrinoSqlVisitor<Relation>> = {
    visitJoinRelation: (c) => join(c),
    visitSampledRelation: (c) => sampled(c),
    visitTableName: (c) => {
      const name = c.tableOrViewName().tableRef() ?? c.tableOrViewName().viewRef();
      const period = c.queryPeriod();
      return {
        kind: "table",
        at: place(c),
        parts: name === null ? [] : partsOf(name),
        period:
          period === null
            ? undefined
            : {
                type: period.rangeType().getText().toLowerCase(),
                value: expression(period.valueExpression()),
              },
      };
    },
    visitParenthesizedRelation: (c) => relation(c.relation()),
    visitSubqueryRelation: (c) => ({
      kind: "query",
      at: place(c),
      query: query(c.query()),
      lateral: false,
    }),
    visitLateral: (c) => ({ kind: "query", at: place(c), query: query(c.query()), lateral: true }),
    visitUnnest: (c) => ({
      kind: "unnest",
      at: place(c),
      items: c.expression().map(expression),
      ordinality: c.KW_ORDINALITY() !== null,
    }),
    visitTableFunctionInvocation: (c) => tableFunction(c.tableFunctionCall()),
    visitChildren: (node) => {
      const context = node as unknown as ParserRuleContext;
      const only = context.children?.length === 1 ? context.children[0] : undefined;
      if (only !== undefined && "ruleIndex" in only) return accept(only as ParserRuleContext);
      throw syntax(`${context.start?.text ?? "relation"} is not supported`, context);
    },
  };

  function accept(context: ParserRuleContext): Relation {
    const found = context.accept(relations as TrinoSqlVisitor<Relation>);
    if (found === null) throw syntax("relation is not supported", context);
    return found;
  }

  function relation(context: tree.RelationContext): Relation {
    return accept(context);
  }

  function tableFunction(context: tree.TableFunctionCallContext): Relation {
    return {
      kind: "table-function",
      at: place(context),
      name: partsOf(context.functionName().qualifiedName()).join(".").toLowerCase(),
      args: context.tableFunctionArgument().map((argument) => {
        const id = argument.identifier();
        const value = argument.expression();
        if (value === null) throw syntax("table arguments are not supported", argument);
        const name = id === null ? undefined : nameOf(id).toLowerCase();
        return { name, value: expression(value) };
      }),
    };
  }

  function sampled(context: tree.SampledRelationContext): Relation {
    if (context.KW_TABLESAMPLE() !== null) throw syntax("TABLESAMPLE is not supported", context);
    const pattern = context.patternRecognition();
    if (pattern.KW_MATCH_RECOGNIZE() !== null) {
      throw syntax("MATCH_RECOGNIZE is not supported", pattern);
    }
    const aliased = pattern.aliasedRelation();
    const inner = accept(aliased.relationPrimary());
    const alias = aliased.identifier();
    if (alias === null) return inner;
    return {
      kind: "alias",
      at: place(aliased),
      relation: inner,
      alias: nameOf(alias),
      columns: aliases(aliased.columnAliases()),
    };
  }

  function join(context: tree.JoinRelationContext): Relation {
    const left = context._left;
    const right = context._rightRelation ?? context._right;
    if (left === undefined || right === undefined) throw new Error("incomplete parse tree");
    if (context.KW_NATURAL() !== null) throw syntax("Natural join not supported", context);
    const criteria = context.joinCriteria();
    const words = ["left", "right", "full"] as const;
    const type = words.find((word) => context.joinType()?.getText().toLowerCase().startsWith(word));
    return {
      kind: "join",
      at: place(context),
      type: context.KW_CROSS() === null ? (type ?? "inner") : "cross",
      left: relation(left),
      right: accept(right),
      on: criteria === null ? undefined : joinCondition(criteria),
      using: criteria?.KW_USING() == null ? undefined : criteria.identifier().map(nameOf),
    };
  }

  function joinCondition(context: tree.JoinCriteriaContext): Expression | undefined {
    const condition = context.booleanExpression();
    if (condition !== null) return expression(condition);
    const equality = context.joinColumnEquality();
    if (equality === null) return undefined;
    const [left, right] = equality.joinColumnReference().map(joinColumn);
    if (left === undefined || right === undefined) throw new Error("incomplete parse tree");
    return { kind: "compare", at: place(equality), operator: "=", left, right };
  }

  function joinColumn(context: tree.JoinColumnReferenceContext): Expression {
    const id = context.identifier();
    const rest = context.columnName()?.qualifiedName().identifier() ?? [];
    const [first, ...more] = id === null ? rest : [id, ...rest];
    if (first === undefined) throw syntax("column name expected", context);
    return more.reduce<Expression>(
      (base, part) => ({ kind: "field", at: place(first), base, field: nameOf(part) }),
      { kind: "name", at: place(first), name: nameOf(first) },
    );
  }

  return { query, expression, relation };
}

function aliases(context: tree.ColumnAliasesContext | null): readonly string[] | undefined {
  return context === null ? undefined : partsOf(context);
}
