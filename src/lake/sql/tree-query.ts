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
import { expressionReader } from "./tree-expression";
import { columnAliases, nameOf, partsOf, place, syntax } from "./tree-parts";
import { relationReader } from "./tree-relation";

/** Parses the text of a query; `before` counts the `?` of the statement that come before it. */
export function parseQuery(text: string, before = 0): Query {
  const root = parseRule(text, (parser) => parser.rootQuery());
  const functions = root.withFunction();
  if (functions !== null) throw syntax("inline functions are not supported", functions);
  return reader(text, before).query(root.query());
}

/** Parses the text of an expression that stands alone, such as the condition of DELETE. */
export function parseExpression(text: string, before = 0): Expression {
  const root = parseRule(text, (parser) => parser.expression());
  return reader(text, before).expression(root);
}

interface Reader {
  query(context: tree.QueryContext): Query;
  expression(context: ParserRuleContext): Expression;
  relation(context: tree.RelationContext): Relation;
}

function reader(text: string, before: number): Reader {
  const places: number[] = [];
  for (const match of text.matchAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\r\n]*|\/\*[\s\S]*?\*\/|\?/g,
  )) {
    if (match[0] === "?") places.push(match.index);
  }
  const parameter = (token: Token) => before + places.indexOf(token.start);
  const expressions = expressionReader(query, parameter);
  const { expression, sortItem, window, columnRef } = expressions;
  const relation = relationReader(query, expression);

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
      columns: columnAliases(context.columnAliases()),
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
      return { kind: "all", at, of, aliases: columnAliases(context.columnAliases()) };
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

  return { query, expression, relation };
}
